"""Weights of the fusion, which experiments chose. A searcher's own weight stands with the searcher."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How rankings are fused into one order.

    Attributes:
        rank_constant: ``k`` of reciprocal rank fusion, above 0. Small, so that two searchers that agree on a first
            place win over ten that agree on a twentieth; chosen by ``tests/benchmarks/ranking.py``.
        in_time: weight of the rankings of passages from the period that a question names, relative to those of all
            passages; 0 leaves them out. Chosen by ``tests/benchmarks/said_time.py``.
        in_context: weight of the rankings for a follow-up with its context, relative to those for it alone; 0 leaves
            them out. Chosen by ``tests/benchmarks/followups.py``.
    """

    rank_constant: float = 5.0
    in_time: float = 1.0
    in_context: float = 1.0
