"""Fitting how sure answers are: logistic regression, the setting that follows, what it does on unseen questions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.evaluate.calibration import FOLDS, Setting, calibrate, confidence
from qabot.evaluate.logistic import fit_logistic

PLAIN = Setting(1.0, 0.0, 0.25)


def drawn(count, *, slope, shift, seed=0):
    """Return logits, and whether each answer is right with the probability that slope and shift give it."""
    draw = np.random.default_rng(seed)
    logits = draw.normal(0, 2, count)
    return logits, draw.random(count) < confidence(logits, Setting(slope, shift, 0.0))


def test_the_coefficients_that_made_the_data_are_found_again():
    draw = np.random.default_rng(1)
    x = np.column_stack([draw.normal(size=(20_000, 2)), np.ones(20_000)])
    y = draw.random(20_000) < 1 / (1 + np.exp(-x @ np.array([1.5, -0.5, 0.3])))
    fitted = fit_logistic(x, y.astype(float), prior=np.zeros(3), strength=np.full(3, 1e-3))
    assert fitted == pytest.approx([1.5, -0.5, 0.3], abs=0.08)


def test_a_strong_prior_holds_a_coefficient():
    x = np.array([[1.0], [1.0], [-1.0], [-1.0]])
    y = np.array([1.0, 1.0, 0.0, 0.0])
    loose, held = (
        fit_logistic(x, y, prior=np.array([-1.0]), strength=np.array([strength]))[0] for strength in (0.1, 1e6)
    )
    assert loose > 1
    assert held == pytest.approx(-1.0, abs=1e-4)


def test_a_row_that_counts_twice_is_two_rows():
    x, y = np.array([[1.0], [2.0], [-1.0]]), np.array([1.0, 0.0, 0.0])
    options = {"prior": np.zeros(1), "strength": np.ones(1)}
    twice = fit_logistic(x, y, weights=np.array([2.0, 1.0, 1.0]), **options)
    assert twice == pytest.approx(fit_logistic(x[[0, 0, 1, 2]], y[[0, 0, 1, 2]], **options))


def test_data_that_lie_far_from_the_prior_are_fitted_too():
    """Newton's method alone ends at a slope of 130 here: from the prior, its first steps are far too long."""
    draw = np.random.default_rng(0)
    logits = draw.normal(0, 3, 300)
    right = draw.random(300) < 1 / (1 + np.exp(-0.25 * logits))
    assert calibrate(logits, right, before=PLAIN).after.slope == pytest.approx(0.3, abs=0.05)


def test_too_sure_answers_are_brought_down():
    logits, right = drawn(2_000, slope=0.4, shift=-1.0)
    outcome = calibrate(logits, right, before=PLAIN)
    assert outcome.after.slope == pytest.approx(0.4, abs=0.06)
    assert outcome.after.shift == pytest.approx(-1.0, abs=0.15)
    assert outcome.after.threshold == PLAIN.threshold
    assert outcome.becomes.error < 0.05 < outcome.was.error
    assert (outcome.before, outcome.questions, outcome.right) == (PLAIN, 2_000, pytest.approx(right.mean()))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_the_threshold_lets_through_what_was_asked_for(share):
    logits, right = drawn(2_000, slope=1.0, shift=0.0)
    setting = calibrate(logits, right, before=PLAIN, let_through=share).after
    through = (confidence(logits, setting) >= setting.threshold)[~right].mean()
    assert through <= share
    assert through == pytest.approx(share, abs=0.01)


@given(st.lists(st.tuples(st.floats(-30, 30), st.booleans()), min_size=2 * FOLDS, max_size=60), st.floats(0, 1))
def test_whatever_is_measured_is_a_share_and_whatever_is_set_can_be_written(rows, share):
    outcome = calibrate([x for x, _ in rows], [y for _, y in rows], before=PLAIN, let_through=share)
    assert outcome.after.slope > 0
    assert 0 <= outcome.after.threshold <= 1
    for effect in (outcome.was, outcome.becomes):
        for value in (effect.error, effect.let_through, effect.withheld, effect.right):
            assert np.isnan(value) or 0 <= value <= 1
