"""How sure an answer is: the probability that its sentences hold what was asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qabot.model import Evidence
from qabot.ports import Query


@dataclass(frozen=True, slots=True)
class Confidence:
    """Logistic regression over three signals; see ``confidence_signals``.

    Right means that one of the cited sentences holds the expected answer. Fitted by
    ``tests/benchmarks/fit_answers.py`` on corpora of 200 to 60,000 passages.
    """

    intercept: float = -7.68
    score: float = 1.49
    unknown: float = -0.97
    size: float = -0.18

    def of(self, query: Query, evidence: Sequence[Evidence], *, passage_count: int) -> float:
        """Return a probability in [0, 1], to four digits; 0.0 without evidence."""
        if not evidence:
            return 0.0
        signals = confidence_signals(query, evidence, passage_count=passage_count)
        logit = self.intercept + math.fsum(getattr(self, name) * value for name, value in signals.items())
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)


def confidence_signals(query: Query, evidence: Sequence[Evidence], *, passage_count: int) -> dict[str, float]:
    """Return what an answer's probability follows from.

    ``score``: of the best sentence. ``unknown``: share of the question's words that no article has, in [0, 1].
    ``size``: natural logarithm of the number of passages; among many, some sentence comes near to any question.
    """
    return {
        "score": evidence[0].score,
        "unknown": len(query.unknown) / max(1, len(query.weights)),
        "size": math.log(max(1, passage_count)),
    }


def unknown_words(query: Query) -> tuple[str, ...]:
    """Return the question's words that no article has, as they were asked, each once, in order."""
    words = (query.text[term.span.start : term.span.end] for term in query.terms if term.form in query.unknown)
    return tuple(dict.fromkeys(words))
