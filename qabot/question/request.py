"""Recognises what is asked for: a fact, a list, an overview, a comparison, ..., or talk with the bot itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qabot.model import Kind, Talk
from qabot.question.wordings.definition import defined
from qabot.question.wordings.families import FAMILIES
from qabot.question.wordings.first_words import kind_by_first_words
from qabot.question.wordings.patterns import compile_pattern, opening_words
from qabot.question.wordings.talk import talk_of
from qabot.question.wordings.word_classes import CLASSES
from qabot.question.wordings.wording import without_courtesies, wording_of
from qabot.text.words import QUESTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qabot.question.wordings.wording import Wording

_MOST_WORDS = 30
"""A longer question asks for a fact: nobody uses more words to ask for an overview."""
_MOST_TOPIC_WORDS = 12
_SENTENCE_END = re.compile(r"(?<=[!?])\s+|(?<=\w{3}\.)\s+(?=\w)")

_ARTICLE_ABOUT = re.compile(
    r"^(?:(?:the|an?|this|that) )?(?:(?:news|last|latest) )?(?:article|story|report|piece|text|news)s? (?:about|on) ",
    re.I,
)
_ADJECTIVE = re.compile(
    r"(?:the )?(?:\w+(?:[iu]can|[^aeiou]ian|ish|ese|ern)|german|french|dutch|greek|swiss|czech|old|new|first|second"
    r"|third|big|small|public|private|local|national|upper|lower)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        kind: the kind of thing.
        topics: what it is about, as typed; see ``Asked.topics``.
        since: the words that name the day after which something is new, as typed; ``""`` when there are none.
        talk: what is said to the bot itself, if ``kind`` is that.
    """

    kind: Kind
    topics: tuple[str, ...] = ()
    since: str = ""
    talk: Talk | None = None


def recognise(question: str) -> Request:
    """Return what a question asks for.

    Args:
        question: as typed, or resolved, with white space folded.
    """
    sentences = _SENTENCE_END.split(question)
    while talk := talk_of(wording_of(sentences[0])):
        if len(sentences) == 1:
            return Request(Kind.TALK, talk=talk)
        sentences.pop(0)
    core = without_courtesies(wording_of(" ".join(sentences)))
    if not 0 < len(core.words) <= _MOST_WORDS:
        return Request(Kind.FACT)
    for kind, pattern in _starting_with(core.words[0].text):
        found = _compiled(pattern).fullmatch(core.text + " ")
        if found and _are_topics(found.groupdict(""), kind) and not _is_case(core, kind):
            named = {name: core.as_typed(*found.span(name)) for name, words in found.groupdict().items() if words}
            topics = tuple(_ARTICLE_ABOUT.sub("", named[name]) for name in ("x", "y") if name in named)
            return Request(kind, _with_shared_noun(topics), named.get("day", ""))
    if x := defined(core):
        return Request(Kind.DEFINITION, (x,))
    kind = kind_by_first_words(core)
    return Request(kind, (core.as_typed(0, len(core.text)),) if kind is Kind.KEYWORDS else ())


def _are_topics(named: dict[str, str], kind: Kind) -> bool:
    """Return whether a phrase can be the topic of an overview: it is short, and contains no question."""
    if kind is Kind.WHY:
        return True
    return all(
        len(words.split()) <= _MOST_TOPIC_WORDS and not QUESTION_WORDS & set(words.split()) for words in named.values()
    )


def _with_shared_noun(topics: tuple[str, ...]) -> tuple[str, ...]:
    """Return "the American base" for "the American" of "the American and the French base"."""
    if len(topics) > 1 and _ADJECTIVE.fullmatch(topics[0]):
        other = re.sub(r"^the ", "", topics[1], flags=re.I)
        noun = other.partition(" ")[2]
        if noun and _ADJECTIVE.fullmatch(other.partition(" ")[0]):
            return (f"{topics[0]} {noun}", *topics[1:])
    return topics


def _is_case(core: Wording, kind: Kind) -> bool:
    """Return whether "v" stands within the name of a case, "Roe v. Wade", rather than between two things."""
    return (
        kind is Kind.COMPARISON
        and not core.text.startswith("compar")
        and bool(
            re.search(r"\bv\.", core.typed)
            or re.search(r"\b(?:about|of|on|in|tell|timeline|news|new)\b.* v ", core.text)
        )
    )


def _starting_with(word: str) -> Iterator[tuple[Kind, str]]:
    """Yield the patterns that a text with this first word may fit, in order."""
    for kind, pattern, openings in _table():
        if openings is None or word in openings:
            yield kind, pattern


@cache
def _table() -> tuple[tuple[Kind, str, frozenset[str] | None], ...]:
    return tuple(
        (kind, pattern, opening_words(pattern, CLASSES)) for kind, patterns in FAMILIES for pattern in patterns
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return compile_pattern(pattern, CLASSES)
