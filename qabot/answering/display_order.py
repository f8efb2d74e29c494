"""The order in which passages are shown: article by article, the most relevant first, by a passage with the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from qabot.model import Hit


ARRANGED = 24
"""Passages whose articles are weighed, whether they were read or not; 36 and 60 changed nothing."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """Weights of an article's signals, the largest of its passages' each; fitted by ``fit_relevance.py``.

    Which article a question is about, and which passage says the answer outright, are two things: ``Ranking`` was
    fitted to the second. The signals are those of ``Ranking`` that tell what an article is about. Titles count in
    ``opening`` alone: a third of the articles that news2022's quizzes link have none, of the others one in two hundred,
    so that a weight of titles would be learned from how articles were saved.

    Attributes:
        outright: what having the short answer in one of its passages adds when the first article is chosen, and only
            then: several articles tell the same, and the first one should prove the answer.
    """

    bm25: float = 0.268
    dense: float = 1.271
    words: float = 1.816
    cosine: float = 2.224
    coverage: float = 3.709
    opening: float = 2.955
    lead: float = 0.895
    time: float = 3.0
    outright: float = 1.5

    def of(self, signals: Sequence[Mapping[str, float]]) -> float:
        """Return an article's relevance from the signals of its passages, at least one."""
        names = [name for name in _SIGNALS if name in signals[0]]
        return math.fsum(getattr(self, name) * max(row[name] for row in signals) for name in names)


_SIGNALS = tuple(field.name for field in fields(Relevance) if field.name != "outright")


def arranged(
    hits: Sequence[Hit], signals: Mapping[str, Mapping[str, float]], *, relevance: Relevance, holding: Collection[str]
) -> list[Hit]:
    """Return the hits as they are shown: one of each article that was weighed, then the others as they stood.

    Args:
        hits: best first by ``Ranking``.
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
    whole = {name: marks[name] + relevance.outright * (best[name].passage.id in holding) for name in order}
    first = max(order, key=lambda name: whole[name])
    # The first one's score is at least the next one's, as everywhere.
    leading = {**marks, first: marks[order[0]] + whole[first] - whole[order[0]]}
    leads = [replace(best[name], score=leading[name]) for name in (first, *(one for one in order if one != first))]
    shown = {hit.passage.id for hit in leads}
    lowest = min(leading.values())
    others = [hit for hit in hits if hit.passage.id not in shown]
    return [*leads, *(replace(hit, score=lowest - number) for number, hit in enumerate(others, start=1))]
