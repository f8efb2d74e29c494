"""The fourth arrow: from passages that were found and read to passages in the order of how well they answer."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from qabot.model import IN_CONTEXT, Ranked
from qabot.ranking.near_duplicates import drop_near_duplicates
from qabot.text.words import coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Article, Asked, Hit, Reading
    from qabot.ports import Store
    from qabot.ranking.weights import RankingWeights

SCORED_PASSAGES = 24
"""At least this many passages get signals, read or not, to compare their articles; 36 and 60 changed no figure."""
_WORDS = ("bm25", "bm25" + IN_CONTEXT)
_COSINES = ("dense", "dense" + IN_CONTEXT)
_RANK_CONSTANT = 5.0
_LEAD_CHARS = 1_000
_OPENING_CHARS = 300


def rank(
    asked: Asked, found: Sequence[Hit], readings: Sequence[Reading], *, store: Store, weights: RankingWeights
) -> Ranked:
    """Return the passages in their order, best first: those that were read by their score, then the others.

    Args:
        asked: the question.
        found: passages, best first by the search or by an earlier ranking.
        readings: what a reader made of the first of them; any number.
        store: has the passages' articles.
        weights: of the signals.
    """
    scored = found[: max(len(readings), SCORED_PASSAGES)]
    signals = rank_signals(asked, scored, readings, store=store)
    read = found[: len(readings)]
    contributions = [weights.contributions(row) for row in signals[: len(read)]]
    hits = apply_scores(found, [math.fsum(row.values()) for row in contributions])
    groups = store.duplicate_groups({hit.passage.article_id for hit in found})
    reading_of = {hit.passage.id: reading for hit, reading in zip(read, readings, strict=True)}
    distinct = drop_near_duplicates(hits[: len(read)], duplicate_groups=groups)
    return Ranked(
        hits=tuple(hits),
        read=tuple((hit, reading_of[hit.passage.id]) for hit in distinct),
        signals={hit.passage.id: row for hit, row in zip(scored, signals, strict=True)},
        contributions={hit.passage.id: row for hit, row in zip(read, contributions, strict=True)},
        duplicate_groups=groups,
    )


def rank_signals(
    asked: Asked, hits: Sequence[Hit], readings: Sequence[Reading], *, store: Store
) -> list[dict[str, float]]:
    """Return the signals of each hit by name, as in ``RankingWeights``; ``time`` only if the question names a period.

    Args:
        asked: the question.
        hits: as the search found them.
        readings: of the first hits; ``answers`` and ``span`` of the others are 0.
        store: has the hits' articles.
    """
    weights, period = asked.query.weights, asked.period
    best = {name: max((hit.scores.get(name, 0.0) for hit in hits), default=0.0) or 1.0 for name in _WORDS}
    forms: dict[str, tuple[frozenset[str], ...]] = {}
    rows = []
    for hit, reading in zip_longest(hits, readings):
        article = store.article(hit.passage.article_id)
        title, opening = forms.get(article.id) or forms.setdefault(article.id, _forms(article, store))
        text = {term.form for term in store.terms(hit.passage.text)}
        rows.append(
            {
                "bm25": _reciprocal(hit, "bm25"),
                "dense": _reciprocal(hit, "dense"),
                "words": max(hit.scores.get(name, 0.0) / best[name] for name in _WORDS),
                "cosine": max((hit.scores[name] for name in _COSINES if name in hit.scores), default=0.0),
                "coverage": coverage(weights, title | text),
                "title": coverage(weights, title),
                "opening": coverage(weights, opening),
                "answers": _probability(reading.answers) if reading else 0.0,
                "span": _probability(reading.spans[0].score) if reading and reading.spans else 0.0,
                "lead": 1 / (1 + hit.passage.start / _LEAD_CHARS),
            }
        )
    if period:
        days = [store.article(hit.passage.article_id).published for hit in hits]
        inside = [day is not None and period.first <= day <= period.last for day in days]
        for row, here in zip(rows, inside, strict=True):
            row["time"] = -1.0 if any(inside) and not here else 0.0
    return rows


def apply_scores(hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """Return all hits with new scores: first those with a new score, best first, then the others in their order."""
    read = [replace(hit, score=score) for hit, score in zip(hits, scores, strict=False)]
    rest = list(hits[len(scores) :])
    lowest = min(scores, default=0.0)
    rest = [replace(hit, score=lowest - number) for number, hit in enumerate(rest, start=1)]
    return [*sorted(read, key=lambda hit: (-hit.score, hit.passage.id)), *rest]


def _forms(article: Article, store: Store) -> tuple[frozenset[str], ...]:
    """Return the forms of the words in an article's title and in its opening."""
    opening = f"{article.title}\n{article.text[:_OPENING_CHARS]}"[:_OPENING_CHARS]
    return tuple(frozenset(term.form for term in store.terms(text)) for text in (article.title, opening))


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _reciprocal(hit: Hit, name: str) -> float:
    """Return 6 / (5 + rank) by the better rank of a follow-up alone and in its context; 0 when in neither."""
    places = [hit.ranks[one] for one in (name, name + IN_CONTEXT) if one in hit.ranks]
    return (_RANK_CONSTANT + 1) / (_RANK_CONSTANT + min(places)) if places else 0.0
