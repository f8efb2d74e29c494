"""Training examples: passages as the reader meets them in use, some that answer and some that only seem to."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.answers import plain_answer
from qabot.text.sentences import sentence_spans
from qabot.training.sources import Asked, occurrences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage.

    Attributes:
        header: title and byline above the passage, or ``""``.
        spans: where the answer stands in ``passage``, each with its share of the target; empty when it does not.
        answers: whether the passage answers the question, literally or not.
    """

    question: str
    header: str
    passage: str
    spans: tuple[tuple[Span, float], ...]
    answers: bool


SHORT_CHARS, LONG_CHARS = (180, 520), (350, 950)
"""Least and most characters of a passage in the first and the second half of training: short ones teach faster."""
_FIRST_SHARE = 0.8
"""Of the target: the place that was annotated. The rest goes to the answer's other places in the passage."""
_SOURCES = ("Reuters", "BBC News", "The Guardian", "CNN", "Daily Post", "npr.org", "apnews.com", "Harbour Courier")
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’.-]*)(?: (?:of (?=[A-Z]))?[A-Z][\w'’.-]*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_OPPOSITES = (
    "first last, largest smallest, biggest smallest, highest lowest, most least, more fewer, before after, oldest "
    "youngest, longest shortest, best worst, increase decrease, increased decreased, rise fall, won lost, win lose, "
    "north south, northern southern, east west, eastern western, begin end, began ended, start stop, started stopped, "
    "open close, opened closed, above below, major minor, earliest latest, allowed forbidden, common rare, strong "
    "weak, positive negative, male female, upper lower, always never, with without, include exclude, rich poor, inside "
    "outside, join leave, joined left, old new, early late, maximum minimum, majority minority, support oppose, public "
    "private, hot cold, add remove, buy sell, gained lost, success failure, internal external, urban rural"
)
_OPPOSITE = {one: other for pair in _OPPOSITES.split(", ") for one, other in (pair.split(), pair.split()[::-1])}


def answered(asked: Asked, draw: random.Random, *, chars: tuple[int, int]) -> Example:
    """Return the paragraph that answers, cut to sentences around the answer, under a header half of the time."""
    places = [Span(start, start + len(text)) for text, start in asked.answers]
    text, cut = window(asked.paragraph, draw.choice(places) if places else None, draw.randint(*chars), draw)
    return Example(asked.question, made_header(asked, draw), text, _targets(asked, text, cut), answers=True)


def in_noise(asked: Asked, noise: Mapping[str, str], draw: random.Random, *, chars: tuple[int, int]) -> Example:
    """Return the paragraph that answers, with a part of another passage ({"header", "text"}) before or behind it."""
    room = max(60, draw.randint(*chars) - len(asked.paragraph))
    other, _ = window(noise["text"], None, room, draw)
    before = draw.random() < 0.5
    text = f"{other}\n\n{asked.paragraph}" if before else f"{asked.paragraph}\n\n{other}"
    cut = Span(-len(other) - 2, 0) if before else Span(0, 0)
    header = draw.choice((noise["header"], made_header(asked, draw)))
    return Example(asked.question, header, text, _targets(asked, text, cut), answers=True)


def unanswered(question: str, shown: Mapping[str, str], draw: random.Random, *, chars: tuple[int, int]) -> Example:
    """Return a passage ({"header", "text"}) that does not answer, cut as those that do."""
    cut, _ = window(shown["text"], None, draw.randint(*chars), draw)
    byline = shown["header"].partition("\n")[2]
    return Example(question, draw.choice((shown["header"], shown["header"], byline, "")), cut, (), answers=False)


def without_answer(asked: Asked, draw: random.Random, *, chars: tuple[int, int]) -> Example | None:
    """Return the passage without the sentences that hold the answer: a near miss; ``None`` if too little is left."""
    example = answered(asked, draw, chars=chars)
    gone = {plain_answer(text) for text, _ in asked.answers}
    sentences = (example.passage[span.start : span.end] for span in sentence_spans(example.passage))
    kept = [one for one in sentences if not any(f" {answer} " in f" {plain_answer(one)} " for answer in gone)]
    text = " ".join(kept)
    return replace(example, passage=text, spans=(), answers=False) if len(text) >= SHORT_CHARS[0] // 2 else None


def misled(asked: Asked, names: Sequence[str], draw: random.Random, *, chars: tuple[int, int]) -> Example | None:
    """Return the passage under a question that it no longer answers: a name or number swapped, a word turned round.

    As adversarial questions are made in Jia and Liang (EMNLP 2017) and, by people, in SQuAD 2.0 (Rajpurkar et al.,
    2018).
    ``None`` when nothing in the question can be changed.
    """
    question = _changed(asked.question, names, draw)
    return (
        None
        if question is None
        else replace(answered(asked, draw, chars=chars), question=question, spans=(), answers=False)
    )


def names_in(questions: Iterable[str]) -> list[str]:
    """Return the names and numbers in some questions, each once, sorted."""
    return sorted({found.group() for text in questions for kind in (_NAME, _NUMBER) for found in kind.finditer(text)})


def _changed(question: str, names: Sequence[str], draw: random.Random) -> str | None:
    ways: list[Callable[[], str | None]] = [
        lambda: _swapped(question, _NAME, names, draw),
        lambda: _swapped(question, _NUMBER, names, draw),
        lambda: _turned(question),
    ]
    draw.shuffle(ways)
    return next((changed for way in ways if (changed := way())), None)


def _swapped(question: str, kind: re.Pattern[str], names: Sequence[str], draw: random.Random) -> str | None:
    found = list(kind.finditer(question))
    if not found:
        return None
    one = draw.choice(found)
    same_kind = [name for name in names if name[0].isdigit() == one.group()[0].isdigit() and name not in question]
    if one.group()[0].isdigit():
        same_kind = [name for name in same_kind if len(name) == len(one.group())] or same_kind
    if not same_kind:
        return None
    return question[: one.start()] + draw.choice(same_kind) + question[one.end() :]


def _turned(question: str) -> str | None:
    words = question.split(" ")
    for number, word in enumerate(words):
        other = _OPPOSITE.get(word)
        if other and number:
            return " ".join([*words[:number], other, *words[number + 1 :]])
    return None


_HEADED = 0.6


def made_header(asked: Asked, draw: random.Random) -> str:
    """Return a title, when one is known, with a publisher and a day now and then, or ``""``."""
    if draw.random() > _HEADED:
        return ""
    day = f"{draw.randint(1, 28)} {draw.choice(_MONTHS)} {draw.randint(2010, 2026)}"
    if asked.published:
        year, month, number = asked.published.split("-")
        day = f"{int(number)} {_MONTHS[int(month) - 1]} {year}"
    byline = f"{draw.choice(_SOURCES)}, {day}" if draw.random() < 0.5 or asked.published else ""
    return "\n".join(filter(None, [asked.title, byline]))


def window(text: str, keep: Span | None, max_chars: int, draw: random.Random) -> tuple[str, Span]:
    """Return whole sentences around ``keep`` (anywhere when ``None``), about ``max_chars`` long, and their span."""
    sentences = sentence_spans(text)
    if not sentences or len(text) <= max_chars:
        return text, Span(0, len(text))
    if keep is None:
        first = last = draw.randrange(len(sentences))
    else:
        first = max((i for i, one in enumerate(sentences) if one.start <= keep.start), default=0)
        last = min((i for i, one in enumerate(sentences) if one.end >= keep.end), default=len(sentences) - 1)
        last = max(first, last)
    while sentences[last].end - sentences[first].start < max_chars:
        back = draw.random() < 0.5
        if first > 0 and (back or last == len(sentences) - 1):
            first -= 1
        elif last < len(sentences) - 1:
            last += 1
        else:
            break
    span = Span(sentences[first].start, sentences[last].end)
    return text[span.start : span.end], span


def _targets(asked: Asked, text: str, cut: Span) -> tuple[tuple[Span, float], ...]:
    """Return the annotated places inside the cut, sharing most of the target, and the answer's other places."""
    shares: dict[Span, float] = {}
    marked = [Span(start - cut.start, start - cut.start + len(one)) for one, start in asked.answers]
    marked = [one for one in marked if one.start >= 0 and one.end <= len(text)]
    others = [Span(at, at + len(one)) for one in {one for one, _ in asked.answers} for at in occurrences(text, one)]
    others = [one for one in others if one not in marked]
    for spans, share in ((marked, _FIRST_SHARE if others else 1.0), (others, 1 - _FIRST_SHARE if marked else 1.0)):
        for span in spans:
            shares[span] = shares.get(span, 0.0) + share / len(spans)
    return tuple(shares.items())
