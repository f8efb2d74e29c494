"""Days as files write them: read if they are certain, never guessed."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from qabot.text.months import month_number

_MAX_CHARS = 200
_YEARS = range(1000, 2100)
_UNSET = (date(1601, 1, 1), date(1970, 1, 1))
"""From these midnights programs count time; a program that was given no time writes one of them."""
_FIRST_STAMP = 100_000_000
"""Fewer seconds (before March 1973) or milliseconds are taken for some other number."""
_MAX_SECONDS_DIGITS = 10
_TWO_DIGIT_CENTURY = 50
"""RFC 2822, section 4.3: "00" to "49" are years of this century, "50" to "99" of the last."""

_WORD = r"[^\W\d_]+(?:[-’'ʼ][^\W\d_]+)*"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
_MONTH = rf"(?P<month>{_WORD})\.?"
_DAY = r"(?<![\w.:/-])(?P<day>\d{1,2})(?:(?P<stop>\.)|st|[nr]d|th|er|º|ª)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_OF = r"(?:(?:of|de|del|di)\s+|d[’'])?"
_FORMS = (
    # 2024-12-13, 2023/1/5, 2024. 12. 13.
    re.compile(r"(?<![\w.:/-])(?P<year>\d{4})(?P<sep>[-/.])\s?(?P<month>\d{1,2})(?P=sep)\s?(?P<day>\d{1,2})(?!\d)"),
    # 20241213, 20241213T100000Z, 20241213100000
    re.compile(r"(?<![\w.:/-])(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:\d{4}(?:\d{2})?)?(?!\d)"),
    # 13.12.2024, 12/13/2024
    re.compile(r"(?<![\w.:/-])(?P<first>\d{1,2})(?P<sep>[-/.])\s?(?P<second>\d{1,2})(?P=sep)\s?(?P<year>\d{4})(?!\d)"),
    # 13 December 2024, 14. Februar 2024, 14 de febrero de 2024, 13-Dec-2024
    re.compile(rf"{_DAY}[\s/-]*{_OF}{_MONTH},?[\s/-]*{_OF}{_YEAR}", re.I),
    # December 13, 2024
    re.compile(rf"(?<!\w){_MONTH}\s*(?P<day>\d{{1,2}})(?:st|[nr]d|th)?(?:,\s*|\s+){_YEAR}", re.I),
    # 2024-Dec-13, 2024. február 14., 2024 m. vasario 14 d.
    re.compile(rf"(?<![\w.:/-])(?P<year>\d{{4}})[\s./-]*(?:m\.\s+)?{_MONTH}[\s./-]*(?P<day>\d{{1,2}})(?![\d:])", re.I),
    # Dec 13 10:00:00 2024, Dec 13 10:00:00 EST 2024
    re.compile(rf"(?<!\w){_MONTH}\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+(?:[a-z]{{1,5}}\s+|[+-]\d{{4}}\s+)?{_YEAR}", re.I),
    re.compile(r"(?<!\d)(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"),
)
_ISO_WEEK = re.compile(r"\d{4}-?W\d{2}-?[1-7]\b")
_SHORT_YEAR = re.compile(rf"{_DAY}[\s-]+{_MONTH}[\s-]+['’]?(?P<year>\d{{2}})(?=\s*$|,?\s+{_TIME}(?!\d))", re.I)
_LEAD = re.compile(rf"(?:{_WORD}[.,:]*|{_TIME},?)\s+")
_MAX_LEADS = 3
"""Weekday, article and time stand before a day: "Di, ", "tisdagen den ", "Thu, 24:00:00 "."""
_OTHER_DAY = re.compile(
    r"\b(?:(?:before|after|until|since|from|to)\b|update|modif|revis|expir|aktuali|actuali|aggiorn)", re.I
)
_MIDNIGHT = re.compile(r"\W*(?:T?00:00(?::00)?(?:\.0+)?)?\W*(?:Z|UTC|GMT|00:?00)?\W*", re.I)


def parse_date(value: object) -> date | None:
    """Return the day that a field states, without any change of time zone, or ``None`` if it is not certain.

    The forms are those of ISO 8601, RFC 822 and 2822 ("Fri, 13 Dec 24 10:00 GMT"), C ("Fri Dec 13 10:00:00 2024") and
    newspapers ("Dec. 13, 2024", "13. Dezember 2024"), with the months' names of the European languages and any word
    for the weekday, and seconds or milliseconds since 1970, which are a day in UTC. "03/04/2024" is not read: either
    number may be the month. Of "2024-03" the day is unknown. Midnight of 1 January 1970 stands for no day.
    """
    if isinstance(value, datetime):
        return None if value.time() == time() and value.date() in _UNSET else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value >= _FIRST_STAMP:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = _plain(str(value))
    if text.isdecimal() and len(text) != len("20241213") and (stamp := _from_stamp(text)):
        return stamp
    if _ISO_WEEK.match(text):
        return _from_iso_week(text)
    found = next((found for start in _starts(text) if (found := _form_at(text, start))), None)
    if found is None or _OTHER_DAY.search(text, 0, found.start()):
        return None
    day = _day(found)
    is_unset = day in _UNSET and found.end() < len(text) and _MIDNIGHT.fullmatch(text, found.end())
    return None if is_unset else day


def first_date(*values: object) -> date | None:
    """Return the day of the first value that states one, ``None`` if none of them does."""
    return next((day for value in values if (day := parse_date(value))), None)


def find_date(line: str) -> date | None:
    """Return the first day in a line that has a form that ``parse_date`` reads, ``None`` if there is none.

    A year has four figures here, and figures alone are no day; where the first day is not certain, there is none.
    """
    text = _plain(line)
    found = sorted((match for form in _FORMS for match in form.finditer(text)), key=lambda match: match.start())
    first = next((match for match in found if _names_a_month(match)), None)
    return _day(first) if first else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text[:_MAX_CHARS].split()))


def _starts(text: str) -> Iterator[int]:
    """Yield the places at which the day may begin: the first, and those after up to three words or times."""
    start = 0
    yield start
    for _ in range(_MAX_LEADS):
        lead = _LEAD.match(text, start)
        if lead is None:
            return
        start = lead.end()
        yield start


def _form_at(text: str, start: int) -> re.Match[str] | None:
    matches = (match for form in (*_FORMS, _SHORT_YEAR) if (match := form.match(text, start)))
    return next((match for match in matches if _names_a_month(match)), None)


def _names_a_month(found: re.Match[str]) -> bool:
    fields = found.groupdict()
    month = fields.get("month") or ""
    return month.isdecimal() or "first" in fields or _month(fields) is not None


def _month(fields: dict[str, str]) -> int | None:
    return month_number(fields["month"], ordinal_stop=bool(fields.get("stop")))


def _day(found: re.Match[str]) -> date | None:
    fields = found.groupdict()
    year = int(fields["year"])
    if len(fields["year"]) == 2:
        year += 2000 if year < _TWO_DIGIT_CENTURY else 1900
    if "first" in fields:
        return _from_numbers(int(fields["first"]), int(fields["second"]), year, day_first=fields["sep"] == ".")
    month = int(fields["month"]) if fields["month"].isdecimal() else _month(fields)
    return _valid(year, month or 0, int(fields["day"]))


def _from_numbers(first: int, second: int, year: int, *, day_first: bool) -> date | None:
    """Return the day of two numbers and a year if only one of the numbers can be the month.

    With stops between the numbers the day comes first: no locale of CLDR writes it otherwise.
    """
    days = {day for day in (_valid(year, second, first), None if day_first else _valid(year, first, second)) if day}
    return days.pop() if len(days) == 1 else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _from_stamp(digits: str) -> date | None:
    """Return the day that is this many seconds or milliseconds after the start of 1970, in UTC."""
    count = int(digits)
    if len(digits) > _MAX_SECONDS_DIGITS:
        written = _form_at(digits, 0)
        if written and (day := _day(written)) and day.year in range(1900, 2100):
            return day
        count //= 1000
    if count < _FIRST_STAMP:
        return None
    try:
        day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=count)).date()
    except OverflowError:
        return None
    return day if day.year in _YEARS else None


def _from_iso_week(text: str) -> date | None:
    try:
        return date.fromisoformat(text.split("T")[0].split()[0])
    except ValueError:
        return None
