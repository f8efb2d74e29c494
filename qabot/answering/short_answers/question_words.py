"""The words of a question that a passage is compared with, and which of them belong to names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.text.label_words import matches_any, words_of
from qabot.text.parallel_clauses import NAME
from qabot.text.words import QUESTION_WORDS, STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of a question.

    Attributes:
        wh: "who", "when", "how many", ...; ``""`` without one.
        words: those that carry meaning.
        names: those of them that belong to names.
        groups: the words of each name, in order.
    """

    wh: str
    words: frozenset[str]
    names: frozenset[str]
    groups: tuple[tuple[str, ...], ...]

    def found_in(self, there: Collection[str]) -> frozenset[str]:
        """Return those of the question's words that match one of some words."""
        return frozenset(word for word in self.words if matches_any(word, there))

    def is_named_beside(self, word: str, others: Collection[str]) -> bool:
        """Return whether a word belongs to a name of which another word is known: "Denz" where "Emil" stands."""
        return any(word in group and not frozenset(group).isdisjoint(others) for group in self.groups)

    def has_all_of(self, text: str) -> bool:
        """Return whether a text has no other meaningful words than the question; false if it has none."""
        own = meaningful(text)
        return bool(own) and all(matches_any(word, self.words) for word in own)


def question_words(text: str) -> QuestionWords:
    """Return the words of a question."""
    words = frozenset(meaningful(text))
    named = (tuple(word for word in words_of(found.group()) if word in words) for found in NAME.finditer(text))
    groups = tuple(group for group in named if group)
    every = words_of(text)
    place = next((number for number, word in enumerate(every) if word in QUESTION_WORDS), len(every))
    wh = " ".join(every[place : place + (2 if every[place : place + 1] == ["how"] else 1)])
    return QuestionWords(wh, words, frozenset(word for group in groups for word in group), groups)


def meaningful(text: str) -> list[str]:
    """Return the words of a text in lower case without those that carry no meaning of their own."""
    return [word for word in words_of(text) if word not in STOP_WORDS]


def names_in(text: str) -> Iterator[list[str]]:
    """Yield the meaningful words of each name in a text."""
    for found in NAME.finditer(text):
        if words := meaningful(found.group()):
            yield words
