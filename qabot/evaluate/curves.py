"""The data of two plots: reliability (confidence against share right), and risk against coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qabot.evaluate.marking import Marks
from qabot.evaluate.weighted import BINS, bin_of


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence is over ``low`` and at most ``high`` (0 is in the first).

    ``confidence`` is their mean, ``right`` the share of them whose answer is right; ``None`` for an empty bin.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """With this threshold, the share ``coverage`` is answered, and of that the share ``risk`` wrongly; in [0, 1]."""

    threshold: float
    coverage: float
    risk: float


def reliability(marks: Sequence[Marks]) -> list[Bin]:
    """Return ten equal bins of confidence, over the questions that have an answer or must be refused."""
    judged = [one for one in marks if one.kind != "ranking"]
    places = bin_of(np.array([one.confidence for one in judged], dtype=np.float64))
    bins = []
    for place in range(BINS):
        members = [one for one, its in zip(judged, places, strict=True) if its == place]
        count = len(members)
        confidence = sum(one.confidence for one in members) / count if count else None
        right = sum(one.right for one in members) / count if count else None
        bins.append(Bin(place / BINS, (place + 1) / BINS, count, confidence, right))
    return bins


def risk_coverage(marks: Sequence[Marks]) -> list[RiskPoint]:
    """Return a point for each threshold at which another question is answered, the highest first."""
    judged = sorted((one for one in marks if one.kind != "ranking"), key=lambda one: -one.confidence)
    points: list[RiskPoint] = []
    wrong = 0
    for answered, one in enumerate(judged, start=1):
        wrong += not one.right
        if answered == len(judged) or judged[answered].confidence != one.confidence:
            points.append(RiskPoint(one.confidence, answered / len(judged), wrong / answered))
    return points
