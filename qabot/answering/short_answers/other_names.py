"""Whether an article speaks of another of the same name: of Felix Aurin, where Martin Aurin is asked about."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from qabot.answering.short_answers.question_words import names_in
from qabot.text.label_words import matches_any, words_of

if TYPE_CHECKING:
    from collections.abc import Set

    from qabot.answering.short_answers.question_words import QuestionWords
    from qabot.model import Article

_TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir lord lady dame king queen prince princess emperor pope bishop saint st
    president premier minister chancellor mayor governor senator general colonel captain judge justice sheikh imam
    father mother brother sister uncle aunt prime vice deputy former first second third the us usa uk
    eu""".split()  # noqa: SIM905 - a word list reads better as words
)
_ALIKE = 0.6
_SIDES = frozenset(
    """upper lower great greater little north south east west northern southern eastern western old new inner outer
    central""".split()  # noqa: SIM905
)


def is_about_another(question: QuestionWords, article: Article, passage: str) -> bool:
    """Return whether a name of the question is in an article only as that of another.

    Either a word of the name stands nowhere in the article, and where another of its words stands first, that is part
    of another name, with another word in the place of the missing one. Or the name is that of a place and in the
    passage only part of at least two larger names: Saxby, where Upper and Lower Saxby are told of.

    Args:
        question: its words.
        article: the article.
        passage: the text of one of its passages.
    """
    return any(
        _is_another(group, f"{article.title}\n{article.text}")
        if len(group) > 1
        else _is_one_of_several(group[0], passage)
        for group in question.groups
    )


def _is_another(group: tuple[str, ...], text: str) -> bool:
    known = _words(text)
    missing = [place for place, word in enumerate(group) if word not in known and _counts(word)]
    missing = [place for place in missing if not matches_any(group[place], known)]
    if not missing:
        return len(group) == 2 and _is_of_two(group, text)
    if len(missing) == len(group):
        return False
    beside, place = next(
        (other, place)
        for place in missing
        for other in (place + 1, place - 1)
        if 0 <= other < len(group) and other not in missing
    )
    if group[beside] in _TITLES | _SIDES:
        return False
    first = next((name for name in names_in(text) if group[beside] in name), None)
    if first is None:
        return False
    there = first.index(group[beside]) + (place - beside)
    if not 0 <= there < len(first) or first[there] in group or not _counts(first[there]):
        return False
    return _is_numeral(group[place]) or not any(_is_alike(group[place], word) for word in known)


def _is_of_two(group: tuple[str, ...], text: str) -> bool:
    """Return whether the words of a name stand only in names of two others: Lena Ekdal, of Lena Poe and Hugo Ekdal."""
    if group[0] in _TITLES | _SIDES or group[1] in _TITLES | _SIDES:
        return False
    names = list(names_in(text))
    first = [name for name in names if group[0] in name]
    last = [name for name in names if group[1] in name]
    if not first or not last or any(group[1] in name for name in first):
        return False
    return all(name[0] == group[0] and len(name) == 2 for name in first) and all(
        name[-1] == group[1] and len(name) == 2 and _counts(name[0]) for name in last
    )


@lru_cache(maxsize=64)
def _words(text: str) -> Set[str]:
    """Return the words of an article, of which several passages and two readings ask."""
    return frozenset(words_of(text))


def _is_alike(one: str, other: str) -> bool:
    """Return whether two words are the same but for a slip: "Marco Pole" and "Marco Polo", "Temur" and "Temür"."""
    return one[0] == other[0] and SequenceMatcher(None, one, other).ratio() > _ALIKE


def _counts(word: str) -> bool:
    return (len(word) > 1 and word not in _TITLES) or _is_numeral(word)


def _is_numeral(word: str) -> bool:
    return bool(re.fullmatch(r"[ivx]+", word))


def _is_one_of_several(word: str, text: str) -> bool:
    sides = set()
    for name in names_in(text):
        if word in name:
            place = name.index(word)
            if place and name[place - 1] in _SIDES:
                sides.add(name[place - 1])
            elif place + 1 == len(name):
                return False
    return len(sides) > 1
