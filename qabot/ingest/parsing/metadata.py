"""An article's metadata: fields cleaned and bounded, and days that are read, never guessed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from qabot.model import Anchor, Article

_MAX_TITLE_CHARS = 300
_MAX_NAME_CHARS = 200
_MAX_URL_CHARS = 2_000
_MAX_AUTHORS = 50
_YEARS = range(1000, 2200)

# Control characters, and the marks that reverse the order of the text after them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")
_IN_URL = re.compile(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069<>\"]")
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|[nr]d|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_NUMERIC = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d{2})(?P=sep)(?P<day>\d{2})(?!\d)")
_WRITTEN = (
    re.compile(rf"(?<!\w){_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\w){_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
)
_DATES = (_NUMERIC, *_WRITTEN)
_ALIASES = {"authors": ("authors", "author"), "published": ("published", "date")}


def make_article(
    fields: Mapping[str, object], text: str, *, path: str, fallback_title: str = "", anchors: Iterable[Anchor] = ()
) -> Article:
    """Return an article with cleaned metadata; its id is its path.

    Args:
        fields: title, source, url, authors (or author) and published (or date), of any type; a value that cannot be
            used counts as unknown.
        text: kept character for character, except that each NUL and lone surrogate, which cannot be encoded, becomes
            U+FFFD.
        path: POSIX path below the corpus folder.
        fallback_title: the title if ``fields`` has none.
        anchors: ascending by ``start``.
    """
    return Article(
        id=path,
        title=clean_title(fields.get("title")) or fallback_title,
        source=clean_line(fields.get("source"), max_chars=_MAX_NAME_CHARS),
        url=clean_url(fields.get("url")),
        authors=clean_authors(_first(fields, "authors")),
        published=parse_date(_first(fields, "published")),
        path=path,
        text=encodable(text),
        anchors=tuple(anchors),
    )


def encodable(text: str) -> str:
    """Return ``text`` with U+FFFD for each NUL and lone surrogate; all other characters keep their place."""
    return _UNENCODABLE.sub("\ufffd", text)


def clean_title(value: object) -> str:
    """Return ``value`` as a title: one printable line of at most 300 characters, possibly empty."""
    return clean_line(value, max_chars=_MAX_TITLE_CHARS)


def clean_line(value: object, *, max_chars: int) -> str:
    """Return a text or number as one printable line of at most ``max_chars`` characters; ``""`` for other values."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # Bounded before it is cleaned: a title may be megabytes long.
    line = " ".join(str(value)[: max_chars * 4].split())
    line = encodable(_UNPRINTABLE.sub("", line)).strip()
    return line if len(line) <= max_chars else line[: max_chars - 1].rstrip() + "…"


def clean_url(value: object) -> str:
    """Return an http or https address of at most 2,000 printable characters, else ``""``."""
    url = value.strip() if isinstance(value, str) else ""
    if len(url) > _MAX_URL_CHARS or _IN_URL.search(url):
        return ""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return url if known else ""


def clean_authors(value: object) -> tuple[str, ...]:
    """Return at most 50 different names from a list of names, a list of ``{"name": ...}``, or one line of names."""
    if isinstance(value, str):
        value = _split_names(value[: _MAX_AUTHORS * _MAX_NAME_CHARS])
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list | tuple):
        return ()
    names = (entry.get("name") if isinstance(entry, Mapping) else entry for entry in value[:_MAX_AUTHORS])
    cleaned = (clean_line(name, max_chars=_MAX_NAME_CHARS) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def parse_date(value: object) -> date | None:
    """Return the day as it is written, without any change of time zone, or ``None`` if it is not certain.

    The forms are ISO dates and datetimes, RFC 2822 ("Fri, 13 Dec 2024 10:00:00 +0000"), and "13 December 2024" or
    "Dec. 13, 2024" with or without the weekday. "03/04/2024" is not read: either number may be the month.
    """
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = " ".join(str(value)[:200].split()) if isinstance(value, str | int) else ""
    found = next((found for form in _DATES if (found := form.match(text))), None)
    return _day(found) if found else None


def find_date(line: str) -> date | None:
    """Return the first day in a line that has a form that ``parse_date`` reads, ``None`` if there is none."""
    found = [found for form in _DATES if (found := form.search(line[:_MAX_NAME_CHARS]))]
    return _day(min(found, key=lambda match: match.start())) if found else None


def _day(found: re.Match[str]) -> date | None:
    month = found["month"][:3].lower()
    try:
        month_number = int(month) if month.isdecimal() else _MONTHS.index(month) // 3 + 1
        day = date(int(found["year"]), month_number, int(found["day"]))
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def title_from_path(path: str) -> str:
    """Return a file's name as a title: ``"a/2024-12-13_moscow-stays.txt"`` gives ``"Moscow stays"``."""
    name = PurePosixPath(path).name
    stem = name.split(".", 1)[0] or name
    undated = re.sub(r"^\d{4}-\d{2}-\d{2}(?=[-_ ]*[^\W\d_])", "", stem)
    title = clean_title(re.sub(r"[-_\s]+", " ", undated))
    return title[:1].upper() + title[1:]


def _first(fields: Mapping[str, object], name: str) -> object:
    return next((fields[alias] for alias in _ALIASES[name] if fields.get(alias)), None)


def _split_names(line: str) -> list[str]:
    line = re.sub(r"^\s*by\s+", "", line, flags=re.IGNORECASE)
    if ";" in line or "\n" in line:
        return re.split(r"[;\n]", line)
    names = re.split(r",?\s+and\s+|\s+&\s+|,\s*", line)
    # "Doe, Jane" and "Ministry of Trade and Industry" are one name each; "Jane Doe, Ann Poe and Joe Roe" are three.
    return names if all(len(name.split()) > 1 for name in names) else [line]
