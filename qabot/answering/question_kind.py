"""What kind of thing a question asks for, and where a sentence has one: the words to set in bold."""

import re
from collections.abc import Callable, Collection, Sequence
from enum import Enum

from qabot.model import Span, Term
from qabot.text.words import STOP_WORDS, same_stem


class Kind(Enum):
    """The kind of answer that a question's first words ask for."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    OTHER = "other"


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_ASKS = (
    (Kind.DATE, re.compile(r"\b(when|(what|which) (year|month|day|date|decade|century|week))\b", re.I)),
    (
        Kind.NUMBER,
        re.compile(
            r"\b(how (many|much|long|old|far|tall|high|big|large|deep|fast|often)"
            r"|what (percentage|percent|share|number|proportion|age)"
            r"|what\b[^?]{0,80}\b(costs?|price|fee|budget))\b",
            re.I,
        ),
    ),
    (Kind.OTHER, re.compile(r"^\W*(why|how)\b", re.I)),
    (Kind.NAME, re.compile(r"\b(who|whom|whose|where|which|what)\b", re.I)),
)
_FINDS = {
    Kind.DATE: re.compile(
        rf"\b{_MONTH} \d{{1,2}}(?:, \d{{4}})?\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?: \d{{4}})?\b"
        rf"|\b{_MONTH} (?:of )?\d{{4}}\b|\b(?:1[5-9]|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    ),
    Kind.NUMBER: re.compile(
        r"[$€£¥]?\b\d[\d.,]*(?<![.,])(?:m|bn|tn)?"
        r"(?:[ -]?(?:%|percent|per cent|million|billion|trillion|thousand|hundred"
        r"|years?|months?|weeks?|days?|hours?|minutes?|km|kilomet\w+|miles?|met\w+|feet|tonnes?|tons?|degrees?)\b)*%?"
        r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?)\b",
        re.I,
    ),
    Kind.NAME: re.compile(
        r"\b[^\W\d_a-z][\w’'.-]*(?:[ -](?:(?:of|the|de|al|el|bin|van|von|la|du)[ -])?[^\W\d_a-z][\w’'.-]*)*"
    ),
}
_THING = re.compile(r"\b(which|what|how (?:many|much)|whose)\b", re.I)
_THING_WORDS = 3
_ADJACENT_CHARS = 2
_NEAR_CHARS = 20
_EDGES = " .,;:’'\"”)-"


def expected_kind(question: str) -> Kind:
    """Return the kind of thing that a question asks for: "how many were there when it closed?" asks for a number."""
    asked = [(match.start(), kind) for kind, asks in _ASKS if (match := asks.search(question))]
    return min(asked, key=lambda one: one[0])[1] if asked else Kind.OTHER


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
        if start < end and not (
            kind is Kind.NAME and all(same_stem(term.form, asked) for term in terms(sentence[start:end]))
        ):
            spans.append(Span(start, end))
    return spans


def asked_thing(question: str, *, terms: Callable[[str], Sequence[Term]]) -> frozenset[str]:
    """Return the forms of the words right behind "which", "what" or "how many": what the answer is one of.

    "Which Russian bases are in Syria?" asks for bases, and Russian ones. Empty when the question names no such thing.
    """
    asks = _THING.search(question)
    if not asks:
        return frozenset()
    forms: list[str] = []
    end = asks.end()
    for term in terms(question):
        if term.span.start >= asks.end():
            if term.span.start - end > _ADJACENT_CHARS or len(forms) == _THING_WORDS:
                break
            forms.append(term.form)
            end = term.span.end
    return frozenset(forms)


def nearness(things: Sequence[Span], spans: Sequence[Span]) -> float:
    """Return how near any of ``spans`` stands to any of ``things``: 1 side by side or within, 0.5 at 20 characters."""
    gaps = (max(span.start - thing.end, thing.start - span.end, 0) for thing in things for span in spans)
    return max((1 / (1 + gap / _NEAR_CHARS) for gap in gaps), default=0.0)


class Form(Enum):
    """What form of answer a question wants."""

    THING = "thing"
    THINGS = "things"
    SENTENCES = "sentences"
    EVIDENCE = "evidence"


def wanted_form(question: str) -> Form:
    """Return the form of answer that a question wants.

    A thing, or several ("Which bases are ...?"); sentences for "why" and for "how" without a measure; and for a
    yes-or-no question the evidence, from which a person concludes.
    """
    last = re.split(r"(?<=[.!;:])\s+", question.strip())[-1]
    if _YES_OR_NO.match(last) and not _ALTERNATIVES.search(last) and not _QUESTION_WORD.search(last):
        return Form.EVIDENCE
    if expected_kind(question) is Kind.OTHER and _EXPLAINS.search(question):
        return Form.SENTENCES
    return Form.THINGS if _SEVERAL.search(question) else Form.THING


_YES_OR_NO = re.compile(
    r"\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must)(?:n['’]t)?\b",
    re.I,
)
_ALTERNATIVES = re.compile(r"\bor\b(?! not\b)", re.I)
_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.I)
_EXPLAINS = re.compile(
    r"\b(?:why|how)\b(?! (?:many|much|long|old|far|tall|high|big|large|deep|fast|often|soon|late|few|little|early)\b)",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:which|what)\b(?! \w+['’]s\b)(?: \w+)?(?: (?:of the|two|three|four|five|several))?"
    r"(?: [\w’'-]+){0,3}? [\w’'-]+s(?<![su]s) (?:are|were|have|do)\b"
    r"|\b(?:which|what|name|list)(?: the)? (?:two|three|four|five|several|both)\b"
    r"|\b(?:who|what) (?:are|were) the\b(?: [\w’'-]+){0,3}? [\w’'-]+s(?<![su]s)\b"
    r"|^\W*(?:name|list) (?:all|the)\b",
    re.I,
)
