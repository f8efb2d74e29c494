"""Writes out the day that "since the last time I asked" means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.question.follow_ups.phrases import content_words
from qabot.text.months import MONTHS

if TYPE_CHECKING:
    from datetime import date

    from qabot.model import Conversation

_DID = r"(?:asked|checked|looked|inquired|spoke|talked|chatted|was here|were here|visited|came by|heard(?: from you)?)"
_LAST_TIME = re.compile(
    rf"\b(?P<since>since|after|from) (?:(?:the |my |our )?last time(?:,? (?:that |when )?(?:i|we|you and i) {_DID})?"
    rf"|(?:i|we) (?:have )?last {_DID}|(?:i|we) {_DID} (?:the )?last(?: time)?"
    r"|my (?:last|previous) (?:question|visit|check)|our last (?:chat|talk|conversation))"
    r"(?: about (?:it|this|that|them|him|her))?(?=[\s?.!,]*(?:$|what\b|anything\b|please\b))",
    re.I,
)
_OF_THE_REQUEST = frozenset("new newer news update updates changed happened last time asked since".split())  # noqa: SIM905


def with_last_day(question: str, conversation: Conversation) -> str:
    """Return a question with the day in place of "the last time I asked"; as it is if nobody knows the day.

    It is the day of the last question that shares a word with this one, else of the last one in an earlier
    conversation, else of the last one in this.

    Args:
        question: as typed.
        conversation: what was asked before, with its days.
    """
    found = _LAST_TIME.search(question)
    day = _day(question[: found.start()] + question[found.end() :], conversation) if found else None
    if found is None or day is None:
        return question
    return f"{question[: found.start()]}{found['since']} {_written(day)}{question[found.end() :]}"


def _day(rest: str, conversation: Conversation) -> date | None:
    about = set(content_words(rest)) - _OF_THE_REQUEST
    for turn in reversed(conversation.turns):
        if turn.asked_on and about & set(content_words(turn.standalone_question)):
            return turn.asked_on
    return conversation.before or conversation.last_day


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"
