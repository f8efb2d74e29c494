"""The second arrow: every searcher of a build searches, and their rankings are fused into one list of passages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from qabot.model import IN_CONTEXT, IN_TIME, Hit
from qabot.search.rank_fusion import reciprocal_rank_fusion
from qabot.search.weights import FusionWeights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qabot.model import Asked, Period, Scope, SearchResult
    from qabot.ports import Store
    from qabot.search.rank_fusion import Fused

TOPIC_PASSAGES = 48
"""Passages that are found for each topic of an overview: enough for several articles."""


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How a question is searched for.

    Attributes:
        candidates: passages requested from each searcher, at least 1.
        per_article: how many of the best passages may be of one article before other articles come, at least 1.
        fusion: how the rankings are fused.
    """

    candidates: int
    per_article: int
    fusion: FusionWeights = field(default_factory=FusionWeights)


def search_topics(asked: Asked, *, store: Store, options: SearchOptions) -> list[tuple[Hit, ...]]:
    """Return the passages for each topic that is answered in whole sentences, best first; empty without topics."""
    return [
        search(replace(asked, query=topic, context=None), TOPIC_PASSAGES, store=store, options=options)
        for topic in asked.topic_queries
    ]


def search(asked: Asked, limit: int, *, store: Store, options: SearchOptions) -> tuple[Hit, ...]:
    """Return at most ``limit`` passages, best first, no article crowding out the others.

    Each searcher of the store ranks the passages for the question. If the question names a period, the passages from
    it are ranked a second time among themselves, so that they come in and rise, and no other passage is hidden. A
    follow-up is searched for a second time together with its context.
    """
    found: dict[str, Sequence[SearchResult]] = {}
    weights: dict[str, float] = {}
    for name, weight, results in _rankings(asked, max(options.candidates, limit), store, options.fusion):
        found[name], weights[name] = results, weight
    fused = reciprocal_rank_fusion(
        {name: [one.ordinal for one in results] for name, results in found.items()},
        weights=weights,
        k=options.fusion.rank_constant,
    )
    scores = {name: {one.ordinal: one.score for one in results} for name, results in found.items()}
    # A few times the limit is enough for the limit per article, and saves reading the rest from the catalogue.
    hits = _hits(fused[: 4 * limit], scores, store)
    return tuple(limit_per_article(hits, limit, per_article=options.per_article))


def _rankings(
    asked: Asked, limit: int, store: Store, fusion: FusionWeights
) -> Iterator[tuple[str, float, Sequence[SearchResult]]]:
    """Yield the name, the weight and the results of each ranking that is fused."""
    within = _within(asked.scope, asked.period) if fusion.in_time else None
    for searcher in store.searchers:
        name, weight = searcher.name, searcher.fusion_weight
        yield name, weight, searcher.search(asked.query, limit, asked.scope)
        if within:
            yield name + IN_TIME, fusion.in_time * weight, searcher.search(asked.query, limit, within)
        if asked.context and fusion.in_context:
            results = searcher.search(asked.context, limit, asked.scope)
            yield name + IN_CONTEXT, fusion.in_context * weight, results


def _within(scope: Scope, period: Period | None) -> Scope | None:
    """Return a scope narrowed to a period; ``None`` when nothing can be inside, or there is no period."""
    if period is None:
        return None
    first = max(period.first, scope.published_from or period.first)
    last = min(period.last, scope.published_to or period.last)
    return replace(scope, published_from=first, published_to=last) if first <= last else None


def limit_per_article(hits: Sequence[Hit], limit: int, *, per_article: int) -> list[Hit]:
    """Return the first ``limit`` hits; hits beyond ``per_article`` of one article come only after all others."""
    seen: Counter[str] = Counter()
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        seen[hit.passage.article_id] += 1
        (first if seen[hit.passage.article_id] <= per_article else rest).append(hit)
    return [*first, *rest][:limit]


def interleave(rankings: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """Return the hits of several rankings: the first of each, then the second of each, ..., no passage twice."""
    found: dict[str, Hit] = {}
    for row in zip_longest(*rankings):
        for hit in row:
            if hit is not None:
                found.setdefault(hit.passage.id, hit)
    return tuple(found.values())


def _hits(fused: Sequence[Fused], scores: Mapping[str, Mapping[int, float]], store: Store) -> list[Hit]:
    passages = store.passages([one.ordinal for one in fused])
    hits = [
        Hit(passage, one.score, one.ranks, {name: scores[name][one.ordinal] for name in one.ranks})
        for passage, one in zip(passages, fused, strict=True)
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
