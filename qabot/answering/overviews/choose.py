"""Chooses sentences that together tell most and repeat least, by greedy maximisation of a submodular function.

The function is that of Lin and Bilmes (2011), "A Class of Submodular Functions for Document Summarization": how well
the chosen sentences cover all sentences, plus a reward for choosing from different parts. Greedy choice is within
1 - 1/e of the best (Nemhauser, Wolsey and Fisher, 1978). Nothing is random, and ties go to the earlier sentence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.ports import Vectors

MAX_ALIKE = 0.85
"""Of two sentences whose vectors have a larger cosine, only one is chosen."""


@dataclass(frozen=True, slots=True)
class ChoiceWeights:
    """How much each part of the function counts, chosen with ``tests/benchmarks/overviews.py`` on half of its articles.

    Attributes:
        parts: of the reward for choosing from different parts, against the coverage's 1.
        saturation: share of a sentence's similarity to all others from which on it counts as covered, above 0.
    """

    parts: float = 0.5
    saturation: float = 0.15


def choose(
    vectors: Vectors,
    worth: Sequence[float],
    parts: Sequence[object],
    *,
    most: int,
    allowed: Sequence[bool] | None = None,
    weights: ChoiceWeights | None = None,
) -> list[int]:
    """Return the numbers of the chosen sentences, in the order in which they were chosen.

    Args:
        vectors: of all sentences; all are to be covered.
        worth: how much each sentence is worth by itself, at least 0.
        parts: what each sentence belongs to (its article, its paragraph); several are better than one.
        most: how many are chosen at most; fewer if the others are too much alike.
        allowed: which sentences may be chosen; all of them when ``None``.
        weights: see ``ChoiceWeights``.
    """
    import numpy as np

    weights = weights or ChoiceWeights()
    count = len(worth)
    if not count:
        return []
    alike = np.clip(vectors @ vectors.T, 0.0, 1.0).astype(np.float64)
    value = np.asarray(worth, dtype=np.float64)
    enough = weights.saturation * alike.sum(axis=1)
    covered = np.zeros(count)
    total = float((value * np.minimum(alike.sum(axis=1), enough)).sum()) or 1.0
    reward: dict[object, float] = {}
    most_reward = math.fsum(math.sqrt(one) for one in _sums(parts, worth).values()) or 1.0
    open_for = [number for number in range(count) if allowed is None or allowed[number]]
    chosen: list[int] = []
    while open_for and len(chosen) < most:
        base = float((value * np.minimum(covered, enough)).sum())
        best, gain = -1, 0.0
        for number in open_for:
            more = float((value * np.minimum(covered + alike[:, number], enough)).sum()) - base
            part = reward.get(parts[number], 0.0)
            step = math.sqrt(part + value[number]) - math.sqrt(part)
            here = (more / total + weights.parts * step / most_reward) * (1e-9 + value[number]) ** 0.5
            if here > gain + 1e-12:
                best, gain = number, here
        if best < 0:
            break
        chosen.append(best)
        covered += alike[:, best]
        reward[parts[best]] = reward.get(parts[best], 0.0) + value[best]
        open_for = [number for number in open_for if number != best and alike[number, best] <= MAX_ALIKE]
    return chosen


def _sums(parts: Sequence[object], worth: Sequence[float]) -> dict[object, float]:
    sums: dict[object, float] = {}
    for part, one in zip(parts, worth, strict=True):
        sums[part] = sums.get(part, 0.0) + one
    return sums
