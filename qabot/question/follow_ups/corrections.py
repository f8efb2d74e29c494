"""Corrections of the last question: "no, I meant Italy", "no, in Italy", "not Djibouti, Italy"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.question.follow_ups.mentions import is_superlative, without_verb
from qabot.question.follow_ups.phrases import phrases

if TYPE_CHECKING:
    from qabot.model import Turn
    from qabot.question.follow_ups.phrases import Phrase

_NO = r"(?:no|nope|nah|sorry|wait|actually|oh|oops|not that|not it|that is wrong|that's wrong|wrong)"
_NOT = r"(?:,? (?:and )?not .+?)?[\s?.!]*"
_MEANT = (
    re.compile(
        rf"(?:(?:{_NO}|not [\w’' -]+?)[\s,.!–-]+)*(?:but |and )?"
        r"i (?:meant|mean|said|asked (?:about|for)|(?:was|am) (?:asking|talking) about)(?: to (?:say|ask))?"
        rf"(?: about)?\s+(?P<rest>.+?){_NOT}",
        re.I,
    ),
    re.compile(rf"(?:{_NO}[\s,.!–-]+)+(?P<rest>(?:the|in|at|on|from|near|for) .+?){_NOT}", re.I),
    re.compile(rf"(?:{_NO}\s*[,.!–-]\s*)+(?P<rest>.+?){_NOT}", re.I),
    re.compile(r"not [\w’' -]+?, (?:but )?(?P<rest>.+?)[\s?.!]*", re.I),
    re.compile(rf"(?:{_NO}[\s,.!–-]+)?(?P<rest>.+?),? (?:i mean|i meant|rather|instead){_NOT}", re.I),
)
_PHRASE_ONLY = re.compile(r"(?:(?:in|at|for|from|on|near|by|with|of|under|over) )?(?:(?:the|a|an) )?", re.I)
_LEAD = re.compile(r"(?P<before>in|at|for|from|on|near|by|with|of|under|over)\s+", re.I)
_ARTICLE = re.compile(r"\b(?:the|a|an)\s+$", re.I)
_THE = re.compile(r"(?:the|a|an) ", re.I)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|he|him|his|she|her|there|this|that)\b", re.I)
_ASKS = re.compile(r"(?:who|what|when|where|why|how|which|whether|if)\b", re.I)


def meant_instead(question: str) -> str:
    """Return what a correction says was meant: a phrase, or a question; ``""`` if it is not a correction."""
    for number, pattern in enumerate(_MEANT):
        found = pattern.fullmatch(question)
        if found and (number == 0 or _is_phrase(found["rest"])):
            return found["rest"]
    return ""


def corrected(last: Turn, meant: str) -> str:
    """Return the last question with what was meant in place of what it fits; ``""`` if the question has no such place.

    It fits a pronoun, else what has the same preposition before it, a name where it is a name, and what has the same
    head; else the last thing that the question names.

    Args:
        last: the turn that is corrected.
        meant: a phrase, perhaps with its preposition.
    """
    lead = _LEAD.match(meant)
    pronoun = _PRONOUN.search(last.question)
    if pronoun and not lead and last.question != last.standalone_question:
        return last.question[: pronoun.start()] + meant + last.question[pronoun.end() :]
    thing = meant[lead.end() :] if lead else meant
    asked = last.standalone_question
    place = _place_of(thing, asked, before=lead["before"] if lead else "")
    if place is None:
        return f"{asked.rstrip(' ?.!')} {meant}?" if lead else ""
    before = asked[: place.span.start]
    start = len(_ARTICLE.sub("", before)) if lead or _THE.match(thing) or _is_name(thing) else place.span.start
    return asked[:start] + thing + asked[place.span.end :]


def _place_of(thing: str, asked: str, *, before: str) -> Phrase | None:
    """Return the phrase of a question that a thing takes the place of, ``None`` if there is none."""
    named = [without_verb(one, asked) for one in phrases(asked) if not is_superlative(one)]
    own = phrases(thing)
    head = own[-1].head if own else None
    fits = (
        lambda one: bool(before) and bool(re.search(rf"\b{before}\s+(?:the |an? )?$", asked[: one.span.start], re.I)),
        lambda one: not before and one.head == head,
        lambda one: not before and one.name == _is_name(thing),
        lambda one: not before and bool(one.text),
    )
    return next((one for fit in fits for one in reversed(named) if fit(one)), None)


def _is_name(thing: str) -> bool:
    return bool(re.search(r"\b[A-Z\d]", thing))


def _is_phrase(rest: str) -> bool:
    """Return whether a text is one noun phrase, perhaps with its preposition, and asks nothing."""
    opened = _PHRASE_ONLY.match(rest)
    inside = rest[opened.end() :] if opened else rest
    named = phrases(inside)
    return bool(named) and not _ASKS.match(rest) and named[0].span.start == 0 and named[-1].span.end >= len(inside) - 1
