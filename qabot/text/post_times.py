"""The posts of a live blog: paragraphs that begin with a time, and which of them is newer."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from qabot.model import Span
from qabot.text.facts import facts_of
from qabot.text.months import ENGLISH_MONTH, MONTHS

_DAY = rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} (?:{ENGLISH_MONTH})(?: \d{{4}})?|(?:{ENGLISH_MONTH}) \d{{1,2}}(?:, \d{{4}})?)"
_TIME = re.compile(
    rf"^[^\w\n]*(?:(?P<day>{_DAY}),?\s+(?:at\s+)?)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?:\s?(?P<half>[ap])\.?m\b)?|\s?(?P<whole>[ap])\.?m\b)(?!:?\d)",
    re.MULTILINE | re.IGNORECASE,
)
_NOON = 12
_HOURS, _MINUTES = 24, 60


class Post(NamedTuple):
    """A post of a live blog.

    Attributes:
        span: its characters, from its time to the next post's.
        said_from: the character behind its time, where its text begins.
        newness: its place in time, from 0; a newer post has a higher one.
    """

    span: Span
    said_from: int
    newness: int


def posts_of(text: str) -> tuple[Post, ...]:
    """Return the posts of a live blog in the order of the text; none if fewer than two paragraphs begin with a time.

    Times without a day may pass midnight, so the order of most neighbours decides: either the newest post is the first,
    or the last. Where all posts name their day, their days and times decide.
    """
    found = [
        match for match in _TIME.finditer(text) if int(match["hour"]) < _HOURS and int(match["minute"] or 0) < _MINUTES
    ]
    if len(found) < 2:
        return ()
    ends = [*(match.start() for match in found[1:]), len(text)]
    moments = [_moment(match) for match in found]
    if all(day for day, _ in moments):
        order = sorted(range(len(found)), key=lambda place: moments[place])
    else:
        falls = sum(later < earlier for (_, earlier), (_, later) in pairwise(moments))
        rises = sum(later > earlier for (_, earlier), (_, later) in pairwise(moments))
        order = list(range(len(found)))[:: -1 if falls > rises else 1]
    newness = {place: number for number, place in enumerate(order)}
    return tuple(
        Post(Span(match.start(), end), match.end(), newness[place])
        for place, (match, end) in enumerate(zip(found, ends, strict=True))
    )


def post_label(day: tuple[int, int, int], hour: int, minute: int) -> str:
    """Return the words before a post, which ``posts_of`` reads: "5 October 2025, 20:40"."""
    year, month, number = day
    return f"{number} {MONTHS[month - 1].title()} {year}, {hour:02}:{minute:02}"


def _moment(match: re.Match[str]) -> tuple[tuple[int, ...], int]:
    """Return the day as numbers that can be compared, empty without one, and the minute of the day."""
    half = (match["half"] or match["whole"] or "").lower()
    hour = int(match["hour"]) % _NOON + (_NOON if half == "p" else 0) if half else int(match["hour"])
    days = facts_of(match["day"]).moments if match["day"] else ()
    day = (days[0].year or 0, days[0].month or 0, days[0].day or 0) if days else ()
    return day, _MINUTES * hour + int(match["minute"] or 0)
