"""Progress of long jobs: a bar on a terminal, plain lines elsewhere, nothing for stages with nothing to do."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from qabot.ports import Progress

_LINE_EVERY_S = 10.0


@contextmanager
def show_progress(console: Console) -> Iterator[Progress]:
    """Yield a ``Progress`` that writes to a console, which should be that of standard error."""
    if not console.is_terminal:
        lines = PlainProgress(console.file)
        yield lines
        lines.finish()
        return
    with BarProgress(console) as bars:
        yield bars


class PlainProgress:
    """Writes a line when a stage begins, every ten seconds, and when it ends."""

    def __init__(self, stream: IO[str]) -> None:
        """Write to ``stream``."""
        self._stream = stream
        self._name = ""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """End the previous stage and begin another; a stage with nothing to do is not mentioned."""
        self.finish()
        self._name, self._total, self._unit = name if total != 0 else "", total, unit
        self._done = 0
        self._began = self._written = time.monotonic()
        if self._name and not unit:
            self._say(f"{name} ...")
        elif self._name and total is not None:
            self._say(f"{name}: {total:,} {unit}")

    def advance(self, count: int = 1) -> None:
        """Count what was done, and write a line if the last is ten seconds old."""
        self._done += count
        now = time.monotonic()
        if self._name and now - self._written >= _LINE_EVERY_S:
            self._written = now
            rate = self._done / (now - self._began)
            left = f" of {self._total:,}" if self._total is not None else ""
            time_left = f", {_clock((self._total - self._done) / rate)} left" if self._total is not None else ""
            pace = f"{rate:,.0f} a second" if rate >= 1 else f"{1 / rate:,.1f} seconds each"
            self._say(f"{self._name}: {self._done:,}{left} {self._unit}, {pace}{time_left}")

    def finish(self) -> None:
        """Write how much was done in a stage whose total was unknown."""
        if self._name and self._unit and self._total is None:
            self._say(f"{self._name}: {self._done:,} {self._unit}")
        self._name = ""

    def _say(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


class BarProgress:
    """Shows a bar for each stage, with its rate and the time left."""

    def __init__(self, console: Console) -> None:
        """Draw on ``console``."""
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

        self._bars = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[detail]}"),
            console=console,
        )
        self._name = ""

    def __enter__(self) -> BarProgress:
        """Start drawing."""
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Draw the last state and stop drawing."""
        self._close()
        self._bars.stop()

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """End the previous stage and begin another; a stage with nothing to do is not shown."""
        self._close()
        self._name, self._total, self._unit = name if total != 0 else "", total, unit
        self._done = 0
        self._began = time.monotonic()
        if self._name:
            self._task = self._bars.add_task(name.ljust(18), total=total, detail="")

    def advance(self, count: int = 1) -> None:
        """Move the bar."""
        self._done += count
        if self._name:
            rate = self._done / max(1e-9, time.monotonic() - self._began)
            pace = f"{rate:,.0f}/s" if rate >= 1 else f"{1 / rate:,.1f} s each"
            detail = f"{self._done:,} {self._unit}, {pace}"
            if self._total is not None:
                detail = f"{self._done:,}/{self._total:,} {self._unit}, {pace}"
                detail += f", {_clock((self._total - self._done) / rate)} left" if self._done < self._total else ""
            self._bars.update(self._task, completed=self._done, detail=detail)

    def _close(self) -> None:
        if self._name:
            total = self._total if self._total is not None else max(1, self._done)
            self._bars.update(self._task, total=total, completed=total)
        self._name = ""


def _clock(seconds: float) -> str:
    """Return a duration as m:ss or h:mm:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
