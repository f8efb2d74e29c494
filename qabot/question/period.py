"""Finds the period that a question names, as days of publication: "in 2015", "last month", "on Tuesday"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qabot.model import Period
from qabot.text.dates import decade_days, last_of_month, write_years_out
from qabot.text.facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qabot.text.facts import Moment

_RELATIVE = re.compile(
    r"\b(?:(?P<which>this|the past|the last|last|past|previous) (?P<unit>week(?:end)?|month|year)"
    r"|(?P<day>today|tonight|yesterday|last night)|(?P<lately>recently|lately|in recent (?:days|weeks)))\b"
    r"|\bthe (?:last|past) (?P<count>\d{1,3}) (?P<units>days|weeks|months|years)\b",
    re.I,
)
_SINCE = re.compile(r"\b(?:since|after|following|from)\b[^,;]{0,60}$", re.I)
_UNTIL = re.compile(r"\b(?:before|until|till|prior to|up to)\b[^,;]{0,30}$", re.I)
_IN = re.compile(
    r"(?:^|\b(?:in|on|during|of|by|from|at|for|around|since|until|till|before|after|between|throughout))"
    r"(?:[ -](?:the|early|late|mid|spring|summer|autumn|fall|winter))*[ -]?$",
    re.I,
)
"""What precedes a time that says when; in "the 2017 agreement" the year says which."""
_REPORTED_WITHIN = timedelta(days=4)
"""How long after an event articles about it are still published."""
_LATELY = timedelta(days=31)
_DECADE = re.compile(r"(?<![\w'’])(?:(?P<century>1\d|20)|['’])(?P<decade>\d)0['’]?s\b")
_LAST = re.compile(r"\b(?:last|past) $", re.I)
_UNIT_DAYS = {"days": 1, "weeks": 7, "months": 31, "years": 366}


def find_period(question: str, *, day: date | None) -> Period | None:
    """Return the days of publication that fit the time in a question, or ``None`` when it names no time.

    Args:
        question: in English; the first of several times counts.
        day: on which it is asked; without it, "last week" and days without a year have no meaning.
    """
    if day and (match := _RELATIVE.search(question)):
        return _relative(match, day)
    question = write_years_out(question)
    for start, found in sorted((*_decades(question, day), *_moments(question, day))):
        before = _LAST.sub("in ", question[:start])
        if _UNTIL.search(before):
            return Period(date.min, found.first)
        if _SINCE.search(before):
            return Period(found.first, day or date.max)
        if not _IN.search(before):
            continue
        return Period(found.first, min(date.max - _REPORTED_WITHIN, found.last) + _REPORTED_WITHIN)
    return None


def _decades(question: str, day: date | None) -> Iterator[tuple[int, Period]]:
    """Yield the place and the days of each decade: "the 1990s", "the '90s"."""
    for match in _DECADE.finditer(question):
        yield match.start(), Period(*decade_days(match["century"], match["decade"], day))


def _moments(question: str, day: date | None) -> Iterator[tuple[int, Period]]:
    """Yield the place and the days of each day, month and year."""
    for moment in facts_of(question).moments:
        is_last = bool(_LAST.search(question[: moment.span.start]))
        if found := _days(moment, day, is_last=is_last):
            yield moment.span.start, found


def _relative(match: re.Match[str], day: date) -> Period:
    if match["day"]:
        return Period(day - timedelta(days=1), day)
    if match["lately"]:
        return Period(day - _LATELY, day)
    if match["count"]:
        return Period(day - timedelta(days=int(match["count"]) * _UNIT_DAYS[match["units"].lower()]), day)
    unit, which = match["unit"].lower(), match["which"].lower()
    running = which in ("this", "the past", "the last", "past")
    if unit.startswith("week"):
        monday = day - timedelta(days=day.weekday())
        return (
            Period(day - timedelta(days=7), day)
            if running
            else Period(monday - timedelta(days=7), monday + _REPORTED_WITHIN)
        )
    first = day.replace(day=1) if unit == "month" else date(day.year, 1, 1)
    if running:
        return Period(first, day)
    last = first - timedelta(days=1)
    return Period(last.replace(day=1) if unit == "month" else date(last.year, 1, 1), last + _REPORTED_WITHIN)


def _days(moment: Moment, day: date | None, *, is_last: bool) -> Period | None:
    """Return the days of a moment; a moment without a year is the latest one in the past.

    Args:
        moment: of the question.
        day: on which it is asked.
        is_last: "last" stands before the moment: "last Tuesday" is never today, nor "last May" in this month.
    """
    if moment.weekday is not None and moment.month is None:
        if day is None:
            return None
        then = day - timedelta(days=(day.weekday() - moment.weekday - is_last) % 7 + is_last)
        return Period(then, then)
    year = moment.year
    if year is None:
        if day is None or moment.month is None:
            return None
        latest = (day.month - is_last, day.day) if moment.day is None else (day.month, day.day)
        year = day.year - ((moment.month, moment.day or 1) > latest)
    try:
        if moment.month is None:
            return Period(date(year, 1, 1), date(year, 12, 31))
        if moment.day is None:
            return Period(date(year, moment.month, 1), last_of_month(year, moment.month))
        return Period(date(year, moment.month, moment.day), date(year, moment.month, moment.day))
    except ValueError:
        return None
