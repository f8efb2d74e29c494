"""What is shown: an article after the other, the most relevant first, and nothing lost."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.display_order import display_order
from qabot.answering.weights import RELEVANCE_SIGNALS, RelevanceWeights
from qabot.model import Hit, Passage, Span
from qabot.ranking.weights import RANK_SIGNALS

BY_COVERAGE = RelevanceWeights(**{**dict.fromkeys(RELEVANCE_SIGNALS, 0.0), "coverage": 1.0}, answer_bonus=0.0)


def hit(article, number, score):
    start = 10 * number
    return Hit(Passage(article, start, start + 9, "some text", (Span(start, start + 9),)), score, {})


def signals(coverage):
    return {**dict.fromkeys(RANK_SIGNALS, 0.0), "coverage": coverage}


def ids(hits):
    return [one.passage.id for one in hits]


def test_articles_come_by_relevance_each_by_its_best_passage():
    hits = [hit("a", 0, 9.0), hit("a", 1, 8.0), hit("b", 0, 7.0), hit("c", 0, 6.0)]
    rows = dict(zip(ids(hits), map(signals, (0.1, 0.2, 0.9, 0.5)), strict=True))
    shown = display_order(hits, rows, weights=BY_COVERAGE, with_answer=())
    assert ids(shown) == ["b#0-9", "c#0-9", "a#0-9", "a#10-19"]
    assert [one.score for one in shown] == pytest.approx([0.9, 0.5, 0.2, -0.8])


@pytest.mark.parametrize(
    ("answer_bonus", "with_answer", "expected"),
    [
        (1.0, {"a#0-9"}, ["a#0-9", "b#0-9", "c#0-9"]),
        (0.5, {"a#0-9"}, ["b#0-9", "c#0-9", "a#0-9"]),
        (0.5, {"c#0-9"}, ["c#0-9", "b#0-9", "a#0-9"]),
        (0.5, {"b#0-9", "c#0-9"}, ["b#0-9", "c#0-9", "a#0-9"]),
    ],
)
def test_an_article_that_has_the_answer_comes_first_and_changes_nothing_else(answer_bonus, with_answer, expected):
    hits = [hit("a", 0, 9.0), hit("b", 0, 1.0), hit("c", 0, 0.0)]
    rows = dict(zip(ids(hits), map(signals, (0.1, 0.9, 0.5)), strict=True))
    weights = replace(BY_COVERAGE, answer_bonus=answer_bonus)
    assert ids(display_order(hits, rows, weights=weights, with_answer=with_answer)) == expected


def test_an_article_is_shown_by_a_passage_that_has_the_answer():
    hits = [hit("a", 0, 9.0), hit("a", 1, 8.0), hit("a", 2, 7.0), hit("b", 0, 6.0)]
    rows = dict(zip(ids(hits), map(signals, (0.5, 0.9, 0.1, 0.2)), strict=True))
    shown = display_order(hits, rows, weights=BY_COVERAGE, with_answer={"a#20-29", "b#0-9"})
    assert ids(shown) == ["a#20-29", "b#0-9", "a#0-9", "a#10-19"]
    assert [one.score for one in shown] == sorted((one.score for one in shown), reverse=True)


def test_what_was_not_read_stays_behind():
    hits = [hit("a", 0, 3.0), hit("b", 0, 2.0), hit("a", 1, 1.0)]
    assert ids(display_order(hits, {"a#0-9": signals(0.5)}, weights=BY_COVERAGE, with_answer=())) == [
        "a#0-9",
        "b#0-9",
        "a#10-19",
    ]
    assert display_order(hits, {}, weights=BY_COVERAGE, with_answer=()) == hits


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9), st.floats(-9, 9), st.floats(0, 1)), max_size=12),
    st.floats(0, 3),
    st.sets(st.sampled_from([hit(article, number, 0.0).passage.id for article in "abcd" for number in range(3)])),
)
def test_nothing_is_lost_and_scores_fall(rows, answer_bonus, with_answer):
    unique = {(article, number): (score, cover) for article, number, score, cover in rows}
    hits = sorted((hit(a, n, score) for (a, n), (score, _) in unique.items()), key=lambda one: -one.score)
    covers = {hit(a, n, 0.0).passage.id: signals(cover) for (a, n), (_, cover) in unique.items()}
    weights = replace(BY_COVERAGE, answer_bonus=answer_bonus)
    shown = display_order(hits, covers, weights=weights, with_answer=with_answer)
    assert sorted(ids(shown)) == sorted(ids(hits))
    scores = [one.score for one in shown]
    assert all(later <= one + 1e-9 for one, later in pairwise(scores))
    leads = len({one.passage.article_id for one in hits})
    assert len({one.passage.article_id for one in shown[:leads]}) == leads
