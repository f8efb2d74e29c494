"""How much of one text another repeats: by words and numbers of its sentences, without menus, bylines and datelines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.boilerplate import is_boilerplate, is_byline
from qabot.text.sentences import sentence_spans
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE_SHARE = 0.6
"""A sentence is repeated if at least this share of its words is in two neighbouring sentences of the other text."""
_WINDOW = 2
_MIN_WORDS = 3
"""A sentence with fewer words that carry meaning counts as saying nothing."""
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
_DATELINE = re.compile(r"\s*(?=[^\n]{0,80}?(?:\(|[A-Z]{3}))[^\n.!?]{1,80}?\s?(?:—|–|--|\s-)\s")
_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty""".split(),  # noqa: SIM905 - a word list reads better as words
        start=2,
    )
}


@dataclass(frozen=True)
class Body:
    """The sentences of an article's own text, without its dateline and the lines of the page around it.

    Attributes:
        sentences: as they stand in the text, in order.
        words: of each sentence, those that carry meaning.
        numbers: of each sentence, in digits.
    """

    sentences: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    numbers: tuple[frozenset[str], ...]

    @cached_property
    def _windows(self) -> tuple[dict[str, list[int]], list[frozenset[str]]]:
        """Return the words and the numbers of each run of neighbouring sentences."""
        places: dict[str, list[int]] = {}
        numbers: list[frozenset[str]] = []
        for first in range(len(self.words)):
            for word in frozenset[str]().union(*self.words[first : first + _WINDOW]):
                places.setdefault(word, []).append(first)
            numbers.append(frozenset[str]().union(*self.numbers[first : first + _WINDOW]))
        return places, numbers

    def states(self, words: frozenset[str], numbers: frozenset[str]) -> bool:
        """Return whether this text states a sentence with these words and numbers; too few words count as stated."""
        if len(words) < _MIN_WORDS:
            return True
        places, known = self._windows
        counts = Counter(place for word in words for place in places.get(word, ()))
        return any(count >= SENTENCE_SHARE * len(words) and numbers <= known[place] for place, count in counts.items())


def body_of(text: str) -> Body:
    """Return the sentences of an article's own text."""
    head = _DATELINE.match(text)
    sentences: list[str] = []
    words: list[frozenset[str]] = []
    numbers: list[frozenset[str]] = []
    for line in _lines(text, head.end() if head else 0):
        for start, end in sentence_spans(text[line.start : line.end]):
            sentences.append(text[line.start + start : line.start + end])
            tokens = tokens_of(sentences[-1])
            words.append(frozenset(tokens) - STOP_WORDS)
            numbers.append(frozenset(token for token in tokens if token[0].isdecimal()))
    return Body(tuple(sentences), tuple(words), tuple(numbers))


def own_tokens(text: str) -> list[str]:
    """Return the words of a text without its dateline and the lines of the page around it, in order."""
    head = _DATELINE.match(text)
    return [
        token for line in _lines(text, head.end() if head else 0) for token in tokens_of(text[line.start : line.end])
    ]


def tokens_of(text: str) -> list[str]:
    """Return the words of a text in lower case, with numbers up to twenty as digits."""
    return [_NUMBERS.get(word, word.replace(",", "")) for word in _WORD.findall(text.casefold())]


def repeated_sentences(one: Body, other: Body) -> tuple[bool, ...]:
    """Return for each sentence of ``one`` whether ``other`` repeats it."""
    return tuple(other.states(words, numbers) for words, numbers in zip(one.words, one.numbers, strict=True))


def repeats(other: Body, one: Body, *, share: float) -> bool:
    """Return whether ``other`` repeats at least a share of ``one``, by words; sentences that say nothing do not count.

    No more sentences are compared than it takes to know.
    """
    lengths = [len(words) if len(words) >= _MIN_WORDS else 0 for words in one.words]
    left = total = sum(lengths)
    for length, words, numbers in zip(lengths, one.words, one.numbers, strict=True):
        if left / (total or 1) < share:
            return False
        if length and not other.states(words, numbers):
            left -= length
    return left / (total or 1) >= share


def _lines(text: str, start: int) -> Iterator[Span]:
    """Yield the lines of a text from ``start`` on that do not belong to the page around it."""
    for line in re.compile(r"[^\n]+").finditer(text, start):
        if not is_boilerplate(line[0]) and not is_byline(line[0]):
            yield Span(*line.span())
