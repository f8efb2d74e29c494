"""The day that "yesterday" or "next Tuesday" means in an article, counted from the article's day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qabot.answering.verify import proves
from qabot.text.months import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Citation

_NUMBERS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_FIXED = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": -1,
    "last night": -1,
    "the day before yesterday": -2,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_MEANT = re.compile(
    r"(?:(?:on|from|since|until|till|by|before|after|late|early|earlier|later|only|as of|starting|beginning) )*"
    rf"(?:(?P<fixed>{'|'.join(sorted(_FIXED, key=len, reverse=True))})"
    rf"|{_NUMBER} days? (?P<ago>ago|earlier)|in {_NUMBER.replace('count', 'ahead')} days?"
    rf"|(?P<which>last|next|this past|this coming) (?:(?P<weekday>{'|'.join(WEEKDAYS)})|(?P<unit>month|year)))"
    r"(?: (?:morning|afternoon|evening|night))?(?:,? at [\w.: ]{1,20})?",
    re.I,
)


def with_meant_day(text: str, citations: Sequence[Citation]) -> str:
    """Return a short answer with the day that it means: "yesterday" as "yesterday (9 February 2023)".

    An answer that is no such phrase stays as it is; so does one whose article has no day of publication, and one that
    its articles, which came out on different days, give different meanings.

    Args:
        text: the answer as it stands in a quote.
        citations: those of the answer.
    """
    found = _MEANT.fullmatch(text)
    if found is None:
        return text
    days = [one.article.published for one in citations if proves([one], text)]
    meant = {_meant(found, day) if day else None for day in days}
    only = meant.pop() if len(meant) == 1 else None
    return f"{text} ({only})" if only else text


def _meant(found: re.Match[str], day: date) -> str | None:
    """Return what a phrase means in an article of a day: "9 February 2023", "January 2023" or "2022"."""
    if found["unit"]:
        step = 1 if "next" in found["which"].lower() else -1
        if found["unit"].lower() == "year":
            return str(day.year + step)
        month = 12 * day.year + day.month - 1 + step
        return f"{MONTHS[month % 12].title()} {month // 12}"
    then = _day(found, day)
    return f"{then.day} {MONTHS[then.month - 1].title()} {then.year}" if then else None


def day_meant(phrase: str, published: date) -> date | None:
    """Return the day that a phrase means in an article of a day ("yesterday"), ``None`` if it names no day."""
    found = _MEANT.fullmatch(phrase)
    return _day(found, published) if found and not found["unit"] else None


def _day(found: re.Match[str], day: date) -> date | None:
    if found["fixed"]:
        days = _FIXED[found["fixed"].lower()]
    elif found["weekday"]:
        ahead = (WEEKDAYS.index(found["weekday"].lower()) - day.weekday()) % 7
        # Neither is the day of publication itself: an article would call that "today".
        days = (ahead or 7) if found["which"].lower() in ("next", "this coming") else ahead - 7
    else:
        count = (found["count"] or found["ahead"]).lower()
        days = (int(count) if count.isdecimal() else max(1, _NUMBERS.index(count))) * (-1 if found["ago"] else 1)
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
