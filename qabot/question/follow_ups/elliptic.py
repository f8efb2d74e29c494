"""Completes a question that leaves most of itself out: "by whom?", "when was that?", "tell me more", "compare them"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.model import Kind
from qabot.question.follow_ups.asked_again import asked_with
from qabot.question.follow_ups.items import items_of
from qabot.question.follow_ups.mentions import present
from qabot.question.request import recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Turn
    from qabot.question.follow_ups.mentions import Mention

_ASKING = (
    r"(?:(?:by|to|for|from|with|of|at|on|in|since|until|about|through) )?"
    r"(?:who|whom|when|where|why|how|what|which (?:day|year|month))"
    r"(?: (?:many|much|long|often|far|old|exactly|so|come))?(?: (?:of them|of these|of those|else|exactly|then))?"
)
_BARE = re.compile(rf"(?:and |but |so )?(?P<asks>{_ASKING})[\s?.!]*", re.I)
_THAT = "(?:that|this|it|all (?:that|this))"
_HAPPEN = r"(?:happen|occur|come about|take place)(?:ed)?"
_EVENT = re.compile(
    r"(?:and |but |so )?(?:(?P<asks>(?:since |until )?when|why|how(?: exactly| come)?"
    r"|(?:on |in )?(?:what|which) (?:year|day|month))"
    rf" (?:(?:is|was|were) {_THAT}(?: so)?"
    rf"|(?:did|does|has|have|had|could|can|would) {_THAT} (?:all |ever )?{_HAPPEN})"
    rf"|(?P<place>where) (?:was (?:that|this)|(?:did|does|has) {_THAT} {_HAPPEN}))[\s?.!]*",
    re.I,
)
"""Asks for the day, place, reason or way of what was just told: "when was that?", "where did it happen?"."""
_SUMMARISES = re.compile(r"\b(?:sum|summ?ari[sz]e|recap|tl;?dr|short|brief|gist|overview|outline)\b", re.I)
_BOTH = re.compile(
    r"(?:them|they|these|those|both|(?:the|these|those) two|both of (?:them|these|those)|it|all of them)", re.I
)
_TWO = 2
_TOLD = frozenset((Kind.OVERVIEW, Kind.NEWS, Kind.DEFINITION))
"""Kinds that tell of several events: "and when?" after them asks for all their days."""


def completed(question: str, turns: Sequence[Turn], mentions: list[Mention]) -> str:
    """Return the question that an ellipsis stands for; ``""`` if it is not elliptic, or its meaning is unknown.

    Args:
        question: as typed, without courtesies.
        turns: the turns before it, oldest first; at least one.
        mentions: what was spoken of, most present first.
    """
    bare = _BARE.fullmatch(question) or _EVENT.fullmatch(question)
    if bare and recognise(question).kind is not Kind.OVERVIEW:
        asks = bare["asks"] or bare["place"]
        return _asked_of(asks, turns[-1], mentions)
    return _more_of(question, turns, mentions)


def asks_of_what_was_told(question: str) -> bool:
    """Return whether a question is a question word alone, or with "that": "why?", "when did it happen?"."""
    return bool(_BARE.fullmatch(question) or _EVENT.fullmatch(question))


def names_both(topic: str) -> bool:
    """Return whether a side of a comparison is only a word for things that were named before: "them", "the two"."""
    return bool(_BOTH.fullmatch(topic))


def _asked_of(asks: str, last: Turn, mentions: list[Mention]) -> str:
    """Return the last question, asked with another question word: "By whom was the tunnel opened?"."""
    told = recognise(last.standalone_question)
    if told.kind in _TOLD and len(told.topics) == 1 and asks.casefold().split()[0] == "when":
        return f"Timeline of {told.topics[0]}"
    again = asked_with(asks, last.standalone_question, last.said.strip().split("\n", 1)[0].rstrip("."))
    return again or _about(mentions, f"{asks[0].lower()}{asks[1:]}?")


def _more_of(question: str, turns: Sequence[Turn], mentions: list[Mention]) -> str:
    """Return a request that names no topic ("tell me more", "anything newer?") with the last one's topic."""
    request = recognise(question)
    if request.kind is Kind.COMPARISON and all(names_both(topic) for topic in request.topics):
        return _compared(turns)
    if request.topics:
        return ""
    wordings = {
        Kind.OVERVIEW: "Summarise {}" if _SUMMARISES.search(question) else "Tell me more about {}",
        Kind.NEWS: "What is new about {}?",
        Kind.TIMELINE: "Timeline of {}",
    }
    topic = _topic(turns[-1], mentions)
    return wordings[request.kind].format(topic) if request.kind in wordings and topic else ""


def _compared(turns: Sequence[Turn]) -> str:
    """Return the question for the difference of the two things that were told of last; ``""`` if there are not two."""
    items = items_of(turns[-1].said)
    if len(items) == _TWO:
        return f"What is the difference between {items[0]} and {items[1]}?"
    topics: list[str] = []
    for turn in reversed(turns):
        named = recognise(turn.standalone_question)
        spoken_of = list(named.topics) if named.kind is not Kind.KEYWORDS else []
        spoken_of = spoken_of or [_most_present(present([replace(turn, said="")]))]
        for topic in spoken_of:
            bare = re.sub(r"^(?:the|an?) ", "", topic, flags=re.I).casefold()
            if bare and not any(bare in other.casefold() or other.casefold() in bare for other in topics):
                topics.append(topic)
    return f"Compare {topics[1]} and {topics[0]}" if len(topics) >= _TWO else ""


def _topic(last: Turn, mentions: list[Mention]) -> str:
    """Return what the last question was about: the topic or the name in it, else what is most present."""
    named = recognise(last.standalone_question)
    if named.topics and named.kind is not Kind.KEYWORDS:
        return " and ".join(named.topics)
    asked = [one for one in present([replace(last, said="")]) if one.phrase.name and not one.is_number]
    return _most_present(mentions) if not asked or _whole_is_present(mentions, asked) else asked[0].whole


def _whole_is_present(mentions: list[Mention], asked: list[Mention]) -> bool:
    """Return whether what is most present is in the last question, or has a name of its own."""
    best = _most_present(mentions).casefold()
    return any(one.phrase.text.casefold() in best for one in asked)


def _about(mentions: list[Mention], question: str) -> str:
    topic = _most_present(mentions)
    return f"About {topic}: {question}" if topic else ""


def _most_present(mentions: list[Mention]) -> str:
    fitting = [one for one in mentions if not one.is_number]
    return max(fitting, key=lambda one: one.presence).whole if fitting else ""
