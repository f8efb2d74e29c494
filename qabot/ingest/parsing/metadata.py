"""An article's metadata: fields cleaned and bounded, and days that are read, never guessed."""

import re
from collections.abc import Iterable, Mapping
from email.utils import getaddresses
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from qabot.ingest.parsing.days import first_date
from qabot.model import Anchor, Article

_MAX_TITLE_CHARS = 300
_MAX_NAME_CHARS = 200
_MAX_URL_CHARS = 2_000
_MAX_AUTHORS = 50

# Control characters, and the marks that reverse the order of the text after them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")
_IN_URL = re.compile(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069<>\"]")
_BY = re.compile(r"^(?:(?:written|reported|words|story|text|posted)\s+)?by:?\s+", re.IGNORECASE)
_ROLE = re.compile(
    r",\s[^,]*\b(?:correspondent|reporter|editor|writer|journalist|columnist)(?=,|$|\s+(?:and|&)\s)", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_ADDRESS_AND_NAME = re.compile(rf"<?{_ADDRESS.pattern}>?\s*\((?P<name>[^()]+)\)")
"""What RSS asks for: "ann@levant.example (Ann Poe)"."""
_AND = re.compile(r",?\s+(?:and|&)\s+", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:ministry|department|university|institute|committee|commission|council|office|bureau|association|society"
    r"|centre|center|federation|agency|union|fund|foundation|trust|board|school|college|bank|ltd|inc|of|for)\b",
    re.IGNORECASE,
)
"""A name with such a word is that of a body, and may have "and" in it."""


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
        authors=clean_authors(fields.get("authors") or fields.get("author")),
        published=first_date(fields.get("published"), fields.get("date")),
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
    """Return at most 50 different names.

    Args:
        value: a line of names ("By A. B. Poe and Joe Roe", "ann@levant.example (Ann Poe)"), a mapping with "name" or
            with "givenName" and "familyName", or a list of those; other values count as no names.
    """
    if isinstance(value, str):
        value = value[: _MAX_AUTHORS * _MAX_NAME_CHARS].split("\n")
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list | tuple):
        return ()
    lines = (line for entry in value[:_MAX_AUTHORS] for line in _lines_of(entry))
    names = (name for line in lines for name in _split_names(line))
    cleaned = (clean_line(name, max_chars=_MAX_NAME_CHARS).strip(" ,;") for name in names)
    kept = dict.fromkeys(name for name in cleaned if name and not name.startswith(("http://", "https://")))
    return tuple(kept)[:_MAX_AUTHORS]


def _lines_of(entry: object) -> list[str]:
    """Return the lines of names in an entry of a list of authors."""
    lines: object = entry
    if isinstance(entry, Mapping):
        full = " ".join(part for key in ("givenName", "familyName") if isinstance(part := entry.get(key), str))
        lines = entry.get("name") or full
    if not (isinstance(entry, Mapping) and isinstance(lines, list)):
        lines = [lines]
    return [clean_line(line, max_chars=_MAX_AUTHORS * _MAX_NAME_CHARS) for line in lines[:_MAX_AUTHORS]]


def title_from_path(path: str) -> str:
    """Return a file's name as a title: ``"a/2024-12-13_moscow-stays.txt"`` gives ``"Moscow stays"``."""
    name = PurePosixPath(path).name
    stem = name.split(".", 1)[0] or name
    undated = re.sub(r"^\d{4}-\d{2}-\d{2}(?=[-_ ]*[^\W\d_])", "", stem)
    title = clean_title(re.sub(r"[-_\s]+", " ", undated))
    return title[:1].upper() + title[1:]


def _split_names(line: str) -> list[str]:
    if ";" in line:
        return [name for part in line.split(";") for name in _split_names(part)]
    line = _ROLE.sub("", _BY.sub("", line.strip(), count=1))
    if _ADDRESS.search(line):
        return _names_of_addresses(line)
    if _BODY.search(line):
        names = re.split(r",\s*", line)
        return names if len(names) > 1 and _are_full(names) else [line]
    parts = _AND.split(line)
    names = [name for part in parts for name in re.split(r",\s*", part)]
    if _are_full(names):
        return names
    # "Doe, Jane and Roe, Richard" are two names, "Doe, Jane" and "Marks and Spencer" one.
    return parts if len(parts) > 1 and " " in parts[0] else [line]


def _are_full(names: list[str]) -> bool:
    return all(len(name.split()) > 1 for name in names if name)


def _names_of_addresses(line: str) -> list[str]:
    """Return the names that stand with addresses of mail; an address without a name counts as one."""
    if found := _ADDRESS_AND_NAME.fullmatch(line):
        return _split_names(found["name"])
    pairs = [(name, address) for name, address in getaddresses([line]) if name or address]
    return [part for name, address in pairs for part in (_split_names(name) if name else [address])] or [line]
