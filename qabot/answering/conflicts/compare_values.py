"""Whether two sources give different answers, the same answer in other words, or one brings the other up to date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING

from qabot.model import AnswerType
from qabot.text.antonyms import negations, stem
from qabot.text.facts import Facts, Moment, facts_of
from qabot.text.squad import holds_answer, plain_answer
from qabot.text.words import STOP_WORDS, same_stem

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

_WORD = re.compile(r"[^\W_][\w’'-]*")
_UPDATE = re.compile(
    r"\b(?:now|revised|updated?|corrected|so far|rose to|risen to|rises to|climbed to|climbs to|grown to|grew to"
    r"|fell to|raised|lowered|no longer|replaced|succeeded|succeeds|replaces|new (?:toll|count|figure|estimate|date)"
    r"|latest|earlier (?:toll|count|figure|report|estimate)|previous(?:ly)?|originally|instead of|up from|down from"
    r"|postponed|delayed|moved to|rescheduled|brought forward|pushed back|reached|has since"
    r"|final (?:count|toll|figure|tally))\b",
    re.I,
)
_NOT_SO = re.compile(r"\b(?:would|could|might|if|forecast|expected|expects?|target|goal|hopes?|predict\w*)\b", re.I)
_ONE_OF_SEVERAL = re.compile(r"\b(?:another|also|too|as well|one of|among|others?|such as|including)\b", re.I)
_SPELT_ALIKE = 0.8
_MIN_ABOUT = 0.5
_MIN_NAME_CHARS = 4
_SAME_WORDS = 0.75
"""Least ``shared_wording`` of two sentences that are worded the same: "Ada Holm will take the post in May"."""


class Relation(Enum):
    """How two reported values relate; ``SUPERSEDED`` means that the later report brings the earlier one up to date."""

    AGREE = "agree"
    DIFFER = "differ"
    SUPERSEDED = "superseded"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """A value that a source reports: ``value`` is in ``sentence``; ``title`` and day are the article's.

    ``before`` has the sentences before it, which count if another source reports its value in the same words.
    """

    value: str
    sentence: str
    title: str = ""
    published: date | None = None
    before: str = ""


def compare_values(question: str, answer_type: AnswerType, one: ReportedValue, other: ReportedValue) -> Relation:
    """Return how two answers to a question relate.

    ``AGREE`` as well when they cannot be compared: only two numbers with the same unit, two dates that state the same
    part, or two names can differ, and only if both sentences are about what is asked.
    """
    if answer_type is AnswerType.OTHER or _same(answer_type, one, other):
        return Relation.AGREE
    if answer_type is AnswerType.NAME and (
        _ONE_OF_SEVERAL.search(one.sentence) or _ONE_OF_SEVERAL.search(other.sentence)
    ):
        return Relation.AGREE
    if not _about_the_same(question, one, other):
        return Relation.UNRELATED
    older, newer = sorted((one, other), key=lambda value: value.published.toordinal() if value.published else 0)
    later = older.published and newer.published and newer.published > older.published
    if later and (_UPDATE.search(newer.sentence) or _mentions(newer, older.value)):
        return Relation.SUPERSEDED
    return Relation.AGREE if _mentions(one, other.value) or _mentions(other, one.value) else Relation.DIFFER


def _same(answer_type: AnswerType, one: ReportedValue, other: ReportedValue) -> bool:
    """Return whether two values are the same, or cannot be compared."""
    plain, rest = f" {plain_answer(one.value)} ", f" {plain_answer(other.value)} "
    if plain in rest or rest in plain:
        return True
    first, second = _facts(one), _facts(other)
    if answer_type is AnswerType.DATE:
        pairs = [(a, b) for a in first.moments for b in second.moments]
        return not any(_comparable(a, b) for a, b in pairs) or any(a.agrees(b) for a, b in pairs)
    if answer_type is AnswerType.NUMBER or not (first.names or second.names):
        numbers = [
            (a, b)
            for a in first.numbers
            for b in second.numbers
            if a.unit == b.unit and a.ordinal == b.ordinal and not _count_different_things(a.thing, b.thing, one, other)
        ]
        return not numbers or any(a.agrees(b) for a, b in numbers)
    names, more = [name.words for name in first.names], [name.words for name in second.names]
    return not names or not more or any(_one_name(a, b) for a in names for b in more)


def _facts(reported: ReportedValue) -> Facts:
    """Return the facts of a value with the units after it; a capitalised first word counts as a name."""
    at = reported.sentence.find(reported.value)
    facts = facts_of(f"said {reported.value}")
    if at < 0 or not facts.numbers:
        return facts
    end = at + len(reported.value)
    near = facts_of(reported.sentence)
    numbers = tuple(one for one in near.numbers if one.span.start < end and at < one.span.end)
    return Facts(numbers or facts.numbers, facts.moments, facts.names)


def _comparable(one: Moment, other: Moment) -> bool:
    """Return whether two dates state the same part: the year, or the day of a month, or a month, or a weekday."""
    if one.year and other.year:
        return True
    if one.month and other.month and not (one.year or other.year):
        return True
    return bool(one.month and other.month and one.day and other.day) or (
        one.weekday is not None and other.weekday is not None and not (one.month or other.month)
    )


def _count_different_things(
    one: tuple[str, ...], other: tuple[str, ...], here: ReportedValue, there: ReportedValue
) -> bool:
    """Return whether two numbers count different things and neither sentence names both things."""
    if not one or not other or {stem(word) for word in one} & {stem(word) for word in other}:
        return False
    mine, theirs = _stems(here.sentence), _stems(there.sentence)
    return stem(one[0]) not in theirs and stem(other[0]) not in mine


def _one_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two names can mean one person or place: "Putin", "Vladimir Putin"; "Tartus", "Tartous"."""
    short, long = sorted((one, other), key=len)
    if all(any(_one_word(word, much) for much in long) for word in short):
        return True
    initials = "".join(word[0] for word in long)
    return len(short) == 1 and len(long) > 1 and short[0] == initials


def _one_word(one: str, other: str) -> bool:
    """Return whether two words have the same stem or nearly the same spelling."""
    if same_stem(one, (other,)) or one == other:
        return True
    shortest = min(len(one), len(other))
    return shortest >= _MIN_NAME_CHARS and SequenceMatcher(None, one, other).ratio() >= _SPELT_ALIKE


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        stem(word.lower()) for word in _WORD.findall(text) if word.isupper() or word.lower() not in STOP_WORDS
    )


def _about_the_same(question: str, one: ReportedValue, other: ReportedValue) -> bool:
    """Return whether both sentences are about the question: they have its names, and about as many of its words."""
    asked = _stems(question)
    names = [stem(word) for name in facts_of(question).names for word in name.words]
    alike = shared_wording(one, other) >= _SAME_WORDS
    stems = [_stems(f"{each.title} {each.sentence} {each.before if alike else ''}") for each in (one, other)]
    if any(not same_stem(name, words) and not _has_spelling(name, words) for name in names for words in stems):
        return False
    if any(_other_time(question, each) for each in (one, other)) or _other_place(one, other, asked):
        return False
    if (negations(_clause(one)) - negations(_clause(other))) % 2 or _NOT_SO.search(
        one.sentence
    ) is None is not _NOT_SO.search(other.sentence):
        return False
    shared = [sum(same_stem(word, words) for word in asked) for words in stems]
    return min(shared) >= _MIN_ABOUT * max(shared) and min(shared) >= min(2, len(asked))


def shared_wording(one: ReportedValue, other: ReportedValue) -> float:
    """Return the Dice coefficient of two sentences over their words, without the values that they report; 0 to 1."""
    mine, theirs = (_stems(each.sentence) - _stems(each.value) for each in (one, other))
    return 2 * len(mine & theirs) / ((len(mine) + len(theirs)) or 1)


def _clause(reported: ReportedValue) -> str:
    """Return the clause of the sentence that contains the value; the whole sentence if none does."""
    parts = re.split(r"[;,](?!\d)|\b(?:and|but|while|whereas|although)\b", reported.sentence)
    return next((part for part in parts if reported.value in part), reported.sentence)


def _has_spelling(name: str, words: Collection[str]) -> bool:
    return any(_one_word(name, word) for word in words)


def _other_time(question: str, reported: ReportedValue) -> bool:
    """Return whether the question names a year or month and the sentence names only others."""
    for asked in facts_of(question).moments:
        said = [one for one in facts_of(reported.sentence).moments if _comparable(asked, one)]
        if said and not any(asked.agrees(one) for one in said):
            return True
    return False


def _other_place(one: ReportedValue, other: ReportedValue, asked: Collection[str]) -> bool:
    """Return whether each sentence names a subject of its own: no name in common, and none from the question."""
    mine, theirs = _subjects(one, asked), _subjects(other, asked)
    return bool(mine and theirs) and not any(_one_name(a, b) for a in mine for b in theirs)


def _subjects(reported: ReportedValue, asked: Collection[str]) -> list[tuple[str, ...]]:
    """Return the names in the sentence other than the value and the question's own names."""
    value = {word for name in facts_of(f"said {reported.value}").names for word in name.words}
    cut = re.split(r",? (?:said|says|told|according to|reported)\b", reported.sentence)
    names = facts_of(cut[0] if len(cut) > 1 and reported.value in cut[0] else reported.sentence).names
    return [
        name.words
        for name in names
        if not set(name.words) & value and not any(same_stem(stem(w), asked) for w in name.words)
    ]


def _mentions(reported: ReportedValue, value: str) -> bool:
    """Return whether a sentence states the other value as well, so that its author knows both."""
    return holds_answer(reported.sentence, value)
