"""Perturbs questions so that their passage no longer answers them although most of their words still match it.

The method follows adversarial questions (Jia and Liang, EMNLP 2017). The kinds of change are those that people used to
write SQuAD 2.0's unanswerable questions (Rajpurkar et al., ACL 2018, table 2): an entity swap, a changed number, an
antonym, a negation, a replaced word.
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
_FROM_PASSAGE = 0.6
"""Probability that a swapped-in name or number comes from the passage, where it is the most plausible; set by hand."""
_ANTONYM_PAIRS = (
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
_ANTONYMS = {word: other for pair in _ANTONYM_PAIRS.split(", ") for word, other in (pair.split(), pair.split()[::-1])}
_VERB = re.compile(r"\b(?:did|does|do|is|are|was|were|has|have|had|can|could|would|will|should)\b")


def perturb_question(
    question: str, passage: str, answers: Iterable[str], names: Sequence[str], rng: random.Random
) -> str | None:
    """Return the question with one change, or ``None`` when nothing in it can be changed.

    Args:
        question: a question that ``passage`` answers.
        passage: supplies some of the names, numbers and words that are swapped in.
        answers: the question's answers; they are never swapped in.
        names: other names and numbers, such as those of other questions about the same article.
        rng: chooses the kind of change and its place.
    """
    excluded = " ".join([question, *answers])
    # Names are listed twice: a name swap is twice as likely as any other change.
    changes: list[Callable[[], str | None]] = [
        lambda: _swap(question, _NAME, passage, names, excluded, rng),
        lambda: _swap(question, _NAME, passage, names, excluded, rng),
        lambda: _swap(question, _NUMBER, passage, names, excluded, rng),
        lambda: _replace_by_antonym(question, rng),
        lambda: _replace_word(question, passage, excluded, rng),
        lambda: _negate(question),
    ]
    rng.shuffle(changes)
    return next((changed for change in changes if (changed := change())), None)


def names_and_numbers(questions: Iterable[str]) -> list[str]:
    """Return the names and numbers that occur in the questions, without repeats, sorted."""
    patterns = (_NAME, _NUMBER)
    return sorted({match.group() for text in questions for kind in patterns for match in kind.finditer(text)})


def _swap(
    question: str, kind: re.Pattern[str], passage: str, names: Sequence[str], excluded: str, rng: random.Random
) -> str | None:
    """Swap a name or number of the question for another of the same kind."""
    matches = list(kind.finditer(question))
    if not matches:
        return None
    match = rng.choice(matches)
    is_number = kind is _NUMBER
    in_passage = sorted({other.group() for other in kind.finditer(passage)})
    for pool in (in_passage, names) if rng.random() < _FROM_PASSAGE else (names, in_passage):
        fitting = [name for name in pool if name[0].isdigit() == is_number and name not in excluded]
        if is_number:
            fitting = [name for name in fitting if len(name) == len(match.group())] or fitting
        if fitting:
            return _replaced(question, match, rng.choice(fitting))
    return None


def _replace_by_antonym(question: str, rng: random.Random) -> str | None:
    words = question.split(" ")
    places = [number for number, word in enumerate(words) if number and word in _ANTONYMS]
    if not places:
        return None
    place = rng.choice(places)
    return " ".join([*words[:place], _ANTONYMS[words[place]], *words[place + 1 :]])


def _replace_word(question: str, passage: str, excluded: str, rng: random.Random) -> str | None:
    """Replace a word by a word of the passage with the same ending, which usually is the same part of speech."""
    matches = list(_WORD.finditer(question))
    if not matches:
        return None
    match = rng.choice(matches)
    ending = match.group()[-2:]
    fitting = sorted({word for word in _WORD.findall(passage) if word[-2:] == ending and word[:4] not in excluded})
    return _replaced(question, match, rng.choice(fitting)) if fitting else None


def _negate(question: str) -> str | None:
    verb = _VERB.search(question)
    if not verb or question.startswith(("Why", "How")):
        return None
    return _replaced(question, verb, {"can": "can't", "will": "won't"}.get(verb.group(), verb.group() + "n't"))


def _replaced(text: str, match: re.Match[str], replacement: str) -> str:
    return text[: match.start()] + replacement + text[match.end() :]
