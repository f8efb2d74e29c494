"""Reports how a run goes: JSON lines in a file, and a line with the time left on standard error now and then."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LOG_EVERY = 50
"""Steps between two lines of the file; a line has the mean loss of the steps since the line before it."""
REPORT_EVERY_S = 30.0
"""Seconds between two lines on standard error."""


class RunLog:
    """Collects the loss of each step and reports it; a context manager that closes its file."""

    def __init__(self, path: Path, *, tokens: Sequence[int], sizes: Sequence[int], done: int) -> None:
        """Append to ``path``.

        Args:
            path: the file for JSON lines.
            tokens: padded tokens in the batch of each step of the whole run. The time left follows from them, because
                the second half of a run has longer passages.
            sizes: examples in the batch of each step.
            done: steps that an earlier part of the run has done.
        """
        self._file = path.open("a", encoding="utf-8")
        self._tokens, self._sizes, self._done = tokens, sizes, done
        self._losses: deque[torch.Tensor] = deque(maxlen=LOG_EVERY)
        self._began = self._reported = time.monotonic()

    def __enter__(self) -> Self:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def add(self, step: int, loss: torch.Tensor, *, stopped: bool = False) -> None:
        """Record a step, and report if it is time to, or if the step is the last one.

        Args:
            step: the step's number, from 1.
            loss: the loss of its batch, a scalar. It is not read before it is reported: on CUDA that would wait.
            stopped: the run ends here, before it is finished.
        """
        self._losses.append(loss)
        last = stopped or step == len(self._tokens)
        if last or step % LOG_EVERY == 0:
            self._file.write(json.dumps(self._row(step)) + "\n")
            self._file.flush()
        if last or time.monotonic() - self._reported >= REPORT_EVERY_S:
            self._reported = time.monotonic()
            self._report(step)

    def _row(self, step: int) -> dict[str, float]:
        seconds = max(1e-9, time.monotonic() - self._began)
        seconds_left = seconds * sum(self._tokens[step:]) / sum(self._tokens[self._done : step])
        return {
            "step": step,
            "of": len(self._tokens),
            "loss": round(torch.stack(list(self._losses)).mean().item(), 4),
            "examples_per_second": round(sum(self._sizes[self._done : step]) / seconds, 1),
            "seconds_left": round(seconds_left),
        }

    def _report(self, step: int) -> None:
        row = self._row(step)
        left = timedelta(seconds=row["seconds_left"])
        sys.stderr.write(
            f"step {step:,} of {row['of']:,}: loss {row['loss']:.3f}, {row['examples_per_second']:.1f} examples/s, "
            f"{left} left\n"
        )
        sys.stderr.flush()
