"""Hybrid search over a store in memory: the spread over articles, the scores of each searcher, the scope."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from counting import asked_for
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import Hit, Passage, Period, Scope, SearchResult, Span
from qabot.search.hybrid import SearchOptions, limit_per_article, search
from qabot.search.weights import FusionWeights


def passage(article, number=0):
    return Passage(article, 10 * number, 10 * number + 9, "x" * 9, (Span(10 * number, 10 * number + 9),))


def hit(article, number, score):
    return Hit(passage(article, number), score, {"bm25": 1})


def ids(hits):
    return [one.passage.id for one in hits]


class Fixed:
    """A searcher with one answer to everything, cut to the limit; keeps what it was asked."""

    def __init__(self, name, *ordinals, fusion_weight=1.0):
        self.name, self.fusion_weight = name, fusion_weight
        self.found = [SearchResult(ordinal, 1.0 / place) for place, ordinal in enumerate(ordinals, 1)]
        self.asked = []

    def search(self, query, limit, scope):
        self.asked.append((query, limit, scope))
        return self.found[:limit]


class Shelf:
    """A store of passages by number."""

    def __init__(self, passages, *searchers):
        self.kept = passages
        self.searchers = searchers

    def duplicate_groups(self, article_ids):
        return {name: name for name in article_ids}

    def passages(self, ordinals):
        return [self.kept[ordinal] for ordinal in ordinals]


OPTIONS = SearchOptions(
    candidates=50, per_article=2, fusion=FusionWeights(rank_constant=5.0, in_time=0.0, in_context=0.0)
)
ASKED = asked_for("?")


def weighing(**weights):
    """Return the options with other weights of the fusion."""
    return replace(OPTIONS, fusion=replace(OPTIONS.fusion, **weights))


def test_spread_lets_others_in_before_a_third_of_one_article():
    hits = [hit("a", 0, 9), hit("a", 1, 8), hit("a", 2, 7), hit("b", 0, 6), hit("a", 3, 5), hit("c", 0, 4)]
    assert ids(limit_per_article(hits, 6, per_article=2)) == [
        "a#0-9",
        "a#10-19",
        "b#0-9",
        "c#0-9",
        "a#20-29",
        "a#30-39",
    ]
    assert ids(limit_per_article(hits, 3, per_article=1)) == ["a#0-9", "b#0-9", "c#0-9"]
    assert limit_per_article(hits, 6, per_article=4) == hits


def test_spread_fills_up_when_the_others_run_out():
    hits = [hit("a", number, 9 - number) for number in range(5)]
    assert limit_per_article(hits, 4, per_article=1) == hits[:4]
    assert limit_per_article([], 4, per_article=1) == []


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20)), unique=True, max_size=20),
    st.integers(1, 25),
    st.integers(1, 5),
)
def test_spread_loses_nothing_and_keeps_each_article_s_order(places, limit, per_article):
    hits = [hit(article, number, 1.0 / rank) for rank, (article, number) in enumerate(places, 1)]
    some = limit_per_article(hits, limit, per_article=per_article)
    assert len(some) == min(limit, len(hits))
    for article in "abc":
        of_article = [one for one in hits if one.passage.article_id == article]
        assert [one for one in some if one.passage.article_id == article] == of_article[
            : sum(one.passage.article_id == article for one in some)
        ]
    counts = Counter(one.passage.article_id for one in some)
    left_out = {one.passage.article_id for one in hits if one not in some}
    if any(count > per_article for count in counts.values()):
        assert all(counts[article] >= per_article for article in left_out)


def test_search_fuses_every_searcher_and_names_the_ranks():
    shelf = Shelf([passage(name) for name in "abcd"], Fixed("bm25", 2, 0), Fixed("dense", 0, 3, fusion_weight=0.7))
    hits = search(ASKED, 3, store=shelf, options=OPTIONS)
    assert ids(hits) == ["a#0-9", "c#0-9", "d#0-9"]
    assert [dict(one.ranks) for one in hits] == [{"bm25": 2, "dense": 1}, {"bm25": 1}, {"dense": 2}]
    assert [one.score for one in hits] == pytest.approx([1 / 7 + 0.7 / 6, 1 / 6, 0.7 / 7])


def test_search_keeps_each_searcher_s_own_score():
    shelf = Shelf([passage(name) for name in "abcd"], Fixed("bm25", 2, 0), Fixed("dense", 0, 3, 1))
    hits = search(ASKED, 4, store=shelf, options=OPTIONS)
    assert {one.passage.article_id: dict(one.scores) for one in hits} == {
        "a": {"bm25": 1 / 2, "dense": 1.0},
        "b": {"dense": 1 / 3},
        "c": {"bm25": 1.0},
        "d": {"dense": 1 / 2},
    }
    assert all(set(one.scores) == set(one.ranks) for one in hits)


def test_search_hands_the_scope_and_enough_of_a_limit_on():
    bm25 = Fixed("bm25", 0)
    scope = Scope(sources=frozenset({"S"}))
    shelf = Shelf([passage("a")], bm25)
    search(replace(ASKED, scope=scope), 3, store=shelf, options=OPTIONS)
    search(replace(ASKED, scope=scope), 80, store=shelf, options=OPTIONS)
    assert bm25.asked == [(ASKED.query, 50, scope), (ASKED.query, 80, scope)]


def test_equal_scores_are_in_the_order_of_the_passage_ids():
    shelf = Shelf([passage("z"), passage("b")], Fixed("bm25", 0, 1), Fixed("dense", 1, 0))
    assert ids(search(ASKED, 2, store=shelf, options=OPTIONS)) == ["b#0-9", "z#0-9"]


def test_search_keeps_an_article_from_crowding_out_the_others():
    shelf = Shelf([*(passage("a", number) for number in range(8)), passage("b")], Fixed("bm25", *range(9)))
    assert ids(search(ASKED, 3, store=shelf, options=OPTIONS)) == ["a#0-9", "a#10-19", "b#0-9"]


def test_search_finds_nothing_where_no_searcher_does():
    assert search(ASKED, 3, store=Shelf([], Fixed("bm25")), options=OPTIONS) == ()


YEAR = Period(date(2015, 1, 1), date(2015, 12, 31))


class Dated(Fixed):
    """A searcher that knows the days of its passages."""

    def __init__(self, name, days, *ordinals):
        super().__init__(name, *ordinals)
        self.days = days

    def search(self, query, limit, scope):
        first, last = scope.published_from or date.min, scope.published_to or date.max
        return [one for one in super().search(query, limit, scope) if first <= self.days[one.ordinal] <= last]


def test_passages_of_the_time_that_is_said_rise_and_none_is_hidden():
    days = [date(2020, 1, 1), date(2020, 1, 2), date(2015, 5, 5)]
    shelf = Shelf([passage("a"), passage("b"), passage("c")], Dated("bm25", days, 0, 1, 2))
    preferring = weighing(in_time=1.0)
    plain = search(ASKED, 3, store=shelf, options=preferring)
    timed = search(replace(ASKED, period=YEAR), 3, store=shelf, options=preferring)
    assert ids(plain) == ["a#0-9", "b#0-9", "c#0-9"]
    assert ids(timed) == ["c#0-9", "a#0-9", "b#0-9"]
    assert timed[0].ranks == {"bm25": 3, "bm25 in time": 1}
    assert search(replace(ASKED, period=YEAR), 3, store=shelf, options=OPTIONS) == plain


def test_a_time_outside_the_scope_prefers_nothing():
    shelf = Shelf([passage("a")], Fixed("bm25", 0))
    scope = Scope(published_to=date(2014, 1, 1))
    asked = replace(ASKED, scope=scope, period=YEAR)
    (found,) = search(asked, 3, store=shelf, options=weighing(in_time=1.0))
    assert found.ranks == {"bm25": 1}
    assert [one[2] for one in shelf.searchers[0].asked] == [scope]


def test_a_follow_up_is_searched_for_with_its_context_as_well():
    class ByQuery(Fixed):
        def search(self, query, limit, scope):
            self.found = [SearchResult(1, 9.0)] if query.text == "with context" else [SearchResult(0, 5.0)]
            return super().search(query, limit, scope)

    shelf = Shelf([passage(name) for name in "ab"], ByQuery("bm25"))
    asked = replace(ASKED, context=replace(ASKED.query, text="with context"))
    hits = search(asked, 5, store=shelf, options=weighing(in_context=0.5))
    assert [dict(one.ranks) for one in hits] == [{"bm25": 1}, {"bm25 in context": 1}]
    assert [one.score for one in hits] == pytest.approx([1 / 6, 0.5 / 6])
    assert len(search(asked, 5, store=shelf, options=OPTIONS)) == 1


def test_a_third_searcher_brings_its_own_name_and_weight():
    shelf = Shelf(
        [passage(name) for name in "abcd"],
        Fixed("bm25", 0, 1),
        Fixed("dense", 1, 0, fusion_weight=0.7),
        Fixed("graph", 3, 1, fusion_weight=2.0),
    )
    hits = search(ASKED, 4, store=shelf, options=OPTIONS)
    assert ids(hits) == ["b#0-9", "d#0-9", "a#0-9"]
    assert [dict(one.ranks) for one in hits] == [
        {"bm25": 2, "dense": 1, "graph": 2},
        {"graph": 1},
        {"bm25": 1, "dense": 2},
    ]
    assert hits[0].score == pytest.approx(1 / 7 + 0.7 / 6 + 2 / 7)
    assert hits[1].scores == {"graph": 1.0}
