"""The days that a quote tells of, reckoned: "on Monday", "two days later", "last year"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from qabot.model import Span
from qabot.text.facts import Moment, facts_of

_COUNTS = {word: n for n, word in enumerate("a one two three four five six seven eight nine ten".split(), 0)} | {"a": 1}  # noqa: SIM905
_LATER = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS)}|\d{{1,2}}) days? (?P<way>later|afterwards|after|earlier|before)\b"
    r"|\b(?:the )?(?P<next>next|following|previous) (?:day|morning|evening|night|afternoon)\b",
    re.I,
)
_SPAN = re.compile(r"\b(?P<which>last|this|next|the end of the|the start of the|of the) (?P<unit>year|month)\b", re.I)
_FIXED = re.compile(r"\b(?P<day>today|tonight|yesterday|tomorrow|this morning|last night)\b", re.I)
_SHIFT = {"today": 0, "tonight": 0, "this morning": 0, "yesterday": -1, "last night": -1, "tomorrow": 1}


def moments_told(text: str, published: date | None, before: str = "") -> list[Moment]:
    """Return the dates of a text as they stand, and what they mean.

    Args:
        text: a quote.
        published: the day of its article.
        before: what stands before it, from whose last date "two days later" counts.
    """
    stated = list(facts_of(text).moments)
    found = list(stated)
    for one in stated:
        found += _completed(one, published)
    anchors = [*_full(facts_of(before).moments, published), *_full(stated, published)]
    for match in _LATER.finditer(text):
        back = match["next"] == "previous" or match["way"] in ("earlier", "before")
        count = 1 if match["next"] else _COUNTS.get((match["count"] or "").lower()) or int(match["count"])
        later = timedelta(days=-count if back else count)
        found += [_moment(anchor + later, match.span()) for anchor in anchors]
    if published:
        for match in _SPAN.finditer(text):
            step = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
            if match["unit"].lower() == "year":
                found.append(Moment(Span(*match.span()), year=published.year + step))
            else:
                month = 12 * published.year + published.month - 1 + step
                found.append(Moment(Span(*match.span()), year=month // 12, month=month % 12 + 1))
        for match in _FIXED.finditer(text):
            found.append(_moment(published + timedelta(days=_SHIFT[match["day"].lower()]), match.span()))
    return found


def _completed(one: Moment, published: date | None) -> list[Moment]:
    """Return a moment with its year, and with its day if it is a weekday: the last one, and the next one."""
    if published is None:
        return []
    if one.year is None and one.month is not None:
        distance = one.month - published.month
        return [replace(one, year=published.year - (distance > 6) + (distance < -6))]
    if one.weekday is not None and one.month is None:
        ago = (published.weekday() - one.weekday) % 7
        return [_moment(published - timedelta(days=ago), one.span)]
    return []


def _full(moments: list[Moment] | tuple[Moment, ...], published: date | None) -> list[date]:
    """Return the days among some moments, each with its year."""
    days = []
    for one in moments:
        for other in (one, *_completed(one, published)):
            if other.year and other.month and other.day:
                days.append(date(other.year, other.month, other.day))
    return days


def _moment(day: date, span: tuple[int, int]) -> Moment:
    return Moment(Span(*span), day.year, day.month, day.day, day.weekday())
