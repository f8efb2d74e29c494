"""The part of a passage that a list shows: the sentences that have most of the words that were searched for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.surfaces.wording import sanitize, truncate
from qabot.text.sentences import BLANK_LINE
from qabot.text.words import STOP_WORDS, StemSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Passage, Span

MAX_CHARS = 280
_WORD = re.compile(r"\w+")
_UNFINISHED = re.compile(r"[\w,-]\s*\Z")


def excerpt(passage: Passage, query: str, *, max_chars: int = MAX_CHARS) -> list[str]:
    """Return the paragraphs of the part that has most of the query's words.

    Of several it is the earliest that begins with one of the words; a heading without one, which is
    a paragraph of its own, begins none. An ellipsis stands at the beginning or end where the passage goes on.
    """
    words = words_of(query)
    first, last = _best(passage, words, max_chars)
    paragraphs = paragraphs_of(_between(passage, first, last)) or [""]
    if first and not _is_heading(passage, first):
        paragraphs[0] = f"… {paragraphs[0]}"
    left = max_chars - sum(map(len, paragraphs[:-1]))
    paragraphs[-1] = truncate(paragraphs[-1], max(left, max_chars // 2))
    if last < len(passage.sentences) - 1 and not paragraphs[-1].endswith("…"):
        paragraphs[-1] += " …"
    return paragraphs


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one safe line, without empty ones."""
    return [line for part in BLANK_LINE.split(text) if (line := sanitize(part).strip())]


def words_of(query: str) -> StemSet:
    """Return the words of a query that say what it is about."""
    words = {found.group().casefold() for found in _WORD.finditer(query)}
    return StemSet(words - STOP_WORDS)


def places_of(text: str, words: StemSet) -> list[tuple[int, int]]:
    """Return where a text has one of the words, perhaps with another ending."""
    return [found.span() for found in _WORD.finditer(text) if found.group().casefold() in words]


def _matches(text: str, words: StemSet) -> set[str]:
    return {text[start:end].casefold() for start, end in places_of(text, words)}


def _best(passage: Passage, words: StemSet, max_chars: int) -> tuple[int, int]:
    """Return the first and the last sentence of the part to show."""
    parts = [(first, _last(passage.sentences, first, max_chars)) for first in range(len(passage.sentences))]

    def worth(part: tuple[int, int]) -> tuple[int, bool, bool, int]:
        first, last = part
        begins = bool(_matches(_between(passage, first, first), words))
        return (
            len(_matches(_between(passage, first, last), words)),
            begins,
            begins or not _is_heading(passage, first),
            -first,
        )

    return max(parts, key=worth)


def _last(sentences: Sequence[Span], first: int, max_chars: int) -> int:
    """Return the last sentence that still fits behind the first."""
    last = first
    while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= max_chars:
        last += 1
    return last


def _between(passage: Passage, first: int, last: int) -> str:
    start, end = passage.sentences[first].start, passage.sentences[last].end
    return passage.text[start - passage.start : end - passage.start]


def _is_heading(passage: Passage, number: int) -> bool:
    """Return whether a sentence is a paragraph of its own without a stop at its end."""
    span = passage.sentences[number]
    behind = passage.text[span.end - passage.start :]
    before = passage.text[: span.start - passage.start]
    alone = (not before.strip() or before.endswith("\n")) and bool(BLANK_LINE.match(behind))
    return alone and bool(_UNFINISHED.search(passage.sentence(span)))
