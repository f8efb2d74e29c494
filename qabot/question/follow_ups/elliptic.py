"""Completes a question that leaves most of itself out: "by whom?", "tell me more", "I meant the tunnel"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Kind
from qabot.question.follow_ups.items import items_of
from qabot.question.request import recognise

if TYPE_CHECKING:
    from qabot.model import Turn
    from qabot.question.follow_ups.mentions import Mention

_ASKING = (
    r"(?:(?:by|to|for|from|with|of|at|on|in|since|until|about|through) )?"
    r"(?:who|whom|when|where|why|how|what|which (?:day|year|month))"
    r"(?: (?:many|much|long|often|far|old|exactly|so|come))?(?: (?:of them|of these|of those|else|exactly|then))?"
)
_BARE = re.compile(rf"(?:and |but |so )?(?P<asks>{_ASKING})[\s?.!]*", re.I)
_BEFORE = "(?:(?:by|to|for|from|with|of|at|on|in|since|until) )?"
_MEASURE = r"how(?: (?:many|much|long|often|far|old|big|tall|\w+ly)\b(?: [\w-]+)??)?"
_AUXILIARY = "(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must|should)"
_OPENING = re.compile(
    rf"{_BEFORE}(?:when|where|why|whom|(?:what|which) (?:year|day|month)|{_MEASURE}) (?P<rest>{_AUXILIARY}\b.+)", re.I
)
_SUBJECT = re.compile(r"who (?P<rest>(?!(?:do|does|did)\b).+)", re.I)
_OBJECT = re.compile(r"(?:who|what|which [\w -]+?) (?P<rest>(?:do|does|did) .+)", re.I)
_BY = re.compile(r"by who", re.I)
_PASSIVE = re.compile(
    r"\b(?:[a-z]{2,}(?:ed|en|wn)|built|made|shot|sold|bought|paid|led|held|won|hit|sent|found|told|lost|left|caught|brought"
    r"|struck|sunk|fought|cut|run|set|hurt|kept|laid|said|torn|born|begun)\b"
)
"""What is done to something: only such a question can be asked again with "by whom"."""
_MEANT = re.compile(
    r"(?:(?:no|nope|sorry|wait|not that)[\s,.!–-]+)*(?:but )?"
    r"i (?:meant|mean|asked about|(?:was|am) (?:asking|talking) about)\s+(?P<rest>.+?)[\s?.!]*",
    re.I,
)
_NO = re.compile(r"no[\s,.!–-]+(?P<rest>(?:the|in|at|on) .+?)[\s?.!]*", re.I)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|he|him|his|she|her|there|this|that)\b", re.I)
_SUMMARISES = re.compile(r"\b(?:sum|summ?ari[sz]e|recap|tl;?dr|short|brief|gist|overview|outline)\b", re.I)
_MOST_ITEMS = 2
_TOLD = frozenset((Kind.OVERVIEW, Kind.NEWS, Kind.DEFINITION))
"""Kinds that tell of several events: "and when?" after them asks for all their days."""


def completed(question: str, last: Turn, mentions: list[Mention]) -> str:
    """Return the question that an ellipsis stands for; ``""`` if it is not elliptic, or its meaning is unknown.

    Args:
        question: as typed, without courtesies.
        last: the turn before it.
        mentions: what was spoken of, most present first.
    """
    bare = _BARE.fullmatch(question)
    if bare:
        return _asked_of(bare["asks"], last, mentions)
    return _more_of(question, last, mentions)


def meant_instead(question: str) -> str:
    """Return what a correction says was meant ("No, I meant the tunnel"); ``""`` if it is not a correction."""
    found = _MEANT.fullmatch(question) or _NO.fullmatch(question)
    return found["rest"] if found else ""


def corrected(last: Turn, meant: str) -> str:
    """Return the last question with what was meant in place of its pronoun; ``""`` if it had none."""
    pronoun = _PRONOUN.search(last.question)
    if not pronoun:
        return ""
    return last.question[: pronoun.start()] + meant + last.question[pronoun.end() :]


def _asked_of(asks: str, last: Turn, mentions: list[Mention]) -> str:
    """Return the last question, asked with another question word: "By whom was the tunnel opened?"."""
    asked = last.standalone_question.rstrip(" ?.!")
    told = recognise(last.standalone_question)
    if told.kind in _TOLD and len(told.topics) == 1 and asks.casefold().split()[0] == "when":
        return f"Timeline of {told.topics[0]}"
    lead = asks[0].upper() + asks[1:]
    short = last.said.strip().split("\n", 1)[0].rstrip(".")
    found = _OPENING.fullmatch(asked) or _OBJECT.fullmatch(asked)
    if found and (not _BY.match(asks) or _PASSIVE.search(found["rest"])):
        return f"{lead} {found['rest']}?"
    subject = _SUBJECT.fullmatch(asked)
    if subject and short and len(short.split()) <= len(asked.split()):
        return f"{lead} was it that {short} {subject['rest']}?"
    return _about(mentions, f"{asks[0].lower()}{asks[1:]}?")


def _more_of(question: str, last: Turn, mentions: list[Mention]) -> str:
    """Return a request that names no topic ("tell me more", "anything newer?") with the last one's topic."""
    request = recognise(question)
    if request.topics:
        return ""
    if request.kind is Kind.COMPARISON:
        items = items_of(last.said)
        return f"What is the difference between {items[0]} and {items[1]}?" if len(items) == _MOST_ITEMS else ""
    wordings = {
        Kind.OVERVIEW: "Summarise {}" if _SUMMARISES.search(question) else "Tell me more about {}",
        Kind.NEWS: "What is new about {}?",
        Kind.TIMELINE: "Timeline of {}",
    }
    topic = _topic(last, mentions)
    return wordings[request.kind].format(topic) if request.kind in wordings and topic else ""


def _topic(last: Turn, mentions: list[Mention]) -> str:
    """Return what the last question was about: the topic that it names, else what is most present."""
    named = recognise(last.standalone_question)
    if named.topics and named.kind is not Kind.KEYWORDS:
        return " and ".join(named.topics)
    return _most_present(mentions)


def _about(mentions: list[Mention], question: str) -> str:
    topic = _most_present(mentions)
    return f"About {topic}: {question}" if topic else ""


def _most_present(mentions: list[Mention]) -> str:
    fitting = [one for one in mentions if not one.is_number]
    return max(fitting, key=lambda one: one.presence).whole if fitting else ""
