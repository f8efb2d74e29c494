"""Training examples: passages as the reader meets them in use, some that answer and some that only seem to."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.months import MONTHS
from qabot.text.sentences import sentence_spans
from qabot.text.squad import holds_answer
from qabot.training.misleading import turned_question
from qabot.training.sources import Asked, occurrences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
_CONTENT_WORD = re.compile(r"\w{4,}|\d+")
_SOURCES = ("Reuters", "BBC News", "The Guardian", "CNN", "Daily Post", "npr.org", "apnews.com", "Harbour Courier")


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
    gone = {text for text, _ in asked.answers}
    sentences = (example.passage[span.start : span.end] for span in sentence_spans(example.passage))
    kept = [one for one in sentences if not any(holds_answer(one, answer) for answer in gone)]
    text = " ".join(kept)
    return replace(example, passage=text, spans=(), answers=False) if len(text) >= SHORT_CHARS[0] // 2 else None


def near_miss(asked: Asked, draw: random.Random, *, chars: tuple[int, int]) -> Example:
    """Return a question that its paragraph does not answer, with the sentences around the one that is most like it."""
    words = set(_CONTENT_WORD.findall(asked.question.lower()))

    def shared(span: Span) -> int:
        return len(words & set(_CONTENT_WORD.findall(asked.paragraph[span.start : span.end].lower())))

    likest = max(sentence_spans(asked.paragraph), key=shared, default=None)
    text, _ = window(asked.paragraph, likest, draw.randint(*chars), draw)
    return Example(asked.question, made_header(asked, draw), text, (), answers=False)


def misled(asked: Asked, names: Sequence[str], draw: random.Random, *, chars: tuple[int, int]) -> Example | None:
    """Return the passage under a question that it no longer answers; ``None`` when nothing in it can be changed."""
    example = answered(asked, draw, chars=chars)
    question = turned_question(asked.question, example.passage, (text for text, _ in asked.answers), names, draw)
    return None if question is None else replace(example, question=question, spans=(), answers=False)


_HEADED = 0.6


def made_header(asked: Asked, draw: random.Random) -> str:
    """Return a title, when one is known, with a publisher and a day now and then, or ``""``."""
    if draw.random() > _HEADED:
        return ""
    day = f"{draw.randint(1, 28)} {draw.choice(MONTHS).title()} {draw.randint(2010, 2026)}"
    if asked.published:
        year, month, number = asked.published.split("-")
        day = f"{int(number)} {MONTHS[int(month) - 1].title()} {year}"
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
