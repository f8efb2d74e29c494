"""``qabot index --watch``: build again whenever the corpus changes. Only this module imports watchfiles."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.errors import IndexBusy, QabotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qabot.app.qabot import Qabot
    from qabot.build import BuildReport
    from qabot.model import Skipped

_QUIET_MS = 100
"""A burst of changes is over when nothing has changed for this time."""
_LONGEST_BURST_MS = 10_000
"""A build begins after this time even if files are still being saved."""
_LOOK_MS = 1_000
_RETRY_S = 3.0


def watch_corpus(qabot: Qabot, *, say: Callable[[str], object]) -> None:
    """Keep the index up to date until interrupted, and report each build that changes something in one line.

    If a build fails, the reason is reported once. The next change starts another attempt; if another process was
    building, so do a few seconds.

    Args:
        qabot: the corpus to watch and the index to update.
        say: prints a line.
    """
    say(f"Watching {qabot.corpus} for changes. Ctrl-C ends it.")
    log = _Log(say)
    due = 0.0
    for changed in _changes(qabot.corpus):
        now = time.monotonic()
        if changed:
            due = now
        if now < due:
            continue
        due = float("inf")
        try:
            log.report(qabot.index(progress=_NoProgress()))
        except QabotError as err:
            log.failure(err)
            if isinstance(err, IndexBusy):
                due = time.monotonic() + _RETRY_S


def _changes(folder: Path) -> Iterator[bool]:
    """Yield about once a second whether something has changed; start again if the folder itself is replaced."""
    from watchfiles import watch

    while True:
        while not folder.is_dir():
            time.sleep(_LOOK_MS / 1000)
            yield False
        known = folder.stat().st_ino
        first = True
        for changes in watch(
            folder,
            watch_filter=lambda _, path: not Path(path).name.startswith(".") and not path.endswith("~"),
            debounce=_LONGEST_BURST_MS,
            step=_QUIET_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
        ):
            # The first look finds what changed before watching began.
            yield first or bool(changes)
            first = False
            if not folder.is_dir() or folder.stat().st_ino != known:
                yield True
                break


class _Log:
    """Reports builds and failures, but nothing twice."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._failure = ""
        self._skipped: frozenset[Skipped] = frozenset()

    def report(self, report: BuildReport) -> None:
        """Report what changed, and which files were skipped that were not skipped before."""
        counts = [f"{getattr(report, name):,} {name}" for name in ("added", "changed", "removed")]
        changed = [count for count in counts if not count.startswith("0 ")]
        self._failure = ""
        if changed:
            articles = report.added + report.changed + report.unchanged
            self._print(
                f"{', '.join(changed)}. Now {articles:,} articles, {report.passages:,} passages "
                f"({report.seconds:.1f} s)."
            )
        for file in report.skipped:
            if file not in self._skipped:
                self._print(f"Skipped {file.path}: {file.reason}")
        self._skipped = frozenset(report.skipped)

    def failure(self, err: QabotError) -> None:
        """Report why a build failed, unless the last build failed for the same reason."""
        if str(err) != self._failure:
            self._failure = str(err)
            self._print(self._failure)

    def _print(self, line: str) -> None:
        self._say(f"{datetime.now():%H:%M:%S} {line}")


class _NoProgress:
    """Shows no progress: a build of a few articles is over before anybody could read a progress bar."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Do nothing."""

    def advance(self, count: int = 1) -> None:
        """Do nothing."""
