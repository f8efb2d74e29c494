"""The text form of a table's row: one line, in which each cell stands with its header.

``Country: Torvia | Gold: 10 | Silver: 15.`` is a row of a table with headers, ``Wed | ten to eight.`` a row of a table
without. A line of this form is one sentence, so that every quote of a cell shows its header and its row.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from qabot.model import Span

_BETWEEN = " | "
_ENDS = (".", "!", "?", "…")
_MAX_LABEL_CHARS = 120
_LABEL = re.compile(rf"(?P<label>[^\n]{{1,{_MAX_LABEL_CHARS}}}?):\s+(?=\S)")


class RowCell(NamedTuple):
    """A cell of a row: its header, ``""`` without one, its value, and the value's span in the line."""

    label: str
    value: str
    span: Span


def format_row(cells: Iterable[tuple[str, str]]) -> str:
    """Return the line of a row; cells without a value are left out, and ``""`` if no cell has one.

    Args:
        cells: (header or ``""``, value) of each cell, in order.
    """
    parts = [(_plain(label).replace(": ", " – ").rstrip(": "), _plain(value)) for label, value in cells]
    line = _BETWEEN.join(f"{label}: {value}" if label else value for label, value in parts if value)
    return line if not line or line.endswith(_ENDS) or _BETWEEN not in line else f"{line}."


def is_row(line: str) -> bool:
    """Return whether a line or paragraph has the form of a table's row: two cells or more, on one line."""
    stripped = line.strip()
    return _BETWEEN in stripped and "\n" not in stripped


def parse_row(line: str) -> tuple[RowCell, ...]:
    """Return the cells of a line; empty if it is not a row. The full stop at its end belongs to no cell."""
    if not is_row(line):
        return ()
    cells = []
    start = 0
    for part in line.split(_BETWEEN):
        found = _LABEL.match(part)
        begin = start + (found.end() if found else len(part) - len(part.lstrip()))
        value = line[begin : start + len(part)].rstrip()
        start += len(part) + len(_BETWEEN)
        if start > len(line):
            value = value.removesuffix(".").rstrip()
        cells.append(RowCell(found["label"].strip() if found else "", value, Span(begin, begin + len(value))))
    return tuple(cells)


def _plain(text: str) -> str:
    """Return a text on one line, with a stroke for a bar between blanks, which would separate cells."""
    return re.sub(r"(?<!\S)\|(?!\S)", "/", " ".join(text.split()))
