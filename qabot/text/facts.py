"""The hard facts of a text in a form that can be compared: numbers with units, dates and names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.months import ENGLISH_MONTH, WEEKDAYS, month_number
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH = rf"(?P<month>{ENGLISH_MONTH})"
_YEAR = r"(?P<year>1[1-9]\d\d|20\d\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d|:)(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH},?(?: of)? {_YEAR}\b",
        rf"\b(?<!\w[-’'.]){_MONTH}\b(?! \d)",
        r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b",
        rf"(?<![\d.,$€£#-])\b{_YEAR}\b(?![.,]?\d|%| ?(?:per ?cent|people|million|billion|km|kilomet|tonnes?|m\b))",
    )
)
_ONES = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()  # noqa: SIM905 - a word list reads better as words
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)  # noqa: SIM905
}
_SCALES = {
    "dozen": 12.0,
    **dict.fromkeys(("thousand", "k"), 1e3),
    **dict.fromkeys(("million", "mn", "m"), 1e6),
    **dict.fromkeys(("billion", "bn"), 1e9),
    **dict.fromkeys(("trillion", "tn"), 1e12),
    "hundred": 1e2,
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),  # noqa: SIM905
        1,
    )
}
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "thirds": 1 / 3, "quarters": 0.25}
_WORDS = "|".join((*_ONES, *_TENS))
_NUMBER = re.compile(
    r"(?P<sign>[$€£¥]|\b(?:US|C|A)\$)?(?P<digits>(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?P<ordinal>st|nd|rd|th)?(?:[ -]?(?P<scale>dozen|hundred|thousand|million|billion|trillion|bn|tn|mn|m|k))?(?!\w)"
    rf"|\b(?P<words>(?:(?:a|{_WORDS})[ -])?(?:{_WORDS}|dozen|hundred|thousand|million|billion)"
    rf"(?:(?:[ -]| and )(?:{_WORDS}|hundred|thousand|million|billion))*)\b(?!-of)"
    rf"|\b(?P<nth>{'|'.join(_ORDINALS)})\b(?! of all)"
    r"|\b(?P<part>(?:(?:a|one|two|three)[ -](?:thirds?|quarters?))|half)\b",
    re.I,
)
_ABOUT = re.compile(
    r"(?:\babout|\baround|\broughly|\bapproximately|\bsome|\bnearly|\balmost|\bclose to|\bmore than|\bover|\bat least"
    r"|\bup to|\ban estimated|\bless than|\bfewer than|\bunder|\bjust|~) ?(?:US)?[$€£]?$",
    re.I,
)
_UNITS = {
    **dict.fromkeys(("%", "percent", "per cent", "pct"), ("%", 1.0)),
    **dict.fromkeys(("percentage point", "percentage points"), ("points", 1.0)),
    **dict.fromkeys(("$", "us$", "dollar", "dollars"), ("$", 1.0)),
    **dict.fromkeys(("€", "euro", "euros"), ("€", 1.0)),
    **dict.fromkeys(("£", "pound", "pounds"), ("£", 1.0)),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), ("metre", 1.0)),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), ("metre", 1e3)),
    **dict.fromkeys(("mile", "miles"), ("metre", 1609.344)),
    **dict.fromkeys(("foot", "feet", "ft"), ("metre", 0.3048)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms"), ("kg", 1.0)),
    **dict.fromkeys(("ton", "tons", "tonne", "tonnes"), ("kg", 1e3)),
    **dict.fromkeys(("second", "seconds"), ("second", 1.0)),
    **dict.fromkeys(("minute", "minutes"), ("second", 60.0)),
    **dict.fromkeys(("hour", "hours"), ("second", 3600.0)),
    **dict.fromkeys(("day", "days"), ("day", 1.0)),
    **dict.fromkeys(("week", "weeks"), ("day", 7.0)),
    **dict.fromkeys(("month", "months"), ("month", 1.0)),
    **dict.fromkeys(("year", "years"), ("month", 12.0)),
    **dict.fromkeys(("degree", "degrees", "°c", "celsius"), ("degree", 1.0)),
}
_UNIT = re.compile(rf"[ -]?(?P<unit>{'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?!\w)", re.I)
_NEXT_WORDS = re.compile(r"[ -]([a-z][a-z-]+)(?: ([a-z][a-z-]+))?")
_NAME = re.compile(
    r"\b[^\W\d_a-z][\w’'-]*(?:\.[A-Z])*(?:(?: (?:of|the|de|al|el|bin|van|von|la|du|di|da) | |-)[^\W\d_a-z][\w’'-]*)*"
)
_COMMON_ENDING = re.compile(
    r"(?:ly|i?ngs?|[iy]sts?|ers|ors|ians?|ials|ants|ents|ies|ees|ions?|ments?|ness|men|oops|ages|ices)$"
)
_ALIKE = 0.005
_ROUGHLY = 0.06


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit; ``thing`` has the words after it in lower case ("12 armed soldiers")."""

    span: Span
    value: float
    unit: str
    thing: tuple[str, ...]
    rough: bool = False
    ordinal: bool = False

    def agrees(self, other: Number) -> bool:
        """Return whether both are the same number; a rounded number agrees with all within six per cent of it."""
        if self.ordinal != other.ordinal or (self.unit and other.unit and self.unit != other.unit):
            return False
        room = _ROUGHLY if self.rough or other.rough else _ALIKE
        return abs(self.value - other.value) <= room * max(abs(self.value), abs(other.value))


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, perhaps in part: any of year, month (1 to 12), day of the month and weekday (0 is Monday)."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def agrees(self, other: Moment) -> bool:
        """Return whether the two state at least one part in common and differ in none."""
        pairs = [
            (getattr(self, name), getattr(other, name))
            for name in ("year", "month", "day", "weekday")
            if getattr(self, name) is not None and getattr(other, name) is not None
        ]
        return bool(pairs) and all(one == two for one, two in pairs)

    def within(self, other: Moment) -> bool:
        """Return whether the other date states every part of this date, with the same value."""
        names = ("year", "month", "day", "weekday")
        return all(getattr(self, name) in (None, getattr(other, name)) for name in names)


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: its words in lower case, without "the" and the like."""

    span: Span
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All hard facts of a text, each kind in the order of the text; no two spans overlap."""

    numbers: tuple[Number, ...]
    moments: tuple[Moment, ...]
    names: tuple[Name, ...]


def facts_of(text: str) -> Facts:
    """Return the numbers, dates and names of a text in English."""
    moments = sorted(_moments(text), key=lambda one: one.span)
    blank = _blanked(text, [one.span for one in moments])
    numbers = list(_numbers(blank))
    blank = _blanked(blank, [one.span for one in numbers])
    return Facts(tuple(numbers), tuple(moments), tuple(_names(blank, text)))


def _blanked(text: str, spans: list[Span]) -> str:
    for start, end in spans:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


def _moments(text: str) -> Iterator[Moment]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = month_number(parts["month"]) if parts.get("month") else None
            if parts.get("number"):
                month = int(parts["number"])
            if parts.get("month") == "May" and len(match.group()) == 3 and match.start() == 0:
                continue
            yield Moment(
                Span(*match.span()),
                int(parts["year"]) if parts.get("year") else None,
                month,
                int(parts["day"]) if parts.get("day") else None,
                WEEKDAYS.index(parts["weekday"].lower()) if parts.get("weekday") else None,
            )
        text = _blanked(text, [Span(*match.span()) for match in pattern.finditer(text)])


def _numbers(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        ordinal = bool(match["ordinal"] or match["nth"])
        value = _value(match)
        unit, factor, end = (match["sign"] or "").lower().replace("us", ""), 1.0, match.end()
        named = _UNIT.match(text, end)
        if named and not ordinal:
            unit, factor = _UNITS[named["unit"].lower()]
            end = named.end()
        if match["part"] and not unit:
            unit, value = "%", 100 * value
        behind = _NEXT_WORDS.match(text, end)
        thing = tuple(word for word in behind.groups() if word and word not in STOP_WORDS) if behind else ()
        if match["words"] and match["words"].lower() == "one" and not unit:
            continue  # "one of them", "no one": no number that could be wrong
        rough = bool(_ABOUT.search(text, max(0, match.start() - 16), match.start()))
        yield Number(Span(match.start(), end), value * factor, unit, thing, rough, ordinal)


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        return float(match["digits"].replace(",", "")) * _SCALES.get((match["scale"] or "").lower(), 1.0)
    if match["nth"]:
        return float(_ORDINALS[match["nth"].lower()])
    if match["part"]:
        count, *name = re.split(r"[ -]", match["part"].lower())
        return _ONES.get(count, 1) * _FRACTIONS[name[0]] if name else _FRACTIONS[count]
    total, group = 0.0, 0.0
    for word in re.split(r"[ -]", match["words"].lower()):
        if word in _SCALES:
            group = max(group, 1.0) * _SCALES[word]
            if _SCALES[word] >= _SCALES["thousand"]:
                total, group = total + group, 0.0
        else:
            group += _ONES.get(word, 0) + _TENS.get(word, 0)
    return total + group


def _names(text: str, whole: str) -> Iterator[Name]:
    for match in _NAME.finditer(text):
        words = [word for word in re.split(r"[ -]", match.group()) if word]
        begins = not re.search(r"[\w,;:)\x00][\s“\"'‘(]*$", text[: match.start()])
        if begins and words and (len(words) == 1 or words[0].lower() in STOP_WORDS) and _is_common(words[0], whole):
            words = words[1:]
        plain = (re.sub(r"[’']s$|[.’']", "", word) for word in words)
        kept = tuple(
            word.lower()
            for word in plain
            if len(word) > 1 and (word.isupper() or word.lower() not in STOP_WORDS | _SMALL)
        )
        if kept:
            yield Name(Span(*match.span()), kept)


_SMALL = frozenset("of the de al el bin van von la du di da mr mrs ms dr sir".split())  # noqa: SIM905
_COMMON = frozenset(
    """police inflation people one another many several most some few every each both all no none however meanwhile
    although while since despite according troops rain snow fire water trade talks sales profits prices crime protests
    later earlier today yesterday tomorrow last next nearly almost around about more less over under two three four five
    six seven eight nine ten dozens hundreds thousands millions residents workers women children voters rescue heavy
    unemployment production output revenue profit tourism funding construction work power oil gas gold wheat
    """.split()  # noqa: SIM905 - a word list reads better as words
)


def _is_common(word: str, whole: str) -> bool:
    """Return whether the first word of a sentence is probably not a name."""
    low = word.lower()
    return (
        low in STOP_WORDS
        or low in _COMMON
        or bool(re.search(rf"\b{re.escape(low.removesuffix('s'))}s?\b", whole))
        or bool(_COMMON_ENDING.search(low))
    )
