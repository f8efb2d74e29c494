"""What stands in a clause in the place in which another clause has its answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from qabot.model import AnswerType, Span
from qabot.text.label_words import matches_any, words_of
from qabot.text.months import ENGLISH_MONTH, MONTHS
from qabot.text.parallel_clauses import NAME, NUMBER_WORDS, clauses_of
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from qabot.model import Asked

_ONE_NUMBER = rf"(?:\d[\d.,:–-]*\d|\d|\b(?:{NUMBER_WORDS})\b)"
_NUMBER = re.compile(
    rf"[$€£¥]?{_ONE_NUMBER}(?:[ -](?:and a (?:half|quarter)|{_ONE_NUMBER}))*(?:\s?%)?"
    r"|\b(?:none|nothing|nobody|no one)\b",
    re.I,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{ENGLISH_MONTH})(?: \d{{4}})?"
    rf"|\b(?:{ENGLISH_MONTH})(?: \d{{1,2}})?(?:,? \d{{4}})?\b"
    r"|\b(?:1[5-9]|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d{1,2}[.:]\d\d\b|\b(?:noon|midnight)\b"
)
_SIGN = re.compile(r"[%$€£¥]|\bper ?cent\b")
_UNIT = re.compile(r"[ -]([^\W\d_]+)")
_PHRASE_END = re.compile(r"\s+(?:for|in|at|on|with|after|before|because|since|by|to|as|when|who|which)\b|[,;.:]?\s*\Z")
_MAX_PHRASE_WORDS = 6
_OBJECT = re.compile(r"\s+(?:(?:the|a|an|its|his|her|their)\b|[$€£\d])", re.I)
_TITLE = r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)"
_FIRST_PHRASE = re.compile(
    rf"\s*(?:(?:in|at|on|by|to|from|about|only)\s+)?(?P<phrase>\S.*?){_TITLE}(?:[.,;!]+(?=\s|\Z)|\Z)", re.S | re.I
)
_FIRST_SENTENCE = re.compile(rf".*?{_TITLE}[.!](?=\s|\Z)", re.S)


class Place(Protocol):
    """A clause: where it stands in the article, its words, and where its verb begins in them."""

    @property
    def span(self) -> Span:
        """Return where it stands."""

    @property
    def text(self) -> str:
        """Return its words."""

    @property
    def verb(self) -> int | None:
        """Return where its verb begins, ``None`` without one."""


def value_in(clause: Place, asked: Asked, words: Set[str], other: Place, answer: Span) -> Span | None:
    """Return what answers in a clause as ``answer`` does in another clause, in the article's characters.

    Args:
        clause: where to look.
        asked: the question.
        words: the question's own words, which answer nothing.
        other: the clause with ``answer``.
        answer: in the article's characters.
    """
    start = max(0, answer.start - other.span.start)
    said = other.text[start : answer.end - other.span.start]
    if unit := _UNIT.match(other.text, start + len(said)):
        said += unit.group()
    find = {AnswerType.NUMBER: _numbers, AnswerType.DATE: _dates}.get(asked.answer_type)
    if find:
        found = next(iter(find(clause.text, said, words)), None) if find(said, said, frozenset()) else None
    else:
        found = _named(
            clause, words, before_verb=_is_before_verb(other, start), behind=_preposition(other.text[:start])
        )
    return Span(clause.span.start + found.start, clause.span.start + found.end) if found else None


def value_of_reply(reply: str, asked: Asked, *, is_same_question: bool) -> Span | None:
    """Return what a short reply gives for an answer, in its own characters: the thing of the type that is asked for.

    A reply to the same question is the answer itself, up to its first stop; in one to another question ("When was it
    found?" "In March, by a diver.") only a day, a number, or what stands behind "by" can answer "who found it?".

    Args:
        reply: what was said, without the label of who said it.
        asked: our question.
        is_same_question: it begins with the word with which ours begins.
    """
    said = _FIRST_SENTENCE.match(reply)
    text = said.group() if said else reply
    find = {AnswerType.NUMBER: _numbers, AnswerType.DATE: _dates}.get(asked.answer_type)
    if find:
        found = next(iter(find(text, "", frozenset())), None)
        return (is_same_question and found and whole_reply(text, found)) or found
    if is_same_question:
        return _first_phrase(text)
    by = re.search(r"\bby\s+", text)
    return _phrase(text, by.end()) if by and asked.answer_type is AnswerType.NAME else None


def whole_reply(reply: str, found: Span) -> Span | None:
    """Return the first phrase of a short reply, up to its comma, if what was found in it is only a part of that.

    Args:
        reply: what was said, without the label of who said it.
        found: in its characters.
    """
    whole = _first_phrase(reply)
    return whole if whole and whole.start <= found.start and found.end <= whole.end else None


def _first_phrase(text: str) -> Span | None:
    """Return what stands before the first comma, stop or verb, without a preposition; ``None`` if that is long."""
    said = _FIRST_PHRASE.match(text)
    if not said:
        return None
    start, end = said.span("phrase")
    if len(said["phrase"].split()) > _MAX_PHRASE_WORDS:  # "The bee club of Wend gave me ten swarms."
        verb = next((one.verb for one in clauses_of(text) if one.verb), None)
        end = len(text[: verb.start].rstrip()) if verb else start
    return Span(start, end) if 0 < len(text[start:end].split()) <= _MAX_PHRASE_WORDS else None


def _numbers(text: str, said: str, words: Set[str]) -> list[Span]:
    """Return the numbers of a clause, with their units; those that count what is asked first, years last."""
    said_words = (word for word in words_of(said) if word not in STOP_WORDS and not word[0].isdigit())
    units = {word for word in said_words if not _NUMBER.fullmatch(word)}
    ranked = []
    for found in _NUMBER.finditer(text):
        end, counts = found.end(), 0
        while (unit := _UNIT.match(text, end)) and unit[1].casefold() in units:
            end, counts = unit.end(), 2
        behind = _UNIT.match(text, found.end())
        counts = counts or int(bool(behind and matches_any(behind[1].casefold(), words)))
        is_year = bool(_YEAR.match(found.group())) and not _YEAR.match(said.strip())
        is_day = behind and behind[1].casefold() in MONTHS
        is_other = (
            bool(_SIGN.search(said)) and not _SIGN.search(text[found.start() : end + 1]) and _counts_another(text, end)
        )
        if not (is_year or is_day or is_other):
            ranked.append((-counts, found.start(), Span(found.start(), end)))
    return [span for *_, span in sorted(ranked)]


def _counts_another(text: str, end: int) -> bool:
    """Return whether a noun stands behind a number, so that it is no share and no price."""
    behind = _UNIT.match(text, end)
    return behind is not None and behind[1].casefold() not in STOP_WORDS


def _dates(text: str, said: str, words: Set[str]) -> list[Span]:
    """Return the days and years of a clause that the question does not name itself."""
    has_year = bool(re.search(r"\d{4}", said))
    spans = [
        Span(*found.span())
        for found in _DATE.finditer(text)
        if not all(matches_any(word, words) for word in words_of(found.group()))
    ]
    return sorted(spans, key=lambda one: bool(re.search(r"\d{4}", text[one.start : one.end])) != has_year)


def _named(clause: Place, words: Set[str], *, before_verb: bool, behind: str) -> Span | None:
    text, verb = clause.text, clause.verb
    for preposition in re.finditer(rf"\b{behind}\s+", text) if behind else ():
        found = _phrase(text, preposition.end())
        if found and not text[found.start].isdigit():
            return found if not _is_asked(text, found, words) else None
    names = [one for one in _names(text) if not _is_asked(text, one, words)]
    if verb is not None:
        names = [one for one in names if (one.start < verb) == before_verb]
    elif before_verb:  # "Mats Ry the orchestra"
        names = [one for one in names if not text[: one.start].strip() and _OBJECT.match(text, one.end)]
    else:
        return None
    return names[0] if names else None


def _names(text: str) -> Iterator[Span]:
    """Yield the names of a clause, each with its article and a noun behind it: "the Oster family"."""
    for found in NAME.finditer(text):
        start, end = found.span()
        first = found.group().split()[0]
        if first.lower() in STOP_WORDS:
            start += len(first) + 1
        article = re.search(r"\b[Tt]he \Z", text[:start])
        if article:
            noun = re.match(r" (?!(?:the|a|an|to|for|in|on|at|by|and|of)\b)[a-z]+(?=\W*\Z|[,;.])", text[end:])
            start, end = (article.start(), end + noun.end()) if noun else (start, end)
        if start < end:
            yield Span(start, len(text[:end].rstrip(" .,;:’'")))


def _phrase(text: str, start: int) -> Span | None:
    end = _PHRASE_END.search(text, start)
    last = end.start() if end else len(text)
    return Span(start, last) if start < last and len(text[start:last].split()) <= _MAX_PHRASE_WORDS else None


def _is_asked(text: str, span: Span, words: Set[str]) -> bool:
    own = [word for word in words_of(text[span.start : span.end]) if word not in STOP_WORDS]
    return bool(own) and all(matches_any(word, words) for word in own)


def _is_before_verb(other: Place, start: int) -> bool:
    return other.verb is not None and start < other.verb


def _preposition(before: str) -> str:
    found = re.search(r"\b(to|for|from|by|with|in|at|on)\s+(?:(?:the|a|an)\s+)?\Z", before)
    return found[1] if found else ""
