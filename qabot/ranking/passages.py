"""The final order of passages: what search, reader and metadata say of each, weighed as was learned."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from qabot.model import IN_CONTEXT
from qabot.text.words import coverage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qabot.model import Article, Hit, Period, Query, Reading
    from qabot.ports import Store

_WORDS = ("bm25", "bm25" + IN_CONTEXT)
_COSINES = ("dense", "dense" + IN_CONTEXT)
_RANK_CONSTANT = 5.0
_LEAD_CHARS = 1_000
_OPENING_CHARS = 300


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """Weights of the signals; a linear model, fitted by ``tests/benchmarks/fit_answers.py`` (listwise softmax).

    Attributes:
        bm25: 6 / (5 + rank) among the words' ranking, 0 when not in it.
        dense: the same of the vectors' ranking.
        words: BM25 score as a share of the best one, from 0 to 1.
        cosine: of question and passage, 0 when not in the vectors' ranking.
        coverage: share of the question's words, by inverse document frequency, in the passage or its title.
        title: the same in the title alone.
        opening: the same in the first 300 characters of title and text, where news says what it is about.
        answers: the reader's probability that this passage answers. As a logit it would also order passages that
            do not answer, where search knows better.
        span: the reader's probability of its best span against none.
        time: where some passages are from the time that the question speaks of: -1 for the others, undated ones among
            them; else 0. Chosen by ``tests/benchmarks/said_time.py``.
        lead: 1 at the head of the article, 0.5 after 1,000 characters.
    """

    bm25: float = 0.686
    dense: float = 1.105
    words: float = 2.289
    cosine: float = 0.586
    coverage: float = 1.601
    title: float = 0.379
    opening: float = 0.599
    answers: float = 1.491
    span: float = 1.443
    lead: float = 0.447
    time: float = 3.0

    def contributions(self, signals: Mapping[str, float]) -> dict[str, float]:
        """Return what each signal adds to the score."""
        return {name: getattr(self, name) * value for name, value in signals.items()}


RANK_SIGNALS = tuple(field.name for field in fields(RankingWeights) if field.name != "time")
"""The signals that every question has."""


def rank_signals(
    query: Query, hits: Sequence[Hit], readings: Sequence[Reading], *, store: Store, period: Period | None = None
) -> list[dict[str, float]]:
    """Return the signals of each hit by name, as in ``RankingWeights``; ``time`` only where the question has a period.

    Args:
        query: the question.
        hits: as the search found them.
        readings: of the first hits; ``answers`` and ``span`` of those beyond are 0.
        store: has the hits' articles.
        period: the time that the question speaks of.
    """
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
                "coverage": coverage(query.weights, title | text),
                "title": coverage(query.weights, title),
                "opening": coverage(query.weights, opening),
                "answers": _chance(reading.answers) if reading else 0.0,
                "span": _chance(reading.spans[0].score) if reading and reading.spans else 0.0,
                "lead": 1 / (1 + hit.passage.start / _LEAD_CHARS),
            }
        )
    if period:
        days = [store.article(hit.passage.article_id).published for hit in hits]
        inside = [day is not None and period.first <= day <= period.last for day in days]
        for row, here in zip(rows, inside, strict=True):
            row["time"] = -1.0 if any(inside) and not here else 0.0
    return rows


def rank_scores(signals: Sequence[Mapping[str, float]], *, ranking: RankingWeights) -> list[float]:
    """Return the final score of each hit; ``signals`` as ``rank_signals`` gives them."""
    return [math.fsum(ranking.contributions(row).values()) for row in signals]


def apply_scores(hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """Return all hits in their final order: first those with a new score, then the rest as they stood."""
    read = [replace(hit, score=score) for hit, score in zip(hits, scores, strict=False)]
    rest = list(hits[len(scores) :])
    lowest = min(scores, default=0.0)
    rest = [replace(hit, score=lowest - number) for number, hit in enumerate(rest, start=1)]
    return [*sorted(read, key=lambda hit: (-hit.score, hit.passage.id)), *rest]


def _forms(article: Article, store: Store) -> tuple[frozenset[str], ...]:
    """Return the words of an article's title and of its opening."""
    opening = f"{article.title}\n{article.text[:_OPENING_CHARS]}"[:_OPENING_CHARS]
    return tuple(frozenset(term.form for term in store.terms(text)) for text in (article.title, opening))


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _reciprocal(hit: Hit, name: str) -> float:
    """Return 6 / (5 + rank), the better of a follow-up alone and in its context; 0 when in neither."""
    places = [hit.ranks[one] for one in (name, name + IN_CONTEXT) if one in hit.ranks]
    return (_RANK_CONSTANT + 1) / (_RANK_CONSTANT + min(places)) if places else 0.0
