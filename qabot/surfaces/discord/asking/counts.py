"""Counts of what was asked, and how long answers took: for ``/status`` and a log line."""

from __future__ import annotations

from collections import Counter, deque
from typing import Literal

Outcome = Literal["answered", "not found", "failed", "refused"]
_KEPT = 1_000


class Tally:
    """Counts since the start; times of the last thousand answers."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._counts: Counter[str] = Counter()
        self._times_ms: deque[float] = deque(maxlen=_KEPT)

    def add(self, outcome: Outcome, ms: float) -> None:
        """Take one question; ``ms`` is from its arrival to its answer, waiting included."""
        self._counts[outcome] += 1
        if outcome != "refused":
            self._times_ms.append(ms)

    def percentile(self, share: float) -> float:
        """Return the time in ms within which ``share`` in (0, 1] of the questions were answered; 0 when none was."""
        ordered = sorted(self._times_ms)
        return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)] if ordered else 0.0

    def line(self) -> str:
        """Return all of it in one line."""
        counts = self._counts
        return (
            f"asked {counts.total()}, answered {counts['answered']}, not found {counts['not found']}, "
            f"failed {counts['failed']}, refused {counts['refused']}, "
            f"p50 {self.percentile(0.5):.0f} ms, p95 {self.percentile(0.95):.0f} ms"
        )
