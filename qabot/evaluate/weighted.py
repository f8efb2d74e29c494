"""Statistics of a question set and of many resamples of it at once.

In all functions ``counts`` is (resamples, questions) float64: how often each question is in each resample, a whole
number of at least 0. A row of ones is the question set itself. The result is (resamples,) float64, NaN where a resample
has nothing to measure.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

BINS = 10
_EDGES = np.arange(1, BINS) / BINS


def ratio(part: Floats, whole: Floats, *, counts: Floats) -> Floats:
    """Return the sum of ``part`` over the sum of ``whole``, both (questions,); NaN parts are left out."""
    known = np.isfinite(part)
    return _divided(counts @ np.where(known, part, 0.0), counts @ np.where(known, whole, 0.0))


def mean(values: Floats, *, counts: Floats) -> Floats:
    """Return the mean of the values that are not NaN."""
    return ratio(values, np.ones_like(values), counts=counts)


def quantile(values: Floats, share: float, *, counts: Floats) -> Floats:
    """Return a quantile of the values that are not NaN, linear between neighbours as numpy's default is.

    Args:
        values: (questions,).
        share: in [0, 1]; 0.5 is the median.
        counts: (resamples, questions), see the module.
    """
    known = np.isfinite(values)
    if not known.any():
        return np.full(len(counts), np.nan)
    order = np.argsort(values[known], kind="stable")
    ordered = values[known][order]
    standing = np.cumsum(counts[:, known][:, order], axis=1)
    place = np.maximum(0.0, standing[:, -1] - 1) * share
    lower = (standing <= np.floor(place)[:, None]).sum(axis=1)
    upper = (standing <= np.ceil(place)[:, None]).sum(axis=1)
    last = len(ordered) - 1
    below, above = ordered[np.minimum(lower, last)], ordered[np.minimum(upper, last)]
    between = below + (above - below) * (place - np.floor(place))
    return np.where(standing[:, -1] > 0, between, np.nan)


def auroc(scores: Floats, positive: NDArray[np.bool_], *, counts: Floats) -> Floats:
    """Return the probability that a positive scores above a negative, where a tie counts half (Mann & Whitney, 1947).

    Args:
        scores: (questions,), any finite numbers.
        positive: (questions,).
        counts: (resamples, questions), see the module.
    """
    if not len(scores):
        return np.full(len(counts), np.nan)
    order, starts = _ties(scores)
    positives = np.add.reduceat((counts * positive)[:, order], starts, axis=1)
    negatives = np.add.reduceat((counts * ~positive)[:, order], starts, axis=1)
    below = np.cumsum(negatives, axis=1) - negatives
    wins = (positives * (below + negatives / 2)).sum(axis=1)
    return _divided(wins, positives.sum(axis=1) * negatives.sum(axis=1))


def calibration_error(confidence: Floats, right: NDArray[np.bool_], *, counts: Floats) -> Floats:
    """Return the expected calibration error over ten equal bins (Guo et al., 2017), in [0, 1].

    Args:
        confidence: (questions,) in [0, 1].
        right: (questions,).
        counts: (resamples, questions), see the module.
    """
    members = np.eye(BINS)[bin_of(confidence)]
    gaps = np.abs((counts * (confidence - right)) @ members)
    return _divided(gaps.sum(axis=1), counts.sum(axis=1))


def bin_of(confidence: Floats) -> NDArray[np.intp]:
    """Return the bin of each confidence, 0 to 9: bin m is over m/10 and at most (m+1)/10; 0 is in the first."""
    return np.searchsorted(_EDGES, confidence, side="left")


def risk_coverage_area(confidence: Floats, right: NDArray[np.bool_], *, counts: Floats) -> Floats:
    """Return the area under the risk–coverage curve, in [0, 1] (El-Yaniv & Wiener, 2010; Geifman & El-Yaniv, 2017).

    It is the mean, over k, of the share of wrong answers among the k most confident ones. Equal confidences count in
    random order: the result is the expectation.

    Args:
        confidence: (questions,) in [0, 1].
        right: (questions,).
        counts: (resamples, questions), see the module.
    """
    if not len(confidence):
        return np.full(len(counts), np.nan)
    order, starts = _ties(-confidence)
    size = np.add.reduceat(counts[:, order], starts, axis=1)
    wrong = np.add.reduceat((counts * ~right)[:, order], starts, axis=1)
    standing = np.cumsum(size, axis=1)
    before, wrong_before = standing - size, np.cumsum(wrong, axis=1) - wrong
    # In a tie of s with e wrong, behind B of which E are wrong, the j-th adds (E + j e/s) / (B + j) in expectation;
    # summed over j that is e + (E - B e/s) (H(B + s) - H(B)), H being the harmonic numbers.
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, standing[:, -1].max() + 1))])
    steps = harmonic[standing.astype(np.intp)] - harmonic[before.astype(np.intp)]
    share = np.divide(wrong, size, out=np.zeros_like(wrong), where=size > 0)
    areas = wrong + (wrong_before - before * share) * steps
    return _divided(areas.sum(axis=1), standing[:, -1])


def _ties(values: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the ascending order of values, and the place in it where each run of equal values begins."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    return order, np.concatenate([[0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1]).astype(np.intp)


def _divided(part: Floats, whole: Floats) -> Floats:
    divided = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=divided, where=whole > 0)
    return divided
