"""Where a sentence has a thing of the type that a question asks for: a date, a number or a name."""

import re
from collections.abc import Callable, Collection, Sequence

from qabot.model import AnswerType, Span, Term
from qabot.text.months import ENGLISH_MONTH
from qabot.text.words import STOP_WORDS, same_stem

_MONTH = f"(?:{ENGLISH_MONTH})"
_FINDS = {
    AnswerType.DATE: re.compile(
        rf"\b{_MONTH} \d{{1,2}}(?:, \d{{4}})?\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?: \d{{4}})?\b"
        rf"|\b{_MONTH} (?:of )?\d{{4}}\b|\b(?:1[5-9]|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    ),
    AnswerType.NUMBER: re.compile(
        r"[$€£¥]?\b\d[\d.,]*(?<![.,])(?:m|bn|tn)?"
        r"(?:[ -]?(?:%|percent|per cent|million|billion|trillion|thousand|hundred"
        r"|years?|months?|weeks?|days?|hours?|minutes?|km|kilomet\w+|miles?|met\w+|feet|tonnes?|tons?|degrees?)\b)*%?"
        r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?)\b",
        re.I,
    ),
    AnswerType.NAME: re.compile(
        r"\b[^\W\d_a-z][\w’'.-]*(?:[ -](?:(?:of|the|de|al|el|bin|van|von|la|du)[ -])?[^\W\d_a-z][\w’'.-]*)*"
    ),
}
_EDGES = " .,;:’'\"”)-"
_NEAR_CHARS = 20


def typed_spans(
    answer_type: AnswerType, sentence: str, *, asked: Collection[str], terms: Callable[[str], Sequence[Term]]
) -> list[Span]:
    """Return where a sentence may have a thing of this type: spans of ``sentence``, ascending, disjoint.

    Args:
        answer_type: the type that is looked for.
        sentence: a sentence of an article.
        asked: forms of the question's own words; a name that consists of them answers nothing.
        terms: gives the words of a text as the lexical index knows them.
    """
    if answer_type is AnswerType.OTHER:
        return []
    spans = []
    for match in _FINDS[answer_type].finditer(sentence):
        start, end = match.span()
        text = match.group()
        if answer_type is AnswerType.NAME:
            first = text.split()[0]
            if first.lower() in STOP_WORDS:
                start += len(first) + 1
                text = sentence[start:end]
        end = start + len(text.rstrip(_EDGES))
        if start < end and not (
            answer_type is AnswerType.NAME and all(same_stem(term.form, asked) for term in terms(sentence[start:end]))
        ):
            spans.append(Span(start, end))
    return spans


def nearness(things: Sequence[Span], spans: Sequence[Span]) -> float:
    """Return how near any of ``spans`` is to any of ``things``: 1 when they touch, 0.5 at 20 characters."""
    gaps = (max(span.start - thing.end, thing.start - span.end, 0) for thing in things for span in spans)
    return max((1 / (1 + gap / _NEAR_CHARS) for gap in gaps), default=0.0)
