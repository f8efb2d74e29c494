"""The statistics: worked out by hand, and properties that hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.evaluate.weighted import auroc, bin_of, calibration_error, mean, quantile, ratio, risk_coverage_area

judged = st.lists(st.tuples(st.integers(0, 20).map(lambda part: part / 20), st.booleans()), min_size=1, max_size=40)


def once(statistic, values, flags):
    return statistic(np.array(values, float), np.array(flags, bool), counts=np.ones((1, len(values))))[0]


def split(pairs):
    return [value for value, _ in pairs], [flag for _, flag in pairs]


@pytest.mark.parametrize(
    ("scores", "positive", "expected"),
    [
        ([0.9, 0.1], [1, 0], 1.0),
        ([0.1, 0.9], [1, 0], 0.0),
        ([0.5, 0.5], [1, 0], 0.5),
        ([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0], 0.875),
        ([0.8, 0.7, 0.6, 0.5], [1, 0, 1, 0], 0.75),
    ],
)
def test_auroc_is_the_chance_that_a_right_one_stands_above_a_wrong_one(scores, positive, expected):
    assert once(auroc, scores, positive) == pytest.approx(expected)


def test_auroc_of_one_kind_alone_is_nothing():
    assert np.isnan(once(auroc, [0.1, 0.9], [1, 1]))
    assert np.isnan(once(auroc, [], []))


def test_calibration_error_is_the_mean_gap_of_the_bins():
    # 0.2 and 0.15 share a bin: mean 0.175, right 0.5, gap 0.325, twice. 0.9 is alone: gap 0.1.
    assert once(calibration_error, [0.2, 0.15, 0.9], [1, 0, 1]) == pytest.approx((2 * 0.325 + 0.1) / 3)
    assert once(calibration_error, [1.0, 0.0], [1, 0]) == 0


def test_a_bin_ends_with_its_upper_edge():
    edges = np.array([0.0, 0.05, 0.1, 0.10001, 0.3, 0.7, 0.95, 1.0])
    assert bin_of(edges).tolist() == [0, 0, 0, 1, 2, 6, 9, 9]


def test_the_area_under_risk_is_the_mean_risk_of_the_first_k():
    assert once(risk_coverage_area, [0.9, 0.8, 0.7], [1, 0, 1]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    assert once(risk_coverage_area, [0.9, 0.8], [1, 1]) == 0
    assert once(risk_coverage_area, [0.9, 0.8], [0, 0]) == 1


def test_equal_confidences_stand_in_the_order_of_chance():
    # Right before wrong gives risks 0 and 1/2, wrong before right 1 and 1/2.
    assert once(risk_coverage_area, [0.5, 0.5], [1, 0]) == pytest.approx((1 / 2 + 1 / 2) / 2)


def test_means_and_ratios_leave_out_what_has_no_say():
    counts = np.array([[1.0, 1.0, 1.0], [0.0, 2.0, 5.0], [0.0, 0.0, 1.0]])
    assert mean(np.array([1.0, 0.0, np.nan]), counts=counts)[:2].tolist() == [0.5, 0.0]
    assert np.isnan(mean(np.array([1.0, 0.0, np.nan]), counts=counts)[2])
    assert ratio(np.array([1.0, 2.0, np.nan]), np.array([2.0, 2.0, 9.0]), counts=counts[:1])[0] == pytest.approx(3 / 4)


@given(judged)
def test_auroc_of_turned_scores_is_what_is_left_to_one(pairs):
    values, flags = split(pairs)
    there, back = once(auroc, values, flags), once(auroc, [-value for value in values], flags)
    assert (np.isnan(there) and np.isnan(back)) or there + back == pytest.approx(1)


@given(judged)
def test_calibration_error_and_area_are_shares(pairs):
    assert 0 <= once(calibration_error, *split(pairs)) <= 1
    assert -1e-12 <= once(risk_coverage_area, *split(pairs)) <= 1 + 1e-12


@given(judged, st.randoms(use_true_random=False))
def test_the_order_of_the_questions_does_not_matter(pairs, random):
    mixed = random.sample(pairs, len(pairs))
    for statistic in (auroc, calibration_error, risk_coverage_area):
        assert once(statistic, *split(mixed)) == pytest.approx(once(statistic, *split(pairs)), nan_ok=True)


@given(judged, st.data())
def test_a_question_that_counts_twice_is_two_questions(pairs, data):
    counts = data.draw(st.lists(st.integers(0, 3), min_size=len(pairs), max_size=len(pairs)).filter(any))
    weighed = np.array([counts], float)
    repeated = [pair for pair, count in zip(pairs, counts, strict=True) for _ in range(count)]
    values, flags = (np.array(part) for part in split(pairs))
    for statistic in (auroc, calibration_error, risk_coverage_area):
        expected = once(statistic, *split(repeated))
        assert statistic(values, flags, counts=weighed)[0] == pytest.approx(expected, nan_ok=True)
    for share in (0.5, 0.95):
        expected = np.quantile([value for value, _ in repeated], share)
        assert quantile(values, share, counts=weighed)[0] == pytest.approx(expected)
