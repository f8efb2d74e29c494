"""How sure an answer is: the probability that it is right, from what it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qabot.model import Candidate, Query


@dataclass(frozen=True, slots=True)
class ConfidenceWeights:
    """Logistic regression over the signals of ``confidence_signals``.

    Right means what SQuAD's F1 calls at least half right. Fitted by ``tests/benchmarks/fit_answers.py`` on corpora of
    200 to 60,000 passages; ``qabot calibrate`` fits ``slope`` and ``shift`` to a corpus of one's own.
    """

    intercept: float = 1.004
    score: float = 1.2
    unknown: float = -0.97
    size: float = -0.099
    slope: float = 1.0
    shift: float = 0.0

    def of(self, signals: Mapping[str, float]) -> float:
        """Return a probability in [0, 1], to four digits."""
        logit = self.shift + self.slope * self.logit(signals)
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)

    def logit(self, signals: Mapping[str, float]) -> float:
        """Return the logit before ``slope`` and ``shift``."""
        return self.intercept + math.fsum(getattr(self, name) * value for name, value in signals.items())

    def contributions(self, signals: Mapping[str, float]) -> dict[str, tuple[float, float]]:
        """Return each signal's value and what it adds to the logit; what is the same for all questions comes first."""
        constant = self.shift + self.slope * self.intercept
        return {
            "always": (1.0, constant),
            **{name: (value, self.slope * getattr(self, name) * value) for name, value in signals.items()},
        }


CONFIDENCE_SIGNALS = tuple(
    field.name for field in fields(ConfidenceWeights) if field.name not in ("intercept", "slope", "shift")
)


def confidence_signals(query: Query, candidates: Sequence[Candidate], *, passage_count: int) -> dict[str, float]:
    """Return what an answer's probability follows from.

    ``score``: of the best candidate. ``unknown``: share of the question's words that no article has, in [0, 1].
    ``size``: natural logarithm of the number of passages; among many, some sentence comes near to any question.

    Args:
        query: the question.
        candidates: best first, at least one.
        passage_count: of the build.
    """
    return {
        "score": candidates[0].score,
        "unknown": len(query.unknown) / max(1, len(query.weights)),
        "size": math.log(max(1, passage_count)),
    }


def unknown_words(query: Query) -> tuple[str, ...]:
    """Return the question's words that no article has, as they were asked, each once, in order."""
    words = (query.text[term.span.start : term.span.end] for term in query.terms if term.form in query.unknown)
    return tuple(dict.fromkeys(words))
