"""An index of lines by the words that they contain, to find those with a word that begins with a typed text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"\w+")
_KEY_CHARS = 40
_MAX_WORDS = 24
_MAX_SCANNED = 2_000
"""Word beginnings that are looked at for one text; enough for 25 lines unless the same lines repeat it often."""


class PrefixIndex:
    """The beginnings of all words of all lines, sorted; finding a prefix takes two binary searches."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Index at most 24 words of each line; case does not matter."""
        self._lines = [line.casefold() for line in lines]
        self._starts = array("Q", sorted(range(len(lines)), key=lambda number: self._lines[number][:_KEY_CHARS]))
        places = [number << 32 | start for number, line in enumerate(self._lines) for start in _word_starts(line)]
        places.sort(key=self._key)
        self._words = array("Q", places)

    def find(self, typed: str, limit: int) -> list[int]:
        """Return the numbers of at most ``limit`` lines with a word that begins with the text.

        Lines that begin with the text come first; otherwise lines are in the order of what follows the text.
        """
        wanted = " ".join(typed.split()).casefold()[:_KEY_CHARS]
        if not wanted:
            return list(range(min(limit, len(self._lines))))
        found = dict.fromkeys(self._beginning(wanted))
        for number in self._containing(wanted):
            if len(found) >= limit:
                break
            found.setdefault(number)
        return list(found)[:limit]

    def _beginning(self, wanted: str) -> Iterator[int]:
        """Yield the lines that begin with the text."""
        first = bisect_left(self._starts, wanted, key=lambda number: self._lines[number][:_KEY_CHARS])
        for number in self._starts[first : first + _MAX_SCANNED]:
            if not self._lines[number].startswith(wanted):
                return
            yield number

    def _containing(self, wanted: str) -> Iterator[int]:
        """Yield the lines with a word that begins with the text; a line may come several times."""
        first = bisect_left(self._words, wanted, key=self._key)
        for place in self._words[first : first + _MAX_SCANNED]:
            if not self._key(place).startswith(wanted):
                return
            yield place >> 32

    def _key(self, place: int) -> str:
        """Return the text from a word of a line on."""
        start = place & 0xFFFFFFFF
        return self._lines[place >> 32][start : start + _KEY_CHARS]


def _word_starts(line: str) -> Iterator[int]:
    """Yield where the words of a line begin, after the first word."""
    for count, word in enumerate(_WORD.finditer(line)):
        if count >= _MAX_WORDS:
            return
        yield word.start()
