"""Reciprocal rank fusion: makes one order out of several rankings."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Fused(NamedTuple):
    """A passage's number, its fused score, and its 1-based rank in each ranking that has it."""

    ordinal: int
    score: float
    ranks: Mapping[str, int]


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[int]], *, weights: Mapping[str, float], k: float
) -> list[Fused]:
    """Return passages from all rankings by ``sum(weight / (k + rank))``, best first, equal scores by ordinal.

    Method and ``k = 60``: Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
    Rank Learning Methods", SIGIR 2009. The order of ``rankings`` does not matter.

    Args:
        rankings: passages, best first, by the ranking's name.
        weights: how much each ranking counts; 1.0 for a name that is missing.
        k: above 0; the larger it is, the less the first ranks stand out.
    """
    ranks: dict[int, dict[str, int]] = {}
    for name in sorted(rankings):
        for rank, ordinal in enumerate(rankings[name], start=1):
            ranks.setdefault(ordinal, {})[name] = rank
    fused = [
        Fused(ordinal, math.fsum(weights.get(name, 1.0) / (k + rank) for name, rank in found.items()), found)
        for ordinal, found in ranks.items()
    ]
    return sorted(fused, key=lambda one: (-one.score, one.ordinal))
