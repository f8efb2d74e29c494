"""How sure an answer is: the probability that its sentences hold what was asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qabot.model import Evidence
from qabot.ports import Query


@dataclass(frozen=True, slots=True)
class Confidence:
    """Logistic regression over the best sentence's signals.

    Fitted by ``tests/benchmarks/fit_answers.py``: right means that a cited sentence holds the expected answer.
    """

    intercept: float = -6.0
    weights: Mapping[str, float] = field(
        default_factory=lambda: {"cosine": 6.0, "coverage": 2.0, "context": 2.0, "kind": 0.5, "unknown": -3.0}
    )

    def of(self, query: Query, evidence: Sequence[Evidence]) -> float:
        """Return a probability in [0, 1], to four digits; 0.0 without evidence."""
        if not evidence:
            return 0.0
        signals = confidence_signals(query, evidence)
        logit = self.intercept + math.fsum(weight * signals[name] for name, weight in self.weights.items())
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)


def confidence_signals(query: Query, evidence: Sequence[Evidence]) -> dict[str, float]:
    """Return the best sentence's signals and the share of the question's words that no article has."""
    return {**evidence[0].signals, "unknown": len(unknown_words(query)) / max(1, len(query.weights))}


def unknown_words(query: Query) -> tuple[str, ...]:
    """Return the question's words that no article has, as they were asked, each once, in order."""
    words = (query.text[term.span.start : term.span.end] for term in query.terms if not query.weights[term.form])
    return tuple(dict.fromkeys(words))
