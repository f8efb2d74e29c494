"""Which article a person means: by id, or by path below the corpus; near misses are named."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from qabot.errors import ConfigError
from qabot.model import ArticleSummary, Scope
from qabot.surfaces.wording import sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qabot.ports import Library

_SUGGESTED = 3
_SHOWN_CHARS = 80


def find_article(name: str, library: Library, *, corpus: Path) -> ArticleSummary:
    """Return the article with this id, else the only one at this path.

    A path may also begin with the corpus folder, as a shell completes it; letters' case counts only when it must.

    Raises:
        ConfigError: there is none, and the nearest are named; or the file holds several, and their ids are.
    """
    articles = library.summaries(Scope())
    wanted = name.strip()
    below = _below(wanted, corpus)
    for found in (
        [one for one in articles if one.id == wanted],
        [one for one in articles if one.path == below],
        [one for one in articles if one.id.casefold() == wanted.casefold()],
        [one for one in articles if one.path.casefold() == below.casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(_shown(one.id) for one in sorted(found, key=lambda one: one.id)[:_SUGGESTED])
            more = ", ..." if len(found) > _SUGGESTED else ""
            raise ConfigError(
                f"{_shown(name)} holds {len(found):,} articles", remedy=f"Name one by its id: {ids}{more}"
            )
    near = _nearest(below, articles)
    remedy = f"Nearest: {', '.join(near)}" if near else "List what there is with: qabot articles"
    raise ConfigError(f"There is no article {_shown(name)!r}", remedy=remedy)


def _below(name: str, corpus: Path) -> str:
    """Return a path without the corpus folder in front, if it is there."""
    for folder in (str(corpus), str(corpus.absolute())):
        if name.startswith(f"{folder}/"):
            return name[len(folder) + 1 :]
    return name.removeprefix("./")


def _nearest(name: str, articles: Sequence[ArticleSummary]) -> list[str]:
    """Return the ids of articles whose id, path, file name or title is like a name, best first."""
    wanted = name.casefold()
    ids: dict[str, str] = {}
    for one in articles:
        for known in (one.id, one.path, one.path.rpartition("/")[2], one.title):
            ids.setdefault(known.casefold(), one.id)
    within = sorted(known for known in ids if wanted and wanted in known)[:_SUGGESTED]
    near = get_close_matches(wanted, ids, n=_SUGGESTED, cutoff=0.5)
    return [_shown(one) for one in dict.fromkeys(ids[known] for known in (*within, *near))][:_SUGGESTED]


def _shown(name: str) -> str:
    line = sanitize(name)
    return line if len(line) <= _SHOWN_CHARS else line[: _SHOWN_CHARS - 1] + "…"
