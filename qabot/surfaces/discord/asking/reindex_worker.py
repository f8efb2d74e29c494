"""Runs ``qabot index`` for the bot in a process of its own (``python -m`` this module), so that it goes on answering.

Reads the settings as JSON from standard input, and writes the progress as JSON lines to standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

_REPORT_EVERY_S = 0.5
_NICE = 10


class LineProgress:
    """Writes the progress at most twice a second."""

    def __init__(self) -> None:
        """Write nothing yet."""
        self._stage: dict[str, Any] = {}
        self._done = 0
        self._reported_at = 0.0

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage, and write it."""
        self._stage, self._done = {"stage": name, "total": total, "unit": unit}, 0
        self._report()

    def advance(self, count: int = 1) -> None:
        """Count what is done; write it if half a second has passed."""
        self._done += count
        if time.monotonic() - self._reported_at >= _REPORT_EVERY_S:
            self._report()

    def _report(self) -> None:
        self._reported_at = time.monotonic()
        write_line({**self._stage, "done": self._done})


def write_line(fields: dict[str, Any]) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Index, and write the result or the error."""
    from qabot.app.qabot import Qabot
    from qabot.app.settings import Settings
    from qabot.errors import QabotError

    if hasattr(os, "nice"):
        os.nice(_NICE)
    qabot = Qabot(Settings.model_validate_json(sys.stdin.read()))
    try:
        report = qabot.index(progress=LineProgress())
        if not (report.added or report.changed or report.removed) and qabot.backend.is_worn():
            # Nothing is new: this is a time to tidy up.
            qabot.index(progress=LineProgress(), compact=True)
    except QabotError as err:
        sys.stderr.write(f"Indexing: {err}\n")
        write_line({"error": type(err).__name__})
        return
    for skipped in report.skipped:
        sys.stderr.write(f"Indexing skipped {skipped.path}: {skipped.reason}\n")
    counts = {
        name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged", "passages", "seconds")
    }
    write_line({"report": {**counts, "skipped": len(report.skipped)}})


if __name__ == "__main__":
    main()
