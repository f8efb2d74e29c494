"""How sure an answer is: the probability that its sentences hold what was asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qabot.model import Evidence
from qabot.ports import Query


@dataclass(frozen=True, slots=True)
class Confidence:
    """Logistic regression over the best sentence's score and the question's unknown words.

    Right means that one of the cited sentences holds the expected answer. Fitted by
    ``tests/benchmarks/fit_answers.py``.

    Attributes:
        intercept: of the logit.
        score: weight of the best sentence's score.
        unknown: weight of the share of the question's words that no article has.
    """

    intercept: float = -10.31
    score: float = 1.81
    unknown: float = -0.32

    def of(self, query: Query, evidence: Sequence[Evidence]) -> float:
        """Return a probability in [0, 1], to four digits; 0.0 without evidence."""
        if not evidence:
            return 0.0
        share = len(query.unknown) / max(1, len(query.weights))
        logit = self.intercept + self.score * evidence[0].score + self.unknown * share
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)


def unknown_words(query: Query) -> tuple[str, ...]:
    """Return the question's words that no article has, as they were asked, each once, in order."""
    words = (query.text[term.span.start : term.span.end] for term in query.terms if term.form in query.unknown)
    return tuple(dict.fromkeys(words))
