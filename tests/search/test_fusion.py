"""Reciprocal rank fusion."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qabot.search.rank_fusion import reciprocal_rank_fusion

ORDINALS = st.lists(st.integers(0, 30), unique=True, max_size=12)
RANKINGS = st.dictionaries(st.sampled_from(["bm25", "dense", "title", "other"]), ORDINALS, max_size=4)
WEIGHTS = st.dictionaries(st.sampled_from(["bm25", "dense", "title"]), st.floats(0.1, 10), max_size=3)
CONSTANTS = st.floats(0.5, 100)


def test_the_exact_values():
    fused = reciprocal_rank_fusion({"bm25": [7, 3], "dense": [3, 9, 7]}, weights={"dense": 0.5}, k=60)
    assert [one.ordinal for one in fused] == [7, 3, 9]
    assert fused[0].score == pytest.approx(1 / 61 + 0.5 / 63, rel=1e-15)
    assert fused[1].score == pytest.approx(1 / 62 + 0.5 / 61, rel=1e-15)
    assert fused[2].score == pytest.approx(0.5 / 62, rel=1e-15)
    assert [dict(one.ranks) for one in fused] == [{"bm25": 1, "dense": 3}, {"bm25": 2, "dense": 1}, {"dense": 2}]


def test_ties_are_in_the_order_of_the_numbers():
    fused = reciprocal_rank_fusion({"bm25": [9, 2, 5], "dense": [2, 9, 4]}, weights={}, k=5)
    assert [one.ordinal for one in fused] == [2, 9, 4, 5]
    assert fused[0].score == fused[1].score
    assert fused[2].score == fused[3].score


def test_nothing_is_fused_from_nothing():
    assert reciprocal_rank_fusion({}, weights={}, k=5) == []
    assert reciprocal_rank_fusion({"bm25": [], "dense": []}, weights={}, k=5) == []


def test_a_searcher_of_weight_nothing_finds_but_does_not_rank():
    fused = reciprocal_rank_fusion({"bm25": [4, 1], "dense": [1, 8]}, weights={"dense": 0.0}, k=5)
    assert [(one.ordinal, one.score) for one in fused] == [(4, 1 / 6), (1, 1 / 7), (8, 0.0)]


@given(RANKINGS, WEIGHTS, CONSTANTS)
def test_the_order_of_the_searchers_does_not_matter(rankings, weights, k):
    backwards = dict(reversed(rankings.items()))
    assert reciprocal_rank_fusion(rankings, weights=weights, k=k) == reciprocal_rank_fusion(
        backwards, weights=weights, k=k
    )


@given(RANKINGS, WEIGHTS, CONSTANTS)
def test_everything_that_was_found_is_there_once_best_first(rankings, weights, k):
    fused = reciprocal_rank_fusion(rankings, weights=weights, k=k)
    assert sorted(one.ordinal for one in fused) == sorted({number for found in rankings.values() for number in found})
    assert fused == sorted(fused, key=lambda one: (-one.score, one.ordinal))
    for one in fused:
        assert one.ranks == {
            name: found.index(one.ordinal) + 1 for name, found in rankings.items() if one.ordinal in found
        }
        assert one.score > 0


@given(RANKINGS, WEIGHTS, CONSTANTS, st.data())
def test_a_better_rank_never_lowers_a_passage(rankings, weights, k, data):
    name = data.draw(st.sampled_from(sorted(rankings) or [""]))
    found = rankings.get(name, [])
    assume(len(found) > 1)
    place = data.draw(st.integers(1, len(found) - 1))
    risen = found[place]
    better = [*found[: place - 1], risen, found[place - 1], *found[place + 1 :]]

    def standing(those):
        fused = reciprocal_rank_fusion(those, weights=weights, k=k)
        (score,) = [one.score for one in fused if one.ordinal == risen]
        return [one.ordinal for one in fused].index(risen), score

    place_before, score_before = standing(rankings)
    place_after, score_after = standing({**rankings, name: better})
    assert score_after > score_before
    assert place_after <= place_before


@given(ORDINALS, CONSTANTS)
def test_one_searcher_alone_keeps_its_order(found, k):
    assert [one.ordinal for one in reciprocal_rank_fusion({"bm25": found}, weights={}, k=k)] == found
