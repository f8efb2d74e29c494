"""Logistic regression whose coefficients are held towards given values; the only doorway to scipy."""

import numpy as np
from numpy.typing import NDArray


def fit_logistic(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    prior: NDArray[np.float64],
    strength: NDArray[np.float64],
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the (columns,) coefficients that make ``y`` most likely, held towards ``prior``.

    They minimise the log loss plus half of ``strength * (coefficient - prior) ** 2``; see Hastie, Tibshirani and
    Friedman, "The Elements of Statistical Learning", 4.4.1. scikit-learn's estimator holds all coefficients towards
    zero and all alike, so scipy minimises the loss here.

    Args:
        x: (rows, columns); a column of ones for an intercept.
        y: (rows,) what happened, from 0 to 1.
        prior: (columns,) what the coefficients are held towards.
        strength: (columns,) how strongly, above 0.
        weights: (rows,) how much each row counts; 1 when ``None``.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    rows = np.ones(len(y)) if weights is None else weights

    def loss(coefficients: NDArray[np.float64]) -> float:
        logits = x @ coefficients
        return float(rows @ (np.logaddexp(0, logits) - y * logits) + strength @ (coefficients - prior) ** 2 / 2)

    def gradient(coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
        slope: NDArray[np.float64] = x.T @ (rows * (expit(x @ coefficients) - y)) + strength * (coefficients - prior)
        return slope

    def curvature(coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
        chance = expit(x @ coefficients)
        matrix: NDArray[np.float64] = (x.T * (rows * chance * (1 - chance))) @ x + np.diag(strength)
        return matrix

    start = np.asarray(prior, dtype=np.float64)
    found = minimize(loss, start, jac=gradient, hess=curvature, method="trust-exact", options={"gtol": 1e-8})
    coefficients: NDArray[np.float64] = found.x
    return coefficients
