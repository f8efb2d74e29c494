"""Counts of questions, and how long answers took: for ``/status`` and the log."""

from __future__ import annotations

from collections import Counter, deque
from typing import Literal

from qabot.surfaces.wording import format_count

Outcome = Literal["answered", "not found", "failed", "refused"]
_KEPT_TIMES = 1_000


class QuestionCounts:
    """Counts since the start, and the times of the last thousand answers."""

    def __init__(self) -> None:
        """Begin with zero."""
        self._counts: Counter[str] = Counter()
        self._times_ms: deque[float] = deque(maxlen=_KEPT_TIMES)

    def add(self, outcome: Outcome, ms: float) -> None:
        """Count one question; ``ms`` is the time from its arrival to its answer, with the time in the queue."""
        self._counts[outcome] += 1
        if outcome != "refused":
            self._times_ms.append(ms)

    def percentile(self, share: float) -> float:
        """Return the time in ms within which ``share`` in (0, 1] of the questions were answered; 0 without any."""
        ordered = sorted(self._times_ms)
        return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)] if ordered else 0.0

    def sentence(self) -> str:
        """Return in a sentence how many questions were asked and answered."""
        asked, answered = self._counts.total() - self._counts["refused"], self._counts["answered"]
        return f"Since I started: {format_count(asked, 'question')}, {answered:,} answered."

    def line(self) -> str:
        """Return all counts and the median and 95th percentile in one line."""
        counts = self._counts
        return (
            f"asked {counts.total()}, answered {counts['answered']}, not found {counts['not found']}, "
            f"failed {counts['failed']}, refused {counts['refused']}, "
            f"p50 {self.percentile(0.5):.0f} ms, p95 {self.percentile(0.95):.0f} ms"
        )
