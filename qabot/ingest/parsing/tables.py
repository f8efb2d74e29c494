"""Tables of every format: spans filled, headers found, and a line of text for each row with its headers."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qabot.text.table_rows import format_row

_MAX_COLUMNS = 100
_MAX_HEADER_CHARS = 100
_MAX_HEADER_ROWS = 3
_MAX_SPANNED_CHARS = 200
_MAX_FILLED_CHARS = 200_000
"""Bounds what spans may add to a table, whatever numbers its file claims."""
_MAX_SECTION_CHARS = 80
_MAX_LINE_CHARS = 600
"""A longer row is written on several lines, each with the row's first cell; a sentence of 1,000 is never quoted."""
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


class Cell(NamedTuple):
    """A cell as its file has it: how many columns and rows it spans, and whether it is marked as header or in bold."""

    text: str
    columns: int = 1
    rows: int = 1
    is_header: bool = False
    is_bold: bool = False


class TableLine(NamedTuple):
    """A line of a table's text, and the place of the row that it comes from, from 0."""

    text: str
    row: int


class _Filled(NamedTuple):
    """A place of the filled grid; ``origin`` numbers the cell that it belongs to, from 1, and is 0 for no cell."""

    text: str
    marked: bool
    bold: bool
    origin: int


class _Row(NamedTuple):
    number: int
    places: list[_Filled]

    @property
    def texts(self) -> list[str]:
        return [place.text for place in self.places]


_EMPTY = _Filled("", marked=False, bold=False, origin=0)


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[TableLine]:
    """Return the lines of a table in order: one or more for each row with text below the headers.

    A cell that spans rows or columns stands in each of them. Each value follows its header or, below several rows of
    headers, all of them ("2021 Winner: Lena Orbach"). A row with one cell that spans the table begins each of the rows
    below it if it is short ("Women | Place: 1 | ..."), and is a line of its own if it is long or nothing follows.

    If no cell is marked as header, the first row has the headers if it alone is in bold, or has words, or years, where
    the other rows have numbers.
    """
    grid = _fill(rows)
    width = max((len(row.places) for row in grid), default=0)
    above = next((number for number, row in enumerate(grid) if not _is_section(row, width)), len(grid))
    lines = [TableLine(row.places[0].text, row.number) for row in grid[:above]]
    headers = _count_header_rows(grid[above:])
    labels = _labels(grid[above : above + headers], width)
    body = grid[above + headers :]
    section: list[tuple[str, str]] = []
    for row in body:
        if _is_section(row, width):
            text = row.places[0].text
            begins_others = row is not body[-1] and len(text) <= _MAX_SECTION_CHARS
            section = [("", text)] if begins_others else []
            if not begins_others:
                lines.append(TableLine(text, row.number))
            continue
        cells = _cells(row, labels)
        if any(value != label for label, value in cells):
            lines += (TableLine(line, row.number) for line in _wrapped(section + cells))
    return [line for line in lines if line.text.strip("| .")]


def inner_text(lines: Sequence[TableLine]) -> str:
    """Return the lines of a table within a cell as the cell's text: "Hall: ten to eight; Garden: noon to five"."""
    return "; ".join(line.text.removesuffix(".").replace(" | ", ", ") for line in lines)


def _fill(rows: Sequence[Sequence[Cell]]) -> list[_Row]:
    """Return the rows with text, with each cell in all places that it spans."""
    grid: list[_Row] = []
    below: dict[int, tuple[int, _Filled]] = {}
    budget = _MAX_FILLED_CHARS
    origin = 0
    for number, cells in enumerate(rows):
        places: list[_Filled] = []
        for cell in cells:
            budget -= _take_spanned(below, places)
            origin += 1
            filled = _Filled(" ".join(cell.text.split()), cell.is_header, cell.is_bold, origin)
            again = filled if len(filled.text) <= _MAX_SPANNED_CHARS and budget > 0 else filled._replace(text="")
            columns = min(max(1, cell.columns), _MAX_COLUMNS - len(places))
            budget -= len(again.text) * (columns - 1)
            for column in range(len(places), len(places) + columns):
                places.append(again if column > len(places) else filled)
                below.pop(column, None)
                if cell.rows > 1:
                    below[column] = cell.rows - 1, again if budget > 0 else filled._replace(text="")
        budget -= _take_spanned(below, places, to_end=True)
        while places and not places[-1].text:
            places.pop()
        if places:
            grid.append(_Row(number, places))
    return grid


def _take_spanned(below: dict[int, tuple[int, _Filled]], places: list[_Filled], *, to_end: bool = False) -> int:
    """Add the cells of earlier rows that stand next, or ``to_end`` all that are left; return their length."""
    length = 0
    last = max(below, default=-1) if to_end else -1
    while len(places) in below or len(places) <= last:
        column = len(places)
        left, spanned = below.pop(column, (0, _EMPTY))
        places.append(spanned)
        length += len(spanned.text)
        if left > 1:
            below[column] = left - 1, spanned
        if column == last:
            break
    return length


def _is_section(row: _Row, width: int) -> bool:
    """Return whether a row of a table of several columns is one cell that spans them all."""
    origins = {place.origin for place in row.places}
    return width > 1 and len(row.places) == width and len(origins) == 1


def _count_header_rows(grid: Sequence[_Row]) -> int:
    """Return how many rows at the top are headers."""
    marked = 0
    for row in grid[:_MAX_HEADER_ROWS]:
        if not all(place.marked for place in row.places if place.text):
            break
        marked += 1
    if not marked:
        return int(_looks_like_header(grid))
    if not any(place.text and not place.marked for row in grid[marked:] for place in row.places):
        return 0
    fits = all(len(text) <= _MAX_HEADER_CHARS for row in grid[:marked] for text in row.texts)
    return marked if fits else 0


def _looks_like_header(grid: Sequence[_Row]) -> bool:
    """Return whether the first row of a table without marked headers stands apart from the others."""
    if len(grid) < 2 or len(grid[0].places) < 2:
        return False
    first, body = grid[0], grid[1:]
    named = first.texts[1:]
    if not all(named) or len(set(named)) < len(named) or any(len(text) > _MAX_HEADER_CHARS / 2 for text in first.texts):
        return False
    if all(place.bold for place in first.places if place.text):
        return not any(all(place.bold for place in row.places if place.text) for row in body)
    if len(body) < 2 or _has_digit(first.texts[0]):
        return False
    # In a table of two columns, "Mon | Closed" above "Tue | 9 to 5" is no header; "Year | Visitors" is one.
    below = [
        all(_has_digit(row.texts[column]) for row in body if column < len(row.places))
        for column in range(len(first.places))
    ]
    if len(named) > 1 and all(_YEAR.fullmatch(text) for text in named):
        return all(below[1:])
    return not any(map(_has_digit, named)) and (any(below[1:]) if len(named) > 1 else all(below))


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _labels(headers: Sequence[_Row], width: int) -> list[str]:
    """Return the header of each column: the texts of all its header rows, each once."""
    columns = ([row.texts[column] for row in headers if column < len(row.places)] for column in range(width))
    return [" ".join(dict.fromkeys(filter(None, texts))) for texts in columns]


def _cells(row: _Row, labels: Sequence[str]) -> list[tuple[str, str]]:
    """Return (header, value) of each cell with a value; a cell that spans columns without headers counts once."""
    cells = []
    previous = 0
    for place, label in zip(row.places, labels, strict=False):
        if place.text and (label or place.origin != previous):
            cells.append((label, place.text))
        previous = place.origin
    return cells


def _wrapped(cells: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the line of a row, or several lines that each begin with its first cell."""
    first, *rest = cells
    lead = len(first[0]) + len(first[1])
    run, length = [first], lead
    for cell in rest:
        size = len(cell[0]) + len(cell[1])
        if len(run) > 1 and length + size > _MAX_LINE_CHARS and lead <= _MAX_SPANNED_CHARS:
            yield format_row(run)
            run, length = [first], lead
        run.append(cell)
        length += size
    yield format_row(run)
