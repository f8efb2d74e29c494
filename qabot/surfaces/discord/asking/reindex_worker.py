"""A run of ``qabot index`` for the bot, in a process of its own, so that answers go on: ``python -m`` this module.

Settings come as JSON on standard input; what is done goes as JSON lines to standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

_TOLD_EVERY_S = 0.5
_NICE = 10


class LineProgress:
    """Writes how far it is, now and then."""

    def __init__(self) -> None:
        """Say nothing yet."""
        self._stage: dict[str, Any] = {}
        self._done = 0
        self._told = 0.0

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage."""
        self._stage, self._done = {"stage": name, "total": total, "unit": unit}, 0
        self._tell()

    def advance(self, count: int = 1) -> None:
        """Take note, and say so when half a second has passed."""
        self._done += count
        if time.monotonic() - self._told >= _TOLD_EVERY_S:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        tell({**self._stage, "done": self._done})


def tell(fields: dict[str, Any]) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Index, and say how it went; every way out says so."""
    from qabot.app.qabot import Qabot
    from qabot.app.settings import Settings
    from qabot.errors import QabotError

    if hasattr(os, "nice"):
        os.nice(_NICE)
    qabot = Qabot(Settings.model_validate_json(sys.stdin.read()))
    try:
        report = qabot.index(progress=LineProgress())
    except QabotError as err:
        sys.stderr.write(f"Indexing: {err}\n")
        tell({"error": type(err).__name__})
        return
    for skipped in report.skipped:
        sys.stderr.write(f"Indexing skipped {skipped.path}: {skipped.reason}\n")
    counts = {
        name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged", "passages", "seconds")
    }
    tell({"report": {**counts, "skipped": len(report.skipped)}})


if __name__ == "__main__":
    main()
