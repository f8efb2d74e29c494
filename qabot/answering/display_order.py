"""The order in which passages are shown: article by article, the most relevant first, by a passage with the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from qabot.model import Hit


SCORED_PASSAGES = 24
"""Passages whose articles are weighed, whether they were read or not; 36 and 60 changed nothing."""


@dataclass(frozen=True, slots=True)
class RelevanceWeights:
    """Weights of an article's signals, the largest of its passages' each; fitted by ``fit_relevance.py``.

    The article that a question is about and the passage that states the answer are different things, and
    ``RankingWeights`` were fitted to the second. The signals here are those of ``RankingWeights`` that describe an
    article's subject. Titles count in ``opening`` alone: a third of the articles that news2022's quizzes link have no
    title, but only one in two hundred of the others, so a weight for titles would learn how articles were saved.

    Attributes:
        answer_bonus: added to an article with the short answer in one of its passages when the first article is chosen,
            and only then: several articles report the same, and the first one should prove the answer.
    """

    bm25: float = 0.268
    dense: float = 1.271
    words: float = 1.816
    cosine: float = 2.224
    coverage: float = 3.709
    opening: float = 2.955
    lead: float = 0.895
    time: float = 3.0
    answer_bonus: float = 1.5

    def of(self, signals: Sequence[Mapping[str, float]]) -> float:
        """Return an article's relevance from the signals of its passages, at least one."""
        names = [name for name in _SIGNALS if name in signals[0]]
        return math.fsum(getattr(self, name) * max(row[name] for row in signals) for name in names)


_SIGNALS = tuple(field.name for field in fields(RelevanceWeights) if field.name != "answer_bonus")


def display_order(
    hits: Sequence[Hit],
    signals: Mapping[str, Mapping[str, float]],
    *,
    relevance: RelevanceWeights,
    holding: Collection[str],
) -> list[Hit]:
    """Return the hits as they are shown: one of each article that was weighed, then the others as they stood.

    Args:
        hits: best first by ``RankingWeights``.
        signals: of each hit whose article is weighed, by its passage's id.
        relevance: how articles are weighed.
        holding: ids of the passages that hold the short answer, read or not: of its article such a one is shown.
    """
    articles: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.passage.id in signals:
            articles.setdefault(hit.passage.article_id, []).append(hit)
    if not articles:
        return list(hits)
    marks = {name: relevance.of([signals[hit.passage.id] for hit in group]) for name, group in articles.items()}
    order = sorted(marks, key=lambda name: (-marks[name], name))
    best = {
        name: next((hit for hit in group if hit.passage.id in holding), group[0]) for name, group in articles.items()
    }
    whole = {name: marks[name] + relevance.answer_bonus * (best[name].passage.id in holding) for name in order}
    first = max(order, key=lambda name: whole[name])
    # The first one's score is at least the next one's, as everywhere.
    leading = {**marks, first: marks[order[0]] + whole[first] - whole[order[0]]}
    leads = [replace(best[name], score=leading[name]) for name in (first, *(one for one in order if one != first))]
    shown = {hit.passage.id for hit in leads}
    lowest = min(leading.values())
    others = [hit for hit in hits if hit.passage.id not in shown]
    return [*leads, *(replace(hit, score=lowest - number) for number, hit in enumerate(others, start=1))]
