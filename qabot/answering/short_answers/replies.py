"""In an interview or hearing, the reply to the question that was put there answers ours, and no other reply does."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qabot.answering.short_answers.clause_values import value_of_reply, whole_reply
from qabot.answering.short_answers.question_words import question_words
from qabot.model import AnswerSpan, Reading, Span
from qabot.text.label_words import words_of
from qabot.text.turns import is_question, label_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.answering.short_answers.question_words import QuestionWords
    from qabot.model import Asked, Passage

_LIKELY = 3.0
"""Logit of the reply to a question with the same question word, if the passage has all other words of ours."""
_NOT_HERE = -9.0
_LINE = re.compile(r"\S(?:(?!(?<=[.?!]) (?:[QA]|Question|Answer)[.:]\s)[^\n])*")
"""A line, or a turn in the middle of a line, as in "Q: Who pays? A: The brewery"."""
_SAME_WH = 4
_MIN_TURNS = 2
_LONG_REPLY_WORDS = 25
"""A reply of more words says by itself what it is about."""


class _Turn(NamedTuple):
    """A question that was put, and its reply.

    Attributes:
        question: its words, without the label of who put it.
        reply: in the passage's characters, without the label.
        line: the line of the question.
    """

    question: str
    reply: Span
    line: Span


class _Fit(NamedTuple):
    """How well a question that was put fits ours; more is better."""

    shared: int
    same_wh: bool


def prefer_replies(asked: Asked, question: QuestionWords, passage: Passage, reading: Reading, title: str) -> Reading:
    """Return a reading of which no span stands in the reply to another question than ours; unchanged without turns.

    The question that was put is ours if it has most of our words, of those that do not stand in the article's title,
    and more than any other. If it begins with our question word, its reply is an answer, whether a reader saw it or
    not.

    Args:
        asked: the question.
        question: its words.
        passage: a passage that was read.
        reading: what a reader made of it.
        title: of its article.
    """
    turns = _turns(passage.text)
    if len(turns) < _MIN_TURNS:
        return reading
    topic = question.found_in(words_of(title))
    fits = [_fit(question, turn, topic) for turn in turns]
    best = max(fits)
    own = fits.index(best) if best.shared and fits.count(best) == 1 else None
    kept = [trimmed for one in reading.spans if (trimmed := _only_reply(one, passage, turns, own)) is not None]
    if own is None:
        return Reading(reading.answers if kept else min(reading.answers, _NOT_HERE), tuple(kept))
    is_covered = question.found_in({*words_of(passage.text), *words_of(title)}) == question.words
    is_sure = is_covered and best.same_wh
    reply = _in_article(turns[own].reply, passage)
    place = next((number for number, one in enumerate(kept) if _overlap(one.span, reply)), None)
    said = passage.text[turns[own].reply.start : turns[own].reply.end]
    if place is not None:
        span, score = kept[place].span, kept[place].score
        inside = Span(span.start - reply.start, span.end - reply.start)
        if best.same_wh and (whole := whole_reply(said, inside)):
            span = Span(reply.start + whole.start, reply.start + whole.end)
    elif value := value_of_reply(said, asked, is_same_question=best.same_wh):
        span = Span(reply.start + value.start, reply.start + value.end)
        score = max((one.score for one in reading.spans), default=0.0)
    else:
        return Reading(reading.answers if kept else min(reading.answers, _NOT_HERE), tuple(kept))
    rest = [one for number, one in enumerate(kept) if number != place]
    spans = [AnswerSpan(span, max(score, _LIKELY) if is_sure else score), *rest]
    answers = max(reading.answers, _LIKELY) if is_sure else reading.answers
    return Reading(answers, tuple(sorted(spans, key=lambda one: (-one.score, one.span))))


def _turns(text: str) -> list[_Turn]:
    """Return the questions of a passage that stand at the end of a line, each with the line behind it."""
    turns = []
    lines = [Span(*found.span()) for found in _LINE.finditer(text)]
    for line, reply in pairwise(lines):
        asked = text[line.start : line.end].strip()
        if not is_question(asked) or is_question(text[reply.start : reply.end]):
            continue
        said = label_end(text, reply.start, in_transcript=True)
        turns.append(_Turn(asked[label_end(asked, in_transcript=True) :], Span(said, reply.end), line))
    return turns


def _fit(question: QuestionWords, turn: _Turn, topic: frozenset[str]) -> _Fit:
    """Return how well a question that was put fits ours: "Who pays?" fits "Who pays for the stadium?"."""
    put = question_words(turn.question)
    shared = question.found_in(words_of(turn.question))
    same_wh = bool(question.wh) and question.wh == put.wh
    if not shared or (shared <= topic and not same_wh):
        return _Fit(0, same_wh=False)
    return _Fit(2 * len(shared - topic) + len(shared & topic) + _SAME_WH * same_wh, same_wh)


def _only_reply(one: AnswerSpan, passage: Passage, turns: Sequence[_Turn], own: int | None) -> AnswerSpan | None:
    """Return a span without what is no reply; ``None`` if it stands in a question, or in the reply to another one."""
    for number, turn in enumerate(turns):
        if not _overlap(one.span, _in_article(Span(turn.line.start, turn.reply.end), passage)):
            continue
        is_long = len(passage.text[turn.reply.start : turn.reply.end].split()) > _LONG_REPLY_WORDS
        reply = _in_article(turn.reply, passage)
        if not (_overlap(one.span, reply) and (number == own or is_long)):
            return None
        return AnswerSpan(Span(max(one.span.start, reply.start), min(one.span.end, reply.end)), one.score)
    return one


def _in_article(span: Span, passage: Passage) -> Span:
    return Span(passage.start + span.start, passage.start + span.end)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
