"""Days as people write them in options and forms; only this module uses dateparser."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from qabot.errors import ConfigError
from qabot.text.months import MONTHS

MAX_CHARS = 60
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = re.compile(r"[12]\d{3}")
_TELLING = re.compile(r"[a-z]{3}|[12]\d{3}|\d{1,2}[./-]\d{1,2}[./-]\d{2}", re.I)
"""What a day must contain: a word, a year or three numbers. dateparser takes even "a" and "12" for days."""
_DECADE = re.compile(r"(?:(?:the )?(?P<century>1\d|20)|the ['’]?|['’])(?P<decade>\d)0['’]?s", re.I)
_SHORT_YEAR = re.compile(
    rf"\b((?:{'|'.join(name[:3] for name in MONTHS)})[a-z]*\.?,?|in|of|since|until|before|after) ['’](\d\d)(?![\d’'s])",
    re.I,
)
_LATEST_SHORT_YEAR = 49
_LAST_MONTH_NAMED = re.compile(rf"\b(?:last|past) (?={'|'.join(name[:3] for name in MONTHS)})", re.I)


def parse_day(text: str, *, today: date, end: bool = False) -> date:
    """Return the day that a person means.

    "2024-12-13", "13 Dec 2024", "December 13, 2024", "13/12/2024" (day before month), "yesterday", "last Tuesday",
    "two weeks ago"; without a year, the latest such day that is past. A week, month, quarter, year or decade ("last
    week", "Dec '24", "2015", "the 1990s") means its first or last day.

    Args:
        text: in English.
        today: from which "last week" counts.
        end: return the last day of a week, month, quarter or year in place of its first.

    Raises:
        ConfigError: the text does not name a day.
    """
    said = write_years_out(" ".join(text.split()))
    try:
        if found := _DECADE.fullmatch(said):
            first, last = decade_days(found["century"], found["decade"], today)
            return last if end else first
        if iso := _ISO.fullmatch(said):
            return date(*map(int, iso.groups()))
        if _YEAR.fullmatch(said):
            return date(int(said), 12, 31) if end else date(int(said), 1, 1)
        if len(said) <= MAX_CHARS and _TELLING.search(said) and (":" not in said or re.search(r"\d{4}", said)):
            day, period = _read(_LAST_MONTH_NAMED.sub("", said), today)
            return _edge(day, "day" if said.casefold().endswith(" ago") else period, end=end)
    except (ValueError, OverflowError):
        pass
    raise ConfigError(
        f"{text.strip()[:MAX_CHARS]!r} is not a day",
        remedy='Write it as 2024-12-13, "13 Dec 2024", "December 2024", 2015 or "last week"',
    )


def write_years_out(text: str) -> str:
    """Return a text with the years of two figures written out: "Dec '24" as "Dec 2024", "in '98" as "in 1998"."""
    return _SHORT_YEAR.sub(
        lambda found: f"{found[1]} {20 if int(found[2]) <= _LATEST_SHORT_YEAR else 19}{found[2]}", text
    )


def decade_days(century: str | None, decade: str, today: date | None) -> tuple[date, date]:
    """Return the first and last day of a decade.

    Args:
        century: its two figures ("19"), or nothing, which means the latest such decade that has begun.
        decade: its figure ("9").
        today: without it, "the '20s" are those of this century, and "the '50s" of the last.
    """
    now = today.year if today else 2000 + _LATEST_SHORT_YEAR
    first = int(f"{century or 20}{decade}0")
    if not century and first > now:
        first -= 100
    return date(first, 1, 1), date(first + 9, 12, 31)


def _read(said: str, today: date) -> tuple[date, str]:
    """Return a day and what was named: day, week, month, quarter or year.

    Raises:
        ValueError: the text does not name a day.
    """
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_LOCALE_DATE_ORDER": False,
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": datetime.combine(today, time()),
            "PARSERS": ["relative-time", "absolute-time"],
        },
    )
    found = parser.get_date_data(said)
    if found.date_obj is None:
        raise ValueError(said)
    return found.date_obj.date(), str(found.period)


def _edge(day: date, period: str, *, end: bool) -> date:
    """Return the first or last day of the week (from Monday), month, quarter or year that contains a day."""
    if period == "week":
        return day + timedelta(days=(6 if end else 0) - day.weekday())
    if period not in ("month", "quarter", "year"):
        return day
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    month = day.month - (day.month - 1) % months
    if not end:
        return date(day.year, month, 1)
    return last_of_month(day.year, month + months - 1)


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
