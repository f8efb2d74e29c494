"""Whether two texts that share their wording state different facts: a name, a day, a figure or a "not" was changed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.antonyms import POLES, negations, stem
from qabot.text.boilerplate import is_byline
from qabot.text.facts import Facts, Moment, Number, facts_of
from qabot.text.words import STOP_WORDS, same_stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[’'][^\W\d_]+)?")
_TOLD = re.compile(r"\b(?:told|tells|telling|spoke to|speaking to|interview with)(?: the)? $")
_LEAST_SHARED = 0.5
"""Least Dice coefficient, over words, of two sentences that are versions of one sentence."""
_LEAST_SHARED_IN_PLACE = 0.3
"""The same for two sentences that stand alone between the same two repeated sentences."""
_LEAST_SHARED_TO_NEGATE = 0.85
"""The same, over the stems of words that are no stop words, of a sentence and its negation."""
_SET_APART = frozenset(
    "upper lower north south east west northern southern eastern western new old great little inner outer".split()  # noqa: SIM905
)
"""Words that, before a name, make it another place's: "Upper Saxby"."""
_MIN_CONSONANTS = 4
_TIMES = tuple(
    tuple(frozenset(words.split()) for words in line.split("/"))
    for line in (
        "spring / summer / autumn fall / winter",
        "morning dawn / noon midday / afternoon / evening night midnight",
    )
)
"""Seasons, and parts of a day: each excludes the others."""


@dataclass(frozen=True)
class _Sentence:
    """A sentence with its words in order."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(_plain(match.group()) for match in _WORD.finditer(self.text))

    @cached_property
    def places(self) -> tuple[Span, ...]:
        """Return where each word stands."""
        return tuple(Span(*match.span()) for match in _WORD.finditer(self.text))

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.text)

    def part(self, first: int, end: int) -> _Part:
        """Return words number ``first`` to ``end - 1``, at least one."""
        span = Span(self.places[first].start, self.places[end - 1].end)
        return _Part(self, self.words[first:end], span)


@dataclass(frozen=True)
class _Part:
    """Neighbouring words of a sentence with the facts that they have a part in."""

    sentence: _Sentence
    words: tuple[str, ...]
    span: Span

    def numbers_but(self, other: _Part) -> list[Number]:
        """Return the numbers here that are nowhere in the other sentence."""
        found = [one for one in self.sentence.facts.numbers if self._touches(one.span)]
        # "one" counts nothing for ``facts_of``, but "one" in place of "two" is another figure.
        found = found or ([Number(self.span, 1.0, "", ())] if "one" in self.words else [])
        return [one for one in found if not any(one.agrees(known) for known in other.sentence.facts.numbers)]

    def moments_but(self, other: _Part) -> list[Moment]:
        """Return the dates here that are nowhere in the other sentence."""
        found = [one for one in self.sentence.facts.moments if self._touches(one.span)]
        return [one for one in found if not any(one.agrees(known) for known in other.sentence.facts.moments)]

    def names_but(self, other: _Part) -> list[str]:
        """Return the words of names here that are nowhere in the other sentence."""
        return [word for word in self.names if word not in other.sentence.words]

    @property
    def names(self) -> list[str]:
        spans = [one.span for one in self.sentence.facts.names]
        places = zip(self.sentence.words, self.sentence.places, strict=True)
        return [
            word
            for word, place in places
            if self._touches(place)
            and word not in STOP_WORDS
            and self.sentence.text[place.start].isupper()
            and any(span.start <= place.start < span.end for span in spans)
        ]

    def _touches(self, span: Span) -> bool:
        return span.start < self.span.end and self.span.start < span.end


def state_different_facts(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two texts have versions of one sentence that differ in a fact.

    They differ when a name, a number, a day or a month stands in place of another, when only one of them negates, when
    a word of the opposite meaning stands in place of a word, and when names have changed places. A fact that only one
    version has is no difference, nor is a name in another spelling. Bylines are not compared.

    Args:
        one: the sentences of a text, in order.
        other: those of the other text.
    """
    return any(_differ(first, second) for first, second in _versions(one, other))


def _versions(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[_Sentence, _Sentence]]:
    """Yield the pairs of sentences that are versions of one sentence, without those that are the same."""
    mine, theirs = ([_Sentence(line) for line in lines if not is_byline(line)] for lines in (one, other))
    here, there = [each.words for each in mine], [each.words for each in theirs]
    left = [each for each in mine if each.words not in there]
    right = [each for each in theirs if each.words not in here]
    for first in left:
        best = max(right, key=lambda second: _shared(first, second), default=None)
        if best and _shared(first, best) >= _LEAST_SHARED:
            yield first, best
    for kind, start, end, begin, stop in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if kind == "replace" and end - start == stop - begin == 1:
            first, second = mine[start], theirs[begin]
            if _LEAST_SHARED_IN_PLACE <= _shared(first, second) < _LEAST_SHARED:
                yield first, second


def _differ(one: _Sentence, other: _Sentence) -> bool:
    if _only_one_negates(one, other) or _swapped(one, other):
        return True
    for kind, start, end, begin, stop in SequenceMatcher(None, one.words, other.words, autojunk=False).get_opcodes():
        if kind == "replace" and _contradict(one.part(start, end), other.part(begin, stop)):
            return True
        added = other.part(begin, stop) if kind == "insert" else one.part(start, end) if kind == "delete" else None
        if added and len(added.words) == 1 and set(added.names) & _SET_APART:
            return True
    return False


def _only_one_negates(one: _Sentence, other: _Sentence) -> bool:
    """Return whether only one of two sentences negates, and they say the same otherwise.

    "No strike was longer" and "it was the longest strike" have so few words in common that both may say the same.
    """
    if bool(negations(one.text)) == bool(negations(other.text)):
        return False
    mine, theirs = ({stem(word) for word in each.words if not negations(word)} - STOP_WORDS for each in (one, other))
    return 2 * len(mine & theirs) >= _LEAST_SHARED_TO_NEGATE * (len(mine) + len(theirs))


def _contradict(one: _Part, other: _Part) -> bool:
    """Return whether a fact in one of two parts stands in place of another fact of its kind in the other."""
    stems, more_stems = ({stem(word) for word in part.words} for part in (one, other))
    if any((stems & low and more_stems & high) or (stems & high and more_stems & low) for low, high in POLES):
        return True
    words, others = set(one.words), set(other.words)
    if any(words & a and others & b for times in _TIMES for a, b in permutations(times, 2)):
        return True
    told = _TOLD.search(one.sentence.text, 0, one.span.start)  # to which paper somebody spoke
    names = [] if told else [_one_name(a, b) for a in one.names_but(other) for b in other.names_but(one)]
    numbers = [a.agrees(b) for a in one.numbers_but(other) for b in other.numbers_but(one)]
    moments = [a.agrees(b) for a in one.moments_but(other) for b in other.moments_but(one) if _comparable(a, b)]
    return any(same and not any(same) for same in (numbers, moments, names))


def _comparable(one: Moment, other: Moment) -> bool:
    """Return whether two dates state the same part: 4 March and 5 March do, "Monday" and 5 March do not."""
    parts = ("year", "month", "day", "weekday")
    return any(getattr(one, part) is not None and getattr(other, part) is not None for part in parts)


def _one_name(one: str, other: str) -> bool:
    """Return whether two words can be one name with another ending or in another spelling ("Zelensky", "Zelenskiy")."""
    if one == other or same_stem(one, (other,)):
        return True
    first, second = _consonants(one), _consonants(other)
    return one[0] == other[0] and first == second and len(first) >= _MIN_CONSONANTS


def _consonants(word: str) -> str:
    """Return the consonants of a word, a doubled one once."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyjw]", "", word))


def _swapped(one: _Sentence, other: _Sentence) -> bool:
    """Return whether two sentences differ only in the order of their names and figures: "A beat B", "B beat A"."""
    if one.words == other.words or sorted(one.words) != sorted(other.words):
        return False
    masked = []
    for each in (one, other):
        names = set(each.part(0, len(each.words)).names)
        masked.append(["" if word in names or word[0].isdecimal() else word for word in each.words])
    return masked[0] == masked[1]


def _shared(one: _Sentence, other: _Sentence) -> float:
    """Return the Dice coefficient of two sentences over their words, from 0 to 1."""
    mine, theirs = set(one.words), set(other.words)
    return 2 * len(mine & theirs) / ((len(mine) + len(theirs)) or 1)


def _plain(word: str) -> str:
    """Return a word in lower case, without accents and a possessive ending."""
    letters = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[’']s?$", "", plain).replace(",", "")
