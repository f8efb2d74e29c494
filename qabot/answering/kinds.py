"""What kind of thing a question asks for, and where a sentence has one: the words to set in bold."""

import re
from collections.abc import Callable, Collection, Sequence
from enum import Enum

from qabot.model import Span
from qabot.ports import Term
from qabot.text.words import STOP_WORDS


class Kind(Enum):
    """The kind of answer that a question's first words ask for."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    OTHER = "other"


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)(?:[a-z]*|\.)"
_ASKS = (
    (Kind.DATE, re.compile(r"\b(when|(what|which) (year|month|day|date|decade|century|week))\b", re.I)),
    (
        Kind.NUMBER,
        re.compile(
            r"\b(how (many|much|long|old|far|tall|high|big|large|deep|fast|often)"
            r"|what (percentage|percent|share|number|proportion|age))\b",
            re.I,
        ),
    ),
    (Kind.OTHER, re.compile(r"^\W*(why|how)\b", re.I)),
    (Kind.NAME, re.compile(r"\b(who|whom|whose|where|which|what)\b", re.I)),
)
_FINDS = {
    Kind.DATE: re.compile(
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH} \d{{1,2}}(?:, \d{{4}})?\b|\b\d{{1,2}} {_MONTH}(?: \d{{4}})?\b"
        rf"|\b{_MONTH} (?:of )?\d{{4}}\b|\b(?:1[5-9]|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    ),
    Kind.NUMBER: re.compile(
        r"[$€£¥]?\b\d[\d.,]*(?<![.,])(?:[ -]?(?:%|percent|per cent|million|billion|trillion|thousand|hundred"
        r"|years?|months?|weeks?|days?|hours?|minutes?|km|kilomet\w+|miles?|met\w+|feet|tonnes?|tons?|degrees?)\b)*%?"
        r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?)\b",
        re.I,
    ),
    Kind.NAME: re.compile(
        r"\b[^\W\d_a-z][\w’'.-]*(?:[ -](?:(?:of|the|de|al|el|bin|van|von|la|du)[ -])?[^\W\d_a-z][\w’'.-]*)*"
    ),
}
_EDGES = " .,;:’'\"”)-"


def expected_kind(question: str) -> Kind:
    """Return the kind of thing that a question asks for."""
    return next((kind for kind, asks in _ASKS if asks.search(question)), Kind.OTHER)


def answering_spans(
    kind: Kind, sentence: str, *, asked: Collection[str], terms: Callable[[str], Sequence[Term]]
) -> list[Span]:
    """Return where a sentence may hold a thing of this kind: spans of ``sentence``, ascending, disjoint.

    Args:
        kind: what is looked for.
        sentence: a sentence of an article.
        asked: forms of the question's own words; a name made of them answers nothing.
        terms: gives the words of a text as the lexical index knows them.
    """
    if kind is Kind.OTHER:
        return []
    spans = []
    for match in _FINDS[kind].finditer(sentence):
        start, end = match.span()
        text = match.group()
        if kind is Kind.NAME:
            first = text.split()[0]
            if first.lower() in STOP_WORDS:
                start += len(first) + 1
                text = sentence[start:end]
        end = start + len(text.rstrip(_EDGES))
        if start < end and not (kind is Kind.NAME and all(term.form in asked for term in terms(sentence[start:end]))):
            spans.append(Span(start, end))
    return spans
