"""Text that breaks into lines between words, but not inside a day, nor before "[1]", "%" or "·".

Rich breaks at every white space, at no-break spaces too, so lines are broken here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.measure import Measurement
from rich.padding import Padding

from qabot.text.months import ENGLISH_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.text import Text

_WORD = re.compile(rf"\s*(?:\d{{1,2}} (?:{ENGLISH_MONTH})\b(?: \d{{4}}\b)?\S*|\S+)(?: ·| %\S*| (?:\[\d+\])+)*\s*")
"""What stays on one line, with the space around it."""


class Wrapped:
    """A text that is shown in as many lines as it needs; a word that is longer than a line is broken anywhere."""

    def __init__(self, text: Text) -> None:
        """Keep the text, which stays as it is."""
        self._text = text

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the widths of the longest word and of the whole text."""
        words = [cell_len(found.group().rstrip()) for found in _WORD.finditer(self._text.plain)]
        whole = max((cell_len(line) for line in self._text.plain.splitlines()), default=0)
        return Measurement(max(words, default=0), whole).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        for line in self._text.split("\n", allow_blank=True) if self._text.plain else []:
            for part in line.divide(list(_breaks(line.plain, options.max_width))):
                part.rstrip()
                part.no_wrap, part.overflow = True, "fold"
                yield part


def indented(text: Text, columns: int) -> RenderableType:
    """Return a text some columns from the left edge."""
    return Padding(Wrapped(text), (0, 0, 0, columns), expand=False)


def _breaks(line: str, width: int) -> Iterator[int]:
    """Yield where the next line begins, for lines of at most ``width`` columns."""
    used = 0
    for found in _WORD.finditer(line):
        columns = cell_len(found.group().rstrip())
        if used and used + columns > width:
            yield found.start()
            used = 0
        at = found.start()
        while columns > width:
            # One column at least, or a character of two columns would never fit.
            taken = next(n for n in range(1, columns + 1) if cell_len(line[at : at + n + 1]) > width)
            at += taken
            yield at
            columns = cell_len(line[at : found.end()].rstrip())
        used += cell_len(line[at : found.end()])
