"""Logistic regression by Newton's method: small, exact, and the same on every machine."""

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 100
_ENOUGH = 1e-10


def fit_logistic(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    prior: NDArray[np.float64],
    strength: NDArray[np.float64],
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the (columns,) coefficients that make ``y`` likeliest, held towards ``prior``.

    Minimises the log loss plus half of ``strength * (coefficient - prior) ** 2``; see Hastie, Tibshirani and Friedman,
    "The Elements of Statistical Learning", 4.4.1.

    Args:
        x: (rows, columns); a column of ones for an intercept.
        y: (rows,) what happened, from 0 to 1.
        prior: (columns,) what the coefficients are held towards.
        strength: (columns,) how strongly, above 0.
        weights: (rows,) how much each row counts; 1 when ``None``.
    """
    rows = np.ones(len(y)) if weights is None else weights
    coefficients = prior.astype(np.float64).copy()
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(x @ coefficients, -30, 30)))
        gradient = x.T @ (rows * (chance - y)) + strength * (coefficients - prior)
        curvature = (x.T * (rows * chance * (1 - chance))) @ x + np.diag(strength)
        step = np.linalg.solve(curvature, gradient)
        coefficients -= step
        if np.abs(step).max() < _ENOUGH:
            break
    return coefficients
