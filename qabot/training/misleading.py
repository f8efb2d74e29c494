"""Questions turned so that a passage no longer answers them, though most of their words still fit.

As adversarial questions are made in Jia and Liang (EMNLP 2017). The ways are those by which people made SQuAD 2.0's
unanswerable questions (Rajpurkar et al., ACL 2018, table 2): an entity swapped, a number changed, an antonym, a
negation, a word that says something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Sequence

_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’.-]*)(?: (?:of (?=[A-Z]))?[A-Z][\w'’.-]*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])")
_NEARBY = 0.6
"""Share of swapped names and numbers that come from the passage itself, where they look most at home."""
_OPPOSITES = (
    "first last, largest smallest, biggest smallest, highest lowest, most least, more fewer, before after, oldest "
    "youngest, longest shortest, best worst, increase decrease, increased decreased, rise fall, won lost, win "
    "lose, north south, northern southern, east west, eastern western, begin end, began ended, start stop, "
    "started stopped, open close, opened closed, above below, major minor, earliest latest, allowed forbidden, "
    "common rare, strong weak, positive negative, male female, upper lower, always never, with without, include "
    "exclude, rich poor, inside outside, join leave, joined left, old new, early late, maximum minimum, majority "
    "minority, support oppose, public private, hot cold, add remove, buy sell, gained lost, success failure, "
    "internal external, urban rural, long short, large small, larger smaller, higher lower, better worse, greater "
    "lesser, arrived departed, accepted rejected, attacked defended, built destroyed, bought sold, caused "
    "prevented, created destroyed, entered left, expanded shrank, heavier lighter, hired fired, legal illegal, "
    "liked disliked, loved hated, married divorced, official unofficial, older younger, passed failed, possible "
    "impossible, raised lowered, remembered forgot, required forbidden, rose fell, similar different, strongest "
    "weakest, supported opposed, taught learned, wealthy poor, western eastern, wide narrow, father mother, "
    "brother sister, son daughter, husband wife, king queen, summer winter, day night, year century, since until, "
    "under over"
)
_OPPOSITE = {one: other for pair in _OPPOSITES.split(", ") for one, other in (pair.split(), pair.split()[::-1])}
_VERB = re.compile(r"\b(?:did|does|do|is|are|was|were|has|have|had|can|could|would|will|should)\b")


def turned_question(
    question: str, passage: str, answers: Iterable[str], names: Sequence[str], draw: random.Random
) -> str | None:
    """Return a question that differs in one place, or ``None`` when nothing in it can be changed.

    Args:
        question: one that ``passage`` answers.
        passage: where some of the swapped names, numbers and words come from.
        answers: never swapped in.
        names: other names and numbers, such as those of other questions about the same article.
        draw: chooses the way and the place.
    """
    taken = " ".join([question, *answers])
    ways: list[Callable[[], str | None]] = [
        lambda: _swapped(question, _NAME, passage, names, taken, draw),
        lambda: _swapped(question, _NAME, passage, names, taken, draw),
        lambda: _swapped(question, _NUMBER, passage, names, taken, draw),
        lambda: _opposed(question, draw),
        lambda: _other_word(question, passage, taken, draw),
        lambda: _negated(question),
    ]
    draw.shuffle(ways)
    return next((changed for way in ways if (changed := way())), None)


def names_in(questions: Iterable[str]) -> list[str]:
    """Return the names and numbers in some questions, each once, sorted."""
    return sorted({found.group() for text in questions for kind in (_NAME, _NUMBER) for found in kind.finditer(text)})


def _swapped(
    question: str, kind: re.Pattern[str], passage: str, names: Sequence[str], taken: str, draw: random.Random
) -> str | None:
    found = list(kind.finditer(question))
    if not found:
        return None
    one = draw.choice(found)
    is_number = kind is _NUMBER
    nearby = sorted({other.group() for other in kind.finditer(passage)})
    for pool in (nearby, names) if draw.random() < _NEARBY else (names, nearby):
        fitting = [name for name in pool if name[0].isdigit() == is_number and name not in taken]
        if is_number:
            fitting = [name for name in fitting if len(name) == len(one.group())] or fitting
        if fitting:
            return question[: one.start()] + draw.choice(fitting) + question[one.end() :]
    return None


def _opposed(question: str, draw: random.Random) -> str | None:
    words = question.split(" ")
    places = [number for number, word in enumerate(words) if number and word in _OPPOSITE]
    if not places:
        return None
    number = draw.choice(places)
    return " ".join([*words[:number], _OPPOSITE[words[number]], *words[number + 1 :]])


def _other_word(question: str, passage: str, taken: str, draw: random.Random) -> str | None:
    """Put a word of the passage in place of one of the question that ends alike: a verb for a verb, as a rule."""
    found = list(_WORD.finditer(question))
    if not found:
        return None
    one = draw.choice(found)
    fitting = sorted({w for w in _WORD.findall(passage) if w[-2:] == one.group()[-2:] and w[:4] not in taken})
    return question[: one.start()] + draw.choice(fitting) + question[one.end() :] if fitting else None


def _negated(question: str) -> str | None:
    verb = _VERB.search(question)
    if not verb or question.startswith(("Why", "How")):
        return None
    short = {"can": "can't", "will": "won't"}.get(verb.group(), verb.group() + "n't")
    return question[: verb.start()] + short + question[verb.end() :]
