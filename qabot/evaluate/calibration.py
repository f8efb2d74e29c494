"""Fits confidence to the questions of a person's own corpus, and measures what that changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qabot.evaluate import weighted
from qabot.evaluate.logistic import fit_logistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MIN_QUESTIONS = 20
FOLDS = 5
_STRENGTH = np.array([4.0, 1.0])
"""How strongly slope and shift are held to 1 and 0, in questions: a few dozen questions should change little."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Settings of ``[answer]``: ``confidence = sigmoid(shift + slope * logit)``; an answer needs ``threshold``."""

    slope: float
    shift: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a setting on some questions; all in [0, 1], NaN where there is nothing to measure.

    Attributes:
        error: expected calibration error over ten bins.
        let_through: share of the questions without a right best answer that are answered nevertheless.
        withheld: share of the right best answers that are not given.
        right: share of the answers given that are right.
    """

    error: float
    let_through: float
    withheld: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The result of a calibration.

    Attributes:
        before: the setting until now.
        after: the one fitted to all questions.
        was: the effect of ``before`` on these questions.
        becomes: the effect of fitting on held-out questions: each fifth is judged by a fit to the other four.
        questions: their number.
        right: share of them whose best answer is right, given or withheld.
    """

    before: Setting
    after: Setting
    was: Effect
    becomes: Effect
    questions: int
    right: float

    def effects(self) -> tuple[tuple[str, float, float], ...]:
        """Return the name of each effect, its value before and its value after, all in [0, 1] or NaN."""
        return (
            ("expected calibration error", self.was.error, self.becomes.error),
            ("answered without a right answer at hand", self.was.let_through, self.becomes.let_through),
            ("right answers refused", self.was.withheld, self.becomes.withheld),
            ("answers given that are right", self.was.right, self.becomes.right),
        )


def calibrate(
    logits: Sequence[float], right: Sequence[bool], *, before: Setting, let_through: float | None = None
) -> Calibration:
    """Fit slope and shift, and the threshold if asked.

    Method: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.

    Args:
        logits: of each question's best answer, before any slope and shift.
        right: whether that answer is right; never for a question that the articles do not answer.
        before: the setting until now.
        let_through: share of the questions without a right best answer that may be answered all the same, in
            [0, 1]; ``None`` keeps the threshold.
    """
    x = np.array(logits, dtype=np.float64)
    y = np.array(right, dtype=np.bool_)
    after = _fitted(x, y, before=before, let_through=let_through)
    sure = np.empty(len(x))
    given = np.empty(len(x), dtype=np.bool_)
    folds = _folds(y)
    for fold in range(FOLDS):
        held_out = folds == fold
        if held_out.any():
            setting = _fitted(x[~held_out], y[~held_out], before=before, let_through=let_through)
            sure[held_out] = confidence(x[held_out], setting)
            given[held_out] = sure[held_out] >= setting.threshold
    was = confidence(x, before)
    return Calibration(
        before,
        after,
        _effect(was, was >= before.threshold, y),
        _effect(sure, given, y),
        len(x),
        float(y.mean()),
    )


def confidence(logits: NDArray[np.float64], setting: Setting) -> NDArray[np.float64]:
    """Return the probabilities that a setting gives."""
    sure: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(setting.shift + setting.slope * logits, -30, 30)))
    return sure


def _fitted(x: NDArray[np.float64], y: NDArray[np.bool_], *, before: Setting, let_through: float | None) -> Setting:
    columns = np.column_stack([x, np.ones(len(x))])
    fitted = fit_logistic(columns, y.astype(np.float64), prior=np.array([1.0, 0.0]), strength=_STRENGTH)
    setting = Setting(max(0.01, round(float(fitted[0]), 4)), round(float(fitted[1]), 4), before.threshold)
    if let_through is None:
        return setting
    wrong = np.sort(confidence(x[~y], setting))[::-1]
    allowed = int(let_through * len(wrong))
    # Just above the confidence of the first wrong answer that must not pass.
    threshold = float(np.ceil(wrong[allowed] * 1e4 + 1) / 1e4) if allowed < len(wrong) else 0.0
    return Setting(setting.slope, setting.shift, min(1.0, round(threshold, 4)))


def _folds(y: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the fold of each question: right ones and others are dealt in turn, in the order asked: (questions,)."""
    folds = np.empty(len(y), dtype=np.int64)
    for kind in (True, False):
        places = np.flatnonzero(y == kind)
        folds[places] = np.arange(len(places)) % FOLDS
    return folds


def _effect(sure: NDArray[np.float64], given: NDArray[np.bool_], y: NDArray[np.bool_]) -> Effect:
    once = np.ones((1, len(y)))
    error = float(weighted.calibration_error(sure, y, counts=once)[0])
    share = [float(part.mean()) if len(part) else float("nan") for part in (given[~y], ~given[y], y[given])]
    return Effect(error, *share)
