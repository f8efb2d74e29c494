"""``qabot index --watch``: builds again whenever the corpus changes; the only doorway to watchfiles."""

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

_QUIET_MS = 400
"""A burst is over when nothing has changed for so long."""
_LONGEST_BURST_MS = 10_000
"""After so long a build begins although more is being saved."""
_LOOK_MS = 1_000
_RETRY_S = 3.0


def watch_corpus(qabot: Qabot, *, say: Callable[[str], object]) -> None:
    """Keep the index up to date until interrupted: one build at a time, one line for each that changes something.

    What cannot be built now is said once, and tried again: at the next change, and where another process is building,
    after a few seconds.

    Args:
        qabot: the corpus to watch and the index to renew.
        say: takes a line for the person who watches.
    """
    say(f"Watching {qabot.corpus} for changes. Ctrl-C ends it.")
    told = _Told(say)
    due = 0.0
    for changed in _changes(qabot.corpus):
        now = time.monotonic()
        if changed:
            due = now
        if now < due:
            continue
        due = float("inf")
        try:
            told.report(qabot.index(progress=_Silence()))
        except QabotError as err:
            told.failure(err)
            if isinstance(err, IndexBusy):
                due = time.monotonic() + _RETRY_S


def _changes(folder: Path) -> Iterator[bool]:
    """Yield about once a second whether something has changed; look anew when the folder itself was replaced."""
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
            # What changed before the watching began is found by looking once when it has.
            yield first or bool(changes)
            first = False
            if not folder.is_dir() or folder.stat().st_ino != known:
                yield True
                break


class _Told:
    """Says what builds did, but nothing twice."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._failure = ""
        self._skipped: frozenset[Skipped] = frozenset()

    def report(self, report: BuildReport) -> None:
        """Say what changed, and which files are newly left out."""
        counts = [f"{getattr(report, name):,} {name}" for name in ("added", "changed", "removed")]
        changed = [count for count in counts if not count.startswith("0 ")]
        self._failure = ""
        if changed:
            articles = report.added + report.changed + report.unchanged
            self._stamp(
                f"{', '.join(changed)}. Now {articles:,} articles, {report.passages:,} passages "
                f"({report.seconds:.1f} s)."
            )
        for one in report.skipped:
            if one not in self._skipped:
                self._stamp(f"Skipped {one.path}: {one.reason}")
        self._skipped = frozenset(report.skipped)

    def failure(self, err: QabotError) -> None:
        """Say why nothing could be built."""
        if str(err) != self._failure:
            self._failure = str(err)
            self._stamp(self._failure)

    def _stamp(self, line: str) -> None:
        self._say(f"{datetime.now():%H:%M:%S} {line}")


class _Silence:
    """Progress that nobody is shown: a build of a few articles is over before a bar could be read."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Take no note."""

    def advance(self, count: int = 1) -> None:
        """Take no note."""
