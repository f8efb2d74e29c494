"""What a list of titles is about: names in them, from which example questions are made."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_MOST_CAPITALS = 0.5
"""A title with a larger share of capital letters at its words is written in them throughout: they show no names."""
_ABOUT_NAMES = ("What is new about {}?", "Tell me about {}")
_ABOUT_TITLES = ("What is ‘{}’ about?", "Tell me about ‘{}’")
_MOST_NAME_WORDS = 3
_MOST_TITLES = 500
"""So many of the newest titles are looked at."""
_TITLE_CHARS = (12, 48)
"""The shortest and the longest title that is quoted as it is."""


def example_questions(titles: Sequence[str]) -> tuple[str, ...]:
    """Return up to two short questions that articles with these titles can answer.

    Args:
        titles: those of articles, the newest first; the names in most of them are asked about.
    """
    titles = titles[:_MOST_TITLES]
    names = _spoken_of(titles)
    short = [title for title in titles if _TITLE_CHARS[0] <= len(title) <= _TITLE_CHARS[1]]
    about_names = [form.format(name) for form, name in zip(_ABOUT_NAMES, names, strict=False)]
    others = [title for title in short if not any(name in title for name in names[:2])]
    about_titles = [form.format(title) for form, title in zip(_ABOUT_TITLES, others, strict=False)]
    return tuple([*about_names, *about_titles][:2])


def _spoken_of(titles: Sequence[str]) -> list[str]:
    """Return the names in titles, those of most titles first, then those of the newest."""
    counts = Counter(name for title in titles for name in dict.fromkeys(_names_in(title)))
    return [name for name, _ in counts.most_common()]


def _names_in(title: str) -> Iterator[str]:
    """Yield the runs of words with capital letters, after the first word of a sentence."""
    found = list(_WORD.finditer(title))
    words = [one for one in found if one.group().casefold() not in STOP_WORDS]
    capitals = [one for one in words if one.group()[0].isupper()]
    if len(words) < 3 or len(capitals) > _MOST_CAPITALS * len(words):
        return
    run: list[str] = []
    end = 0
    for one in found:
        opens = not title[: one.start()].rstrip(" “‘\"'(") or title[: one.start()].rstrip(" “‘\"'(")[-1] in ".:?!–—|-"
        joined = bool(run) and title[end : one.start()] == " " and not _POSSESSIVE.search(run[-1])
        capital = one.group()[0].isupper() and not opens and one.group().casefold() not in STOP_WORDS
        named = capital or (joined and one.group().isdigit())
        if run and not (joined and named):
            yield from _whole(run)
            run = []
        if named:
            run.append(one.group())
        end = one.end()
    yield from _whole(run)


def _whole(run: list[str]) -> Iterator[str]:
    name = _POSSESSIVE.sub("", " ".join(run))
    if 0 < len(run) <= _MOST_NAME_WORDS and len(name) > 2:
        yield name
