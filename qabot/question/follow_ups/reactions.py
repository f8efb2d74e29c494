"""What is said about the last answer, or refers to something although nothing was spoken of: talk by its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Kind, Talk
from qabot.question.follow_ups.elliptic import asks_of_what_was_told, names_both
from qabot.question.follow_ups.mentions import is_doubt, spoken_turns
from qabot.question.follow_ups.phrases import content_words, phrases

if TYPE_CHECKING:
    from qabot.model import Conversation, Turn
    from qabot.question.request import Request

_WHY = re.compile(
    r"(?:and |but |so |ok |oh )*(?:why|how come|how so)"
    r"(?: (?:not|so|(?:is|was) (?:that|this|it)(?: so)?|can(?: you)? ?not))?[\s?.!]*",
    re.I,
)
_AND = re.compile(
    r"(?:and|or) (?:(?:in|at|for|from|on|near|by|with|of) )?"
    r"(?!(?:who|what|when|where|why|how|which)\b)\S+(?: \S+){0,3}",
    re.I,
)
_REFERS = re.compile(r"\b(?:it|its|this|that|these|those|they|them|their|theirs|he|him|his|she|her|hers)\b", re.I)


def reaction_to(typed: str, standalone: str, request: Request, conversation: Conversation) -> Talk | None:
    """Return what a text says about the last answer: a doubt, why it was refused, or nothing that could be known.

    ``None`` for every text that asks something of the articles, and for talk that is recognised by its words.

    Args:
        typed: as typed, with white space folded.
        standalone: the question that it was resolved into.
        request: what that asks for.
        conversation: what was asked and said before.
    """
    if request.kind is Kind.TALK:
        return None
    if is_doubt(typed):
        return Talk.CERTAINTY
    turns = spoken_turns(conversation)
    if turns and is_refused(turns[-1]) and _WHY.fullmatch(typed):
        return Talk.REFUSED
    return Talk.UNCLEAR if standalone == typed and _refers_to_nothing(typed, request) else None


def is_refused(turn: Turn) -> bool:
    """Return whether the articles did not answer a turn; a ``history`` without answers does not tell."""
    return not turn.said and (turn.answer is not None or turn.asked_on is not None)


def _refers_to_nothing(question: str, request: Request) -> bool:
    """Return whether a question that could not be completed asks of something which it does not name."""
    if asks_of_what_was_told(question) or _AND.fullmatch(question):
        return True
    if request.kind is Kind.COMPARISON:
        return all(names_both(topic) for topic in request.topics)
    if request.kind is Kind.OVERVIEW and not request.topics:
        return False  # It may ask for the only article that there is.
    if request.kind is Kind.TIMELINE and not request.topics:
        return True
    named = any(one.name for one in phrases(question))
    return bool(_REFERS.search(question)) and not named and len(content_words(question)) <= 1
