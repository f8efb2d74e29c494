"""How sure an answer is: the signals that its probability of being right is computed from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Candidate, Query


def confidence_signals(query: Query, candidates: Sequence[Candidate], *, passage_count: int) -> dict[str, float]:
    """Return the signals that ``ConfidenceWeights`` weigh.

    ``score``: of the best candidate. ``unknown``: share of the question's words that no article has, in [0, 1].
    ``size``: natural logarithm of the number of passages; in a large build, some sentence resembles any question.

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
