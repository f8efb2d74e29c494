"""The order in which passages are shown: article by article, the most relevant first, each by its best passage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.text.squad import holds_answer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from qabot.answering.weights import RelevanceWeights
    from qabot.model import Hit, Ranked, Verdict


def order_for_display(ranked: Ranked, verdict: Verdict, *, weights: RelevanceWeights) -> tuple[Hit, ...]:
    """Return the passages as they are shown; see ``display_order``."""
    with_answer = {hit.passage.id for hit in ranked.hits if has_best_answer(hit, verdict)}
    return tuple(display_order(ranked.hits, ranked.signals, weights=weights, with_answer=with_answer))


def has_best_answer(hit: Hit, verdict: Verdict) -> bool:
    """Return whether a passage, read or not, contains the best short answer."""
    return bool(verdict.candidates) and holds_answer(hit.passage.text, verdict.candidates[0].text)


def display_order(
    hits: Sequence[Hit],
    signals: Mapping[str, Mapping[str, float]],
    *,
    weights: RelevanceWeights,
    with_answer: Collection[str],
) -> list[Hit]:
    """Return one passage of each article that has signals, the most relevant article first, then the other passages.

    Args:
        hits: best first by the ranking.
        signals: of the passages whose articles are compared, by passage id.
        weights: of an article's signals.
        with_answer: ids of the passages that contain the short answer; an article is shown by such a passage.
    """
    articles: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.passage.id in signals:
            articles.setdefault(hit.passage.article_id, []).append(hit)
    if not articles:
        return list(hits)
    relevance = {
        name: weights.relevance([signals[hit.passage.id] for hit in group]) for name, group in articles.items()
    }
    best = {
        name: next((hit for hit in group if hit.passage.id in with_answer), group[0])
        for name, group in articles.items()
    }
    order = sorted(relevance, key=lambda name: (-relevance[name], name))
    with_bonus = {
        name: relevance[name] + weights.answer_bonus * (best[name].passage.id in with_answer) for name in order
    }
    first = max(order, key=lambda name: with_bonus[name])
    # The first passage's score must not be below the second's.
    scores = {**relevance, first: relevance[order[0]] + with_bonus[first] - with_bonus[order[0]]}
    leading = [replace(best[name], score=scores[name]) for name in (first, *(one for one in order if one != first))]
    shown = {hit.passage.id for hit in leading}
    lowest = min(scores.values())
    others = [hit for hit in hits if hit.passage.id not in shown]
    return [*leading, *(replace(hit, score=lowest - number) for number, hit in enumerate(others, start=1))]
