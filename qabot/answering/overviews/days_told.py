"""The day, month or year of what a sentence reports, counted from its article's day if it is not written out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qabot.answering.relative_days import day_meant
from qabot.model import Span
from qabot.text.dates import last_of_month
from qabot.text.facts import Moment, facts_of
from qabot.text.months import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

_AHEAD = re.compile(
    r"\b(?:will|would|must|due|expected|plans?|planned|to be \w+|set to|scheduled|rescheduled|is to|are to|until|by"
    r"|upcoming|next|deadline|may|could|slated|targeting|pushed back|postponed|ideally|gearing up|as soon as|is on"
    r"|are on|(?:is|are) (?:hosting|holding|opening|starting|playing|visiting))\b"
)
_FROM = re.compile(r"(?<![\d.,])(\d{1,2})(?:st|nd|rd|th)?(?: and | to | until |[–-])$")
_UNFIT = re.compile(
    r"\b(?:since|before|by|than|as of|pre|post|until|till|through|class of|drought of|agreement of|law of|act of|war of"
    r"|dates? from|dated|mid|season|election of|copyright|model|the)(?: last| early| late| mid)?[ -]?$",
    re.I,
)
_IN = re.compile(
    r"\b(?:in|during|from|between|by|late|early|end of|spring of|summer of|autumn of|fall of|winter of|and|or"
    r"|to|around|about|year)[ -]$|^$",
    re.I,
)
_OTHER_YEAR = re.compile(r"^,? (?:of )?(?:the )?(?P<which>next|following|same|that|previous|last|this) year\b", re.I)
_ANY_DAY = re.compile(r"\b(?:every|each|most|usual|an?|any)(?: \w+)? $", re.I)
_WHO = re.compile(r",? (?:who|which|whose)\b[^,]*$")
_YEAR_ONLY = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_NOW = re.compile(
    r"\b(?:(?:last|this|next) (?:week|month|night|\w+day)|yesterday|today|tomorrow|ago"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|has|have)\b",
    re.I,
)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|last|next|this|since|by|until|of|during|from|to|early|late|mid|and|through|for)[ -]$|^$", re.I
)
_LAST_UNIT = re.compile(r"\b(?:(?P<which>last|this) (?P<unit>month)|last year)\b(?![’'])", re.I)
_UNTIL = re.compile(
    r"\b(?:next|coming|upcoming|until|till|by|through|(?:scheduled|planned|slated|due|set) (?:for|on))"
    r"(?: (?:at least|late|early|next|this|end of))? $"
)
_ITS = re.compile(r"[’']s\b")
"""In "Sunday's vote" the weekday names the vote, and not when what the sentence tells of happened."""
_SAID = re.compile(r"\b(?:said|says|announced|confirmed|told \w+|tweeted|reported|added|wrote)(?: on)? $")
_WILL = re.compile(
    r"\b(?:will|is set to|is due|are due|is scheduled|is expected|gearing up|as soon as|is on|are on"
    r"|would|expects?|anticipates?|hopes? to|plans? to|intends? to)\b"
)
_NEAR_CHARS = 80
_NEAR_DAYS = 60
_FAR_DAYS = 240
_AGO = re.compile(
    r"\b(?P<count>a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?P<unit>months?|years?) ago\b", re.I
)
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_RECENT_DAYS = 370


@dataclass(frozen=True, slots=True)
class TimeTold:
    """When something happened.

    Attributes:
        first: its first day.
        last: its last day; the same for a single day.
        span: the words that say so, in the sentence's characters.
    """

    first: date
    last: date
    span: Span

    @property
    def exact(self) -> bool:
        """Return whether this is a single day."""
        return self.first == self.last

    @property
    def label(self) -> str:
        """Return the time as people write it: "8 December 2024", "2 to 10 December 2024", "September 2015", "2017"."""
        month, year = MONTHS[self.first.month - 1].title(), self.first.year
        if self.exact:
            return f"{self.first.day} {month} {year}"
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            return str(year)
        if self.first.day == 1 and self.last == last_of_month(year, self.first.month):
            return f"{month} {year}"
        return f"{self.first.day} to {self.last.day} {month} {year}"


def time_told(sentence: str, *, before: str, published: date | None) -> TimeTold | None:
    """Return when the event of a sentence happened: the most exact time that it names; ``None`` if it names no time.

    A day or month without a year is the last such one before the article came out, or the next one where the sentence
    speaks of what is to come; in a story of earlier years it is of the year that was named last. A weekday is the last
    one up to the day of publication. A year counts only where the sentence says what happened in it.

    Args:
        sentence: the sentence.
        before: the sentence before it in its paragraph.
        published: the article's day; without it only whole dates count.
    """
    found = sorted(_times(sentence, before, published), key=lambda one: ((one.last - one.first).days > _WEEK, one.span))
    exact = [one for one in found if (one.last - one.first).days <= _WEEK]
    if exact:
        return exact[0]
    return min(found, key=lambda one: ((one.last - one.first).days > _MONTH, one.span), default=None)


_WEEK = 14
_MONTH = 31


def _times(sentence: str, before: str, published: date | None) -> Iterator[TimeTold]:
    context = None if _NOW.search(sentence) else _context_year(before, published)
    moments = facts_of(sentence).moments
    for number, moment in enumerate(moments):
        after = moments[number + 1] if number + 1 < len(moments) else None
        if moment.weekday is not None and after and after.day and after.span.start - moment.span.end <= len(", the "):
            continue  # "Tuesday, 10 December"
        ahead, behind = sentence[: moment.span.start], sentence[moment.span.end :]
        told = _of_moment(moment, ahead, behind, sentence, context=context, published=published)
        if told:
            yield told
            context = moment.year or context
    if published is None:
        return
    for match in re.finditer(
        r"\b(?:the day before yesterday|yesterday|today|tonight|last night|this morning|this afternoon|this evening"
        r"|(?:\d|one|two|three|four|five|six) days ago)\b",
        sentence,
        re.I,
    ):
        day = day_meant(match.group(), published)
        quoted = sentence[: match.start()].count("“") > sentence[: match.start()].count("”")
        if day and not quoted and (match.group().lower() != "today" or match.start() > 0):
            yield TimeTold(day, day, Span(*match.span()))
    for match in _LAST_UNIT.finditer(sentence):
        step = -1 if match[0].lower().startswith("last") else 0
        yield _unit(published, "month" if match["unit"] else "year", step, Span(*match.span()))
    for match in _AGO.finditer(sentence):
        word = match["count"].lower()
        count = int(word) if word.isdecimal() else 1 if word == "a" else _COUNTS.index(word) + 1
        yield _unit(published, match["unit"].lower().rstrip("s"), -count, Span(*match.span()))


def _unit(published: date, unit: str, step: int, span: Span) -> TimeTold:
    """Return the month or year that lies ``step`` months or years from the article's."""
    if unit == "year":
        return TimeTold(date(published.year + step, 1, 1), date(published.year + step, 12, 31), span)
    month = 12 * published.year + published.month - 1 + step
    return TimeTold(date(month // 12, month % 12 + 1, 1), last_of_month(month // 12, month % 12 + 1), span)


def _of_moment(
    moment: Moment, ahead: str, behind: str, sentence: str, *, context: int | None, published: date | None
) -> TimeTold | None:
    """Return the day of a date; ``None`` if nothing is said to have happened on it."""
    span = moment.span
    try:
        if moment.month is None:
            if moment.weekday is not None:
                return _weekday(moment, ahead, sentence, published)
            fits = _IN.search(ahead) and not _UNFIT.search(ahead) and not _WHO.search(ahead)
            year = moment.year if fits else None
            return TimeTold(date(year, 1, 1), date(year, 12, 31), span) if year else None
        if re.search(r"\b(?:each|every|most) $", ahead, re.I):
            return None
        if moment.day is None and moment.year is None and not _BEFORE_MONTH.search(ahead):
            return None  # "Theresa May"
        if _UNFIT.search(ahead) and not (moment.day and ahead.rstrip().endswith("the")):
            return None
        year = moment.year
        if year is None:
            other = _OTHER_YEAR.match(behind)
            year = _other_year(other["which"].lower(), context, published) if other else None
            if other and year is None:
                return None
        if year is None:
            year = _nearest_year(moment, sentence, context=context, published=published)
        if year is None:
            return None
        if moment.day is None:
            if ahead.rstrip().lower().endswith(" of") and not re.search(
                r"(?:end|start|beginning|middle|\d) of $", ahead
            ):
                return None
            return TimeTold(date(year, moment.month, 1), last_of_month(year, moment.month), span)
        last = date(year, moment.month, moment.day)
        start = _FROM.search(ahead)
        first = last.replace(day=int(start[1])) if start and 0 < int(start[1]) < last.day else last
        return TimeTold(first, last, span)
    except ValueError:
        return None


def _other_year(which: str, context: int | None, published: date | None) -> int | None:
    """Return the year that "of the next year" or "last year" means, counted from the story, else from the article."""
    if which in ("last", "this") or (which == "next" and context is None):
        return published.year + {"last": -1, "this": 0, "next": 1}[which] if published else None
    if context is None:
        return None
    return context + (1 if which in ("next", "following") else -1 if which == "previous" else 0)


def _weekday(moment: Moment, ahead: str, sentence: str, published: date | None) -> TimeTold | None:
    """Return the last such weekday up to the day of publication, or the next one of what is to come.

    ``None`` for no single day, and for the weekday after the day of publication in a sentence about the past.
    """
    named = sentence[moment.span.start : moment.span.end]
    if _ITS.match(sentence[moment.span.end :]):
        return None
    if published is None or moment.weekday is None or named.endswith("days") or _ANY_DAY.search(ahead):
        return None
    back = (published.weekday() - moment.weekday) % 7
    day = published - timedelta(days=back)
    forward = (moment.weekday - published.weekday()) % 7
    if _UNTIL.search(ahead):
        day = published + timedelta(days=forward or 7)
    elif _WILL.search(_beside(sentence, moment.span)) and not _SAID.search(ahead):
        # Reports call the day on which they come out by its name, too.
        day = published + timedelta(days=forward)
    elif re.search(r"\blast $", ahead):
        day -= timedelta(days=7 if back == 0 else 0)
    elif forward == 1:
        return (
            None  # Six days ago, or the next day already where it happened, or where the report was brought up to date.
        )
    return TimeTold(day, day, moment.span)


def _beside(sentence: str, span: Span) -> str:
    """Return what stands near some words of a sentence, on their side of quotation marks."""
    before = re.split(r"[“”\"]", sentence[max(0, span.start - _NEAR_CHARS) : span.start])[-1]
    return before + re.split(r"[“”\"]", sentence[span.start : span.end + _NEAR_CHARS])[0]


def _nearest_year(moment: Moment, sentence: str, *, context: int | None, published: date | None) -> int | None:
    if context is not None and (published is None or context < published.year - 1):
        return context
    if published is None or moment.month is None:
        return None
    years = [published.year - 1, published.year, published.year + 1]
    away = {year: (date(year, moment.month, moment.day or 1) - published).days for year in years}
    past = max(year for year in years if away[year] <= 0)
    is_near = away[past + 1] <= _NEAR_DAYS and away[past] <= -_FAR_DAYS
    if _AHEAD.search(sentence) or is_near:
        return min(years, key=lambda year: abs(away[year]))
    return past


def _context_year(before: str, published: date | None) -> int | None:
    """Return the year that the text before a sentence named last, if it is a year of the past."""
    years = [int(year) for year in _YEAR_ONLY.findall(before)]
    known = [year for year in years if published is None or year <= published.year]
    return known[-1] if known else None
