"""Text that was copied from a web page: separates the article from the menu, captions and links around it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from qabot.ingest.parsing.days import find_date
from qabot.text.boilerplate import is_caption, is_clutter

_MIN_PROSE_WORDS = 8
_MIN_HEADLINE_WORDS = 3
_MAX_HEADLINE_CHARS = 200
_MAX_ASIDE_WORDS = 25
_MAX_ASIDE_COMMAS = 2
_MAX_ASIDES = 8
_MAX_STATED_CHARS = 120
_ALIKE = 0.6
_SKIP_LINK = re.compile(r"\W*skip to (?:main )?(?:content|navigation)\W*", re.IGNORECASE)
_LABEL = re.compile(
    r"\W*(?:related|(?:read|see) (?:more|also|next)(?=:)|more (?:from|on|stories|news)|recommended|trending"
    r"|most (?:read|popular)|you (?:may|might)|what to read next|editors?['’]?s? picks?|latest (?:news|stories))"
    r"\b[^:]{0,60}:?",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$|[\"”»]$")
_BYLINE = re.compile(r"(?:written |reported )?by:?\s+(?P<names>[^\W\d_].{2,100})", re.IGNORECASE)
_STATES_DATE = re.compile(r"(?:first |last )?(?:published|posted|updated|modified|date|issued)\b", re.IGNORECASE)
_UPDATED = re.compile(r"(?:last )?(?:updated|modified)\b", re.IGNORECASE)
_OWNER = re.compile(
    r"\W*(?:(?:©|\(c\)|copyright)[\s©]*(?:\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?:by\s+)?|source:\s*"
    r"|(?:first |originally )published (?:by|in|on)\s+)(?P<name>[^\W\d_][^.|•;]{1,60})",
    re.IGNORECASE,
)
_NOT_OWNER = re.compile(r"\W*\b(?:all rights reserved|inc|ltd|llc)\b.*", re.IGNORECASE)


class ScrapedArticle(NamedTuple):
    """The article within a page's text.

    Attributes:
        lines: (0-based number, text) of the lines that are kept, ascending, with blank lines between paragraphs.
        title: the headline, ``""`` if there is none.
        source: the publisher, ``""`` if it is not stated.
        authors: the byline's names as one line, ``""`` if there is no byline.
        published: the day that is stated, else ``None``.
    """

    lines: Sequence[tuple[int, str]]
    title: str
    source: str
    authors: str
    published: date | None


def read_scraped(text: str) -> ScrapedArticle | None:
    """Return the article of a text that was copied from a page, ``None`` if it does not look like such a text.

    Such a text says "Skip to main content", has a line such as a photo's credit or a call to subscribe, or has two
    entries of a menu; and it also has prose.
    """
    lines = text.split("\n")
    clutter = {number for number, line in enumerate(lines) if is_clutter(line)}
    if not _is_scraped([lines[number] for number in clutter]):
        return None
    clutter |= set(_captioned(lines, clutter))
    prose = [number for number, line in enumerate(lines) if number not in clutter and _is_prose(line)]
    if not prose:
        return None
    head = [number for number in range(prose[0]) if number not in clutter and lines[number].strip()]
    headline = _headline(lines, head)
    clutter |= {number for number in head if headline is not None and number <= headline}
    stated = [number for number in head if headline is None or number > headline]
    authors, published, used = _byline([(number, lines[number].strip()) for number in stated])
    if published is None:
        # The day may stand above the headline, or in the menu.
        published = _byline([(number, lines[number].strip()) for number in head])[1]
    clutter |= used | set(_asides(lines, clutter, last_prose=prose[-1]))
    return ScrapedArticle(
        lines=list(_kept(lines, clutter)),
        title=" ".join(lines[headline].split()) if headline is not None else "",
        source=_owner(lines),
        authors=authors,
        published=published,
    )


def _is_scraped(lines: list[str]) -> bool:
    signs = [line for line in lines if any(char.isalpha() for char in line) and not line.strip().startswith("http")]
    return len(signs) > 1 or any(
        _SKIP_LINK.fullmatch(line) or is_caption(line) or len(line.split()) > 3 for line in signs
    )


def _is_prose(line: str) -> bool:
    line = line.strip()
    return len(line.split()) >= _MIN_PROSE_WORDS and bool(_ENDS_SENTENCE.search(line))


def _captioned(lines: list[str], clutter: set[int]) -> Iterator[int]:
    """Yield the lines beside a caption that say nearly the same: the text for readers who do not see the picture."""
    for number in clutter:
        if not is_caption(lines[number]):
            continue
        words = set(re.findall(r"\w+", lines[number].lower()))
        for beside in (number - 1, number + 1):
            other = set(re.findall(r"\w+", lines[beside].lower())) if 0 <= beside < len(lines) else set()
            if other and len(words & other) > _ALIKE * len(words | other):
                yield beside


def _headline(lines: list[str], head: list[int]) -> int | None:
    """Return the number of the headline: the longest line above the prose that states no date or author."""
    fit = [
        number
        for number in head
        if len(lines[number].split()) >= _MIN_HEADLINE_WORDS
        and len(lines[number]) <= _MAX_HEADLINE_CHARS
        and not lines[number].rstrip().endswith((".", ",", ";", "—", "–", ":"))
        and not _BYLINE.match(lines[number].strip())
        and not _states_date(lines[number])
    ]
    return max(fit, key=lambda number: (len(lines[number].split()), -number), default=None)


def _states_date(line: str) -> bool:
    """Return whether a short line says little more than a date."""
    line = line.strip()
    if len(line) > _MAX_STATED_CHARS or find_date(line) is None:
        return False
    return bool(_STATES_DATE.match(line) or _BYLINE.match(line)) or len(line.split()) <= 9


def _byline(head: list[tuple[int, str]]) -> tuple[str, date | None, set[int]]:
    """Return the authors and the day from the lines between headline and prose, and the numbers of those lines."""
    authors = ""
    dates: list[tuple[bool, date]] = []
    used: set[int] = set()
    for number, line in head:
        found = _BYLINE.match(line) if len(line) <= _MAX_STATED_CHARS else None
        day = find_date(line) if _states_date(line) else None
        if found and not line.endswith("."):
            authors = authors or re.split(r"\s*[|•·]\s*|,?\s+\d|\s+[–—-]\s+", found["names"])[0]
            used.add(number)
        if day:
            dates.append((bool(_UPDATED.match(line)), day))
            used.add(number)
    return authors, min(dates, key=lambda dated: dated[0])[1] if dates else None, used


def _asides(lines: list[str], clutter: set[int], *, last_prose: int) -> Iterator[int]:
    """Yield the lines of other articles' headlines: under a label such as "Related", and after the last prose."""
    for number in sorted(clutter):
        if not _LABEL.fullmatch(lines[number].strip()):
            continue
        taken = 0
        for following in range(number + 1, len(lines)):
            line = lines[following].strip()
            if taken == _MAX_ASIDES or (line and following not in clutter and not _is_aside(line)):
                break
            taken += bool(line)
            yield following
    after = [number for number in clutter if number > last_prose]
    if after:
        yield from (number for number in range(min(after), len(lines)) if _is_aside(lines[number]))


def _is_aside(line: str) -> bool:
    line = line.strip()
    sentence = line.endswith((".", "”", '"', "…", ":"))
    return len(line.split()) <= _MAX_ASIDE_WORDS and line.count(",") <= _MAX_ASIDE_COMMAS and not sentence


def _owner(lines: list[str]) -> str:
    for line in reversed(lines):
        found = _OWNER.match(line) if len(line) <= _MAX_STATED_CHARS else None
        name = _NOT_OWNER.sub("", found["name"]).strip(" ,-–—") if found else ""
        if name and len(name.split()) <= 6:
            return name
    return ""


def _kept(lines: list[str], clutter: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are kept, with at most one blank line between two of them and none at the ends."""
    blank: tuple[int, str] | None = None
    begun = False
    for number, line in enumerate(lines):
        if number in clutter:
            continue
        if not line.strip():
            blank = (number, "")
            continue
        if blank and begun:
            yield blank
        blank, begun = None, True
        yield number, line.rstrip()
