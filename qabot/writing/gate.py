"""Decides whether quotes prove a sentence that a language model wrote. When unsure, it says no.

Every word of the sentence that carries meaning must have its counterpart in one sentence of one quote; and what is
counted, who does it, how sure it is and who says so must be as it is there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qabot.text.facts import Facts, facts_of
from qabot.text.sentences import sentence_spans
from qabot.writing.claims import Claims
from qabot.writing.counterparts import Counterparts
from qabot.writing.grammar import Parsed, parse
from qabot.writing.moments import moments_told
from qabot.writing.orders import orders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import Span
    from qabot.text.facts import Moment, Number
    from qabot.writing.tokens import Token


class Quote(NamedTuple):
    """A quote and its article's day of publication.

    Attributes:
        text: as it stands in the article.
        published: the article's day.
        follows: whether it stands directly behind the quote before it, so that its "it" may take that up.
    """

    text: str
    published: date | None = None
    follows: bool = False


@dataclass(frozen=True)
class _Shown:
    """A sentence of a quote with its facts, and the sentence before it."""

    parsed: Parsed
    facts: Facts
    moments: tuple[Moment, ...]
    before: Parsed | None


def why_unproved(sentence: str, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """Return the reasons why quotes do not prove a sentence, in words; nothing when they prove it.

    Args:
        sentence: as it was written, without citation marks.
        quotes: those that it cites, in the order of their numbers.
    """
    plain = " ".join(sentence.split())
    said, facts = parse(plain), facts_of(plain)
    if not _claims_something(said) or plain.endswith("?"):
        return ("it claims nothing",)
    shown = _sentences(tuple(quotes))
    if any(plain == one.parsed.text for one in shown):
        return ()
    reasons: list[str] = []
    for main in sorted({one.main for one in said.tokens}):
        part = {at for at, one in enumerate(said.tokens) if one.main == main}
        if any(said.tokens[at].content or said.tokens[at].kind == "#" for at in part):
            verdicts = [_differences(said, facts, part, one) for one in shown]
            if all(verdicts):
                least: list[str] = min(verdicts, key=len, default=["no quote"])
                reasons += least
    return tuple(dict.fromkeys(reasons))


def _claims_something(said: Parsed) -> bool:
    """Return whether a sentence has a main verb with something before it that does it, and orders nothing."""
    nouns = [at for at, one in enumerate(said.tokens) if one.kind in "NU#"]
    relative = {one.segment for one in said.tokens if one.kind == "R"}
    verbs = [at for at, one in enumerate(said.tokens) if one.kind in "VBHMX" and one.segment not in relative]
    return bool(nouns) and any(at > nouns[0] for at in verbs) and not orders(said)


@lru_cache(maxsize=64)
def _sentences(quotes: tuple[Quote, ...]) -> tuple[_Shown, ...]:
    found: list[_Shown] = []
    before = ""
    for quote in quotes:
        before = before if quote.follows else ""
        for span in sentence_spans(quote.text):
            text = " ".join(quote.text[span.start : span.end].split())
            if orders(parse(text)):
                continue
            moments = moments_told(text, quote.published, before)
            found.append(_Shown(parse(text), facts_of(text), tuple(moments), parse(before) if before else None))
            before = text
    return tuple(found)


def _differences(said: Parsed, facts: Facts, part: set[int], shown: _Shown) -> list[str]:
    """Return what speaks against a main clause of a written sentence, beside a sentence of a quote."""
    begins = {said.tokens[at].start for at in part}
    numbers = [one for one in facts.numbers if _has(one.span, begins)]
    moments = [one for one in facts.moments if _has(one.span, begins)]
    inside = [*(one.span for one in numbers), *(one.span for one in moments)]
    own = [
        at
        for at in sorted(part)
        if (said.tokens[at].content or said.tokens[at].low == "one")
        and not any(span.start <= said.tokens[at].start < span.end for span in inside)
    ]
    places = Counterparts(said, own, shown.parsed, shown.before)
    found = [*places.missing, *_wrong_dates(moments, said.text, shown, places)]
    for one in numbers:
        found += _wrong_number(one, said, shown, places)
    return found or Claims(said, part, shown.parsed, places, counts=bool(numbers)).differences()


def _has(span: Span, begins: set[int]) -> bool:
    return any(span.start <= start < span.end for start in begins)


def _main_at(parsed: Parsed, start: int) -> int:
    return next((one.main for one in parsed.tokens if one.end > start), 0)


def _wrong_dates(moments: list[Moment], text: str, shown: _Shown, places: Counterparts) -> list[str]:
    told = [one for one in shown.moments if not places.home or _main_at(shown.parsed, one.span[0]) == places.main]
    return [
        f"the quote does not say: {text[one.span[0] : one.span[1]]}"
        for one in moments
        if not any(one.within(other) for other in told)
    ]


def _wrong_number(one: Number, said: Parsed, shown: _Shown, places: Counterparts) -> list[str]:
    """Return whether the quote has no such number, or counts something else with it."""
    there = shown.parsed
    before = facts_of(shown.before.text).numbers if shown.before else ()
    same = [other for other in shown.facts.numbers if _agrees(one, other, units={number.unit for number in before})]
    if places.home:
        same = [other for other in same if _main_at(there, other.span[0]) == places.main]
    if not same:
        return [f"the quote does not say: {said.text[one.span[0] : one.span[1]]}"]
    thing, partly = _counted(said, one)
    for other in same:
        counted, of_more = _counted(there, other)
        if thing is not None and thing in places.home and counted is not None:
            if there.tokens[places.home[thing]].low not in {there.tokens[to].low for to in _run(there, counted)}:
                continue
        elif thing is not None and thing in places.home:
            rivals = [_counted(there, rival)[0] for rival in shown.facts.numbers if rival is not other]
            if places.home[thing] in [rival for rival in rivals if rival is not None] and not of_more:
                continue
        elif partly and counted is not None:
            continue
        mine, theirs = _preposition(said, one), _preposition(there, other)
        if mine == theirs or (not theirs and mine) or (not mine and theirs != "from"):
            return []
    return ["a number that counts something else"]


def _counted(parsed: Parsed, number: Number) -> tuple[int | None, bool]:
    """Return the noun that a number counts directly, if there is one, and whether "of" follows the number."""
    after = [at for at, one in enumerate(parsed.tokens) if one.start >= number.span[1]]
    at = after[0] if after else len(parsed.tokens)
    if at < len(parsed.tokens) and parsed.tokens[at].low == "of":
        return None, True
    run = _run(parsed, at)
    return (run[-1] if run and parsed.tokens[run[-1]].kind == "N" else None), False


def _run(parsed: Parsed, at: int) -> list[int]:
    """Return the adjectives and nouns around a token that stand together."""
    tokens = parsed.tokens
    if at >= len(tokens) or tokens[at].kind not in "AN":
        return []
    end = at
    while end + 1 < len(tokens) and tokens[end + 1].kind in "AN":
        end += 1
    while at > 0 and tokens[at - 1].kind in "AN":
        at -= 1
    return list(range(at, end + 1))


def _agrees(one: Number, other: Number, *, units: set[str]) -> bool:
    """Return whether a number follows from a quoted one, which may leave its unit to the sentence before."""
    if one.unit != other.unit:
        return not other.unit and one.unit in units and one.value == other.value * _scale(one)
    return one.agrees(other if one.rough else replace(other, rough=False))


def _scale(one: Number) -> float:
    return 12.0 if one.unit == "month" and one.value % 12 == 0 else 1.0


def _preposition(parsed: Parsed, number: Number) -> str:
    """Return "from", "to" or "by" directly before a number, else nothing."""
    before: list[Token] = [one for one in parsed.tokens if one.end <= number.span[0]]
    return before[-1].low if before and before[-1].low in ("from", "to", "by") else ""
