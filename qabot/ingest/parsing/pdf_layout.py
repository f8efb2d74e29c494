"""Reading order on a PDF's page: columns, rows, paragraphs and running heads, from where each piece of text stands."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from qabot.ingest.parsing.pdf_words import BROKEN, ENDS, join_lines

# Lengths that end in _HEIGHTS are multiples of the text's height, _PARAGRAPH_PITCH of the usual distance of two lines.
# All were chosen by eye, on PDFs that tests/benchmarks/pdf_files.py reads.
_MIN_COLUMN_LINES = 4
_MIN_COLUMN_SHARE = 0.15
"""Share of the whole width that a column has at least."""
_MIN_FILLED = 0.4
"""Share of its column's width that a line of prose fills, in the median."""
_MAX_SPANNING = 0.35
"""Share of all pieces that may lie across a gutter."""
_GUTTER_HEIGHTS = 0.6
_WORD_GAP_HEIGHTS = 0.9
_HANGING_HEIGHTS = 0.2
_SMALL = 0.8
_CELL_GAP_HEIGHTS = 1.2
_MIN_CELLS = 3
_PARAGRAPH_PITCH = 1.45
_INDENT_HEIGHTS = 0.7
_OTHER_SIZE = 1.35
"""Ratio of heights from which a line counts as a headline; a line without descenders is 1.3 times lower."""
_LARGE = 1.2
"""Height of a headline's lines, as a multiple of the usual height."""
_HEADLINE_HEIGHTS = 2.0
"""How far below each other the lines of one headline lie at most."""
_FULL = 0.85
"""A line counts as full from this share of its column's width on."""
_MARGIN_LINES = 2
_MIN_REPEATS = 3
_MIN_REPEATED_SHARE = 0.4
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|página|стр\.?)?\s*[-–—|]*\s*(\d{1,5})\s*[-–—|]*(?:\s*(?:of|/|von|de)\s*\d{1,5})?", re.IGNORECASE
)


class Piece(NamedTuple):
    """A stretch of one line, in points from the page's lower left corner; ``left <= right`` and ``bottom <= top``."""

    left: float
    bottom: float
    right: float
    top: float
    text: str = ""

    @property
    def height(self) -> float:
        """Return the height in points, at least 1."""
        return max(1.0, self.top - self.bottom)


class Line(NamedTuple):
    """A line of running text.

    Attributes:
        text: the line.
        starts: a paragraph begins with it.
        top: its upper edge, in points from the bottom of the page.
    """

    text: str
    starts: bool
    top: float = 0.0


def read_page(pieces: Sequence[Piece]) -> list[Line]:
    """Return a page's lines in reading order: columns from left to right; a line across columns keeps its place."""
    segments = [piece for piece in pieces if piece.text.strip()]
    return [line for column in _columns(segments, depth=0) for line in _lines(column)]


def merge_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Merge the pieces of a line that are at most a word's gap apart; return them from the top down, without text."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.top, piece.left)):
        # The tallest piece says where the line is: the highest may be a footnote's number, and a comma hangs below.
        row = next((row for row in reversed(rows[-4:]) if on_same_line(max(row, key=_height), piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    wholes: list[Piece] = []
    for row in rows:
        whole, *others = sorted(row, key=lambda piece: piece.left)
        for piece in others:
            if piece.left - whole.right < _WORD_GAP_HEIGHTS * max(whole.height, piece.height):
                whole = Piece(
                    whole.left,
                    min(whole.bottom, piece.bottom),
                    max(whole.right, piece.right),
                    max(whole.top, piece.top),
                )
            else:
                wholes.append(whole)
                whole = piece
        wholes.append(whole)
    return wholes


def drop_running_heads(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Return the pages without page numbers and without lines that many pages have at their top or bottom.

    Of two pages, a line counts if both have it in the same words, or with their own number in it ("page 1 of 2").
    """
    few = len(pages) < _MIN_REPEATS
    keys = [{line: _keys(line, number, few=few) for line in _margins(page)} for number, page in enumerate(pages, 1)]
    seen = Counter(key for page in keys for key in set().union(*page.values()))
    needed = max(2 if few else _MIN_REPEATS, _MIN_REPEATED_SHARE * len(pages))
    kept = (
        [line for line in page if not _is_head(line, number, keys[number - 1], seen, needed)]
        for number, page in enumerate(pages, 1)
    )
    # A page with nothing else on it keeps what it has.
    return [lines or page for lines, page in zip(kept, pages, strict=True)]


def paragraphs(lines: Iterable[Line], *, hyphenated: frozenset[str] = frozenset()) -> list[str]:
    """Join lines into paragraphs, and make words whole that were broken at a line's end.

    Args:
        lines: in reading order.
        hyphenated: words that the document also writes with a hyphen within a line; they keep their hyphen.
    """
    joined: list[str] = []
    for line in lines:
        if joined and not line.starts:
            joined[-1] = join_lines(joined[-1], line.text, hyphenated=hyphenated)
        else:
            joined.append(line.text)
    return [text.rstrip("".join(BROKEN)) for text in joined]


def on_same_line(first: Piece, second: Piece) -> bool:
    """Return whether two pieces are on the same line."""
    large, small = (first, second) if first.height >= second.height else (second, first)
    # A comma reaches below its line, a footnote's number above it.
    margin = _HANGING_HEIGHTS * large.height
    return large.bottom - margin < (small.bottom + small.top) / 2 < large.top + margin


def is_small_and_high(piece: Piece, before: Piece) -> bool:
    """Return whether a piece is smaller and higher than the piece before it on its line, as a footnote's number is."""
    high = piece.bottom > before.bottom + _HANGING_HEIGHTS * before.height
    return high and piece.height < _SMALL * before.height and on_same_line(before, piece)


def contains(outer: Piece, inner: Piece) -> bool:
    """Return whether a piece lies within another."""
    wide = outer.left <= inner.left and inner.right <= outer.right
    return wide and outer.bottom <= inner.bottom and inner.top <= outer.top


def _height(piece: Piece) -> float:
    return piece.height


def _columns(segments: list[Piece], *, depth: int) -> Iterator[list[Piece]]:
    """Yield the segments column by column; segments across a gutter separate the columns above from those below."""
    gutter = _gutter(segments) if depth < 3 else None
    if gutter is None:
        if segments:
            yield segments
        return
    spanning = sorted((piece for piece in segments if piece.left < gutter < piece.right), key=lambda piece: -piece.top)
    others = [piece for piece in segments if not piece.left < gutter < piece.right]
    bands: list[tuple[list[Piece], list[Piece]]] = [([], []) for _ in range(len(spanning) + 1)]
    for piece in others:
        middle = (piece.top + piece.bottom) / 2
        band = sum(above.bottom > middle for above in spanning)
        bands[band][piece.left >= gutter].append(piece)
    run: list[Piece] = []
    for place, (left, right) in enumerate(bands):
        if left or right:
            if run:
                yield run
            run = []
            yield from _columns(left, depth=depth + 1)
            yield from _columns(right, depth=depth + 1)
        run += spanning[place : place + 1]
    if run:
        yield run


def _gutter(segments: list[Piece]) -> float | None:
    """Return the x of the gap between two columns of prose, ``None`` if there are no columns."""
    if len(segments) < 2 * _MIN_COLUMN_LINES:
        return None
    left, right = min(piece.left for piece in segments), max(piece.right for piece in segments)
    width, height = right - left, median(piece.height for piece in segments)
    best: tuple[int, float] | None = None
    starts = Counter(round(piece.left) for piece in segments)
    for start, count in starts.items():
        x = start - _GUTTER_HEIGHTS * height / 2
        if count < _MIN_COLUMN_LINES or not left + _MIN_COLUMN_SHARE * width < x < right - _MIN_COLUMN_SHARE * width:
            continue
        before = [piece for piece in segments if piece.right <= x]
        after = [piece for piece in segments if piece.left >= x]
        spanning = len(segments) - len(before) - len(after)
        filled = all(_is_prose(side) for side in (before, after))
        if filled and spanning <= _MAX_SPANNING * len(segments) and (best is None or spanning < best[0]):
            best = (spanning, x)
    return best[1] if best else None


def _is_prose(side: list[Piece]) -> bool:
    """Return whether segments look like a column of running text and not like a column of table cells."""
    if len(side) < _MIN_COLUMN_LINES:
        return False
    width = max(piece.right for piece in side) - min(piece.left for piece in side)
    return median(piece.right - piece.left for piece in side) >= _MIN_FILLED * width and width > 6 * side[0].height


def _lines(column: list[Piece]) -> Iterator[Line]:
    """Yield a column's lines from the top down, with where paragraphs begin."""
    rows = _rows(column)
    left, right = min(piece.left for piece in column), max(piece.right for piece in column)
    pitches = [above[0].top - below[0].top for above, below in pairwise(rows)]
    pitch = median(pitches) if pitches else 0.0
    usual = median(piece.height for piece in column)
    before: list[Piece] | None = None
    started = False
    for row in rows:
        text = _row_text(row)
        first, height = row[0], row[0].height
        starts = True
        if before is not None and before[-1].text.endswith(BROKEN):
            starts = False
        elif before is not None and not (_is_table_row(row) or _is_table_row(before)):
            last = before[-1]
            short = last.right < left + _FULL * (right - left)
            size = max(height, last.height) / min(height, last.height)
            ended = _row_text(before).endswith(ENDS)
            is_headline = size < _OTHER_SIZE and min(height, last.height) > _LARGE * usual
            starts = not (is_headline and before[0].top - first.top < _HEADLINE_HEIGHTS * height) and (
                before[0].top - first.top > _PARAGRAPH_PITCH * pitch
                or (size > _OTHER_SIZE and not text[:1].islower())
                or (short and (ended or started) and not text[:1].islower())
                or (
                    first.left - left > _INDENT_HEIGHTS * height and before[0].left - left < first.left - left and ended
                )
            )
        yield Line(text, starts, first.top)
        before, started = row, starts


def _rows(column: list[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(column, key=lambda piece: (-piece.top, piece.left)):
        if rows and on_same_line(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _row_text(row: list[Piece]) -> str:
    between = " | " if _is_table_row(row) else " "
    return between.join(" ".join(piece.text.split()) for piece in row)


def _is_table_row(row: list[Piece]) -> bool:
    wide = (after.left - before.right > _CELL_GAP_HEIGHTS * after.height for before, after in pairwise(row))
    return len(row) >= _MIN_CELLS and all(wide)


def _margins(page: list[Line]) -> list[Line]:
    """Return the lines at a page's top and bottom, wherever they are in reading order."""
    by_height = sorted(page, key=lambda line: -line.top)
    return by_height[:_MARGIN_LINES] + by_height[_MARGIN_LINES:][-_MARGIN_LINES:]


def _keys(line: Line, number: int, *, few: bool) -> set[str]:
    """Return what a line shares with the same running head on other pages.

    Args:
        line: of a page.
        number: of the page, from 1.
        few: the document has too few pages to tell by repetition alone; then only the page's own number may differ.
    """
    text = line.text.casefold()
    if not few:
        return {re.sub(r"\d+", "#", text)}
    return {text, re.sub(rf"(?<!\d){number}(?!\d)(?:\s*(?:/|of|von|de)\s*\d+)?", "#", text)}


def _is_head(line: Line, number: int, keys: Mapping[Line, set[str]], seen: Counter[str], needed: float) -> bool:
    times = max((seen[key] for key in keys.get(line, ())), default=0)
    counted = _PAGE_NUMBER.fullmatch(line.text.strip()) if times else None
    return times >= needed or bool(counted and (int(counted[1]) == number or times >= min(needed, 2)))
