"""Hybrid search: every searcher of a build, fused by rank, spread over articles."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qabot.model import IN_CONTEXT, IN_TIME, Hit, Period, Query, Scope
from qabot.ports import Embedder, Store
from qabot.search.rank_fusion import Fused, reciprocal_rank_fusion


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """How a question is searched for.

    Attributes:
        candidates: passages asked of each searcher, at least 1.
        rank_constant: ``k`` of reciprocal rank fusion, above 0. Small: two searchers that agree on a first place
            should win over ten that agree on a twentieth.
        weights: of each searcher in the fusion.
        in_time: how much the rankings of passages from the question's own time count, beside those of all; 0 for not.
        in_context: how much the rankings for a follow-up with its context count, beside those for it alone; 0 for not.
        per_article: passages of one article among the best before others are let in, at least 1.
    """

    candidates: int
    rank_constant: float
    weights: Mapping[str, float]
    per_article: int
    in_time: float = 0.0
    in_context: float = 0.0


def prepare(question: str, *, store: Store, embedder: Embedder) -> Query:
    """Return the question as the searchers and the reader take it."""
    terms = store.terms(question)
    weights = {term.form: store.weight(term.form) for term in terms}
    unknown = frozenset(form for form in weights if not store.frequency(form))
    vector = embedder.embed_question(question)
    return Query(text=question, vector=vector, terms=terms, weights=weights, unknown=unknown)


def search(
    query: Query,
    limit: int,
    *,
    store: Store,
    scope: Scope,
    options: SearchOptions,
    period: Period | None = None,
    in_context: Query | None = None,
) -> list[Hit]:
    """Return at most ``limit`` passages, best first, no article crowding out the others.

    Passages from ``period`` are searched a second time, among themselves: they come in and rise, and none is hidden.
    So is ``in_context``, a follow-up question together with what was said before it.
    """
    wanted = max(options.candidates, limit)
    found = {searcher.name: searcher.search(query, wanted, scope) for searcher in store.searchers}
    weights = dict(options.weights)
    within = _within(scope, period) if options.in_time else None
    if within:
        for searcher in store.searchers:
            found[searcher.name + IN_TIME] = searcher.search(query, wanted, within)
            weights[searcher.name + IN_TIME] = options.in_time * weights.get(searcher.name, 1.0)
    if in_context and options.in_context:
        for searcher in store.searchers:
            found[searcher.name + IN_CONTEXT] = searcher.search(in_context, wanted, scope)
            weights[searcher.name + IN_CONTEXT] = options.in_context * weights.get(searcher.name, 1.0)
    rankings = {name: [ranked.ordinal for ranked in ranking] for name, ranking in found.items()}
    scores = {name: {ranked.ordinal: ranked.score for ranked in ranking} for name, ranking in found.items()}
    fused = reciprocal_rank_fusion(rankings, weights=weights, k=options.rank_constant)
    # A few times the limit is enough for the spread, and saves reading the rest from the catalogue.
    return limit_per_article(_hits(fused[: 4 * limit], scores, store), limit, per_article=options.per_article)


def _within(scope: Scope, period: Period | None) -> Scope | None:
    """Return a scope narrowed to a period; ``None`` when nothing can be inside, or there is no period."""
    if period is None:
        return None
    first = max(period.first, scope.published_from or period.first)
    last = min(period.last, scope.published_to or period.last)
    return replace(scope, published_from=first, published_to=last) if first <= last else None


def limit_per_article(hits: Sequence[Hit], limit: int, *, per_article: int) -> list[Hit]:
    """Return the first ``limit`` hits, those beyond ``per_article`` of one article only when others run out."""
    seen: Counter[str] = Counter()
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        seen[hit.passage.article_id] += 1
        (first if seen[hit.passage.article_id] <= per_article else rest).append(hit)
    return [*first, *rest][:limit]


def _hits(fused: Sequence[Fused], scores: Mapping[str, Mapping[int, float]], store: Store) -> list[Hit]:
    passages = store.passages([one.ordinal for one in fused])
    hits = [
        Hit(passage, one.score, one.ranks, {name: scores[name][one.ordinal] for name in one.ranks})
        for passage, one in zip(passages, fused, strict=True)
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
