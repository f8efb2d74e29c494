"""Turns a source, folders and days that a person names into the scope of a question."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from qabot.errors import ConfigError
from qabot.model import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from qabot.ports import Library


def sources_named(library: Library, name: str, *, known: Sequence[str] | None = None) -> frozenset[str]:
    """Return the publishers that a name means: the one with this name, else all whose names contain it.

    Args:
        library: the articles of the build.
        name: as typed.
        known: the publishers whose names the person may see; all of the build when ``None``.

    Raises:
        ConfigError: no article is from such a source; the nearest ones are named.
    """
    sources = library.sources() if known is None else known
    wanted = name.strip().casefold()
    same = frozenset(source for source in sources if source.casefold() == wanted)
    found = same or frozenset(source for source in sources if wanted and wanted in source.casefold())
    if found:
        return found
    near = get_close_matches(name, sources, n=3, cutoff=0) or ["none: no article names its source"]
    raise ConfigError(f"No article is from {name!r}", remedy=f"Nearest sources: {', '.join(near)}")


def scope_of(
    library: Library,
    *,
    source: str | None = None,
    collections: Collection[str] | None = None,
    after: date | None = None,
    before: date | None = None,
    as_of: date | None = None,
    known_sources: Sequence[str] | None = None,
) -> Scope:
    """Return the scope that a person means.

    Args:
        library: the articles of the build.
        source: see ``sources_named``.
        collections: folders below the corpus; ``None`` for all articles.
        after: first day of publication, included.
        before: last day of publication, included.
        as_of: also a last day, the earlier of the two counts; "last week" in a question counts from it.
        known_sources: see ``sources_named``.

    Raises:
        ConfigError: no article has such a source, or there is no such collection (the nearest are named), or
            ``after`` is later than the last day.
    """
    last = min((day for day in (before, as_of) if day), default=None)
    if after and last and after > last:
        raise ConfigError(
            f"No day is both from {after.day} {after:%b %Y} on and up to {last.day} {last:%b %Y}",
            remedy="Name an earlier first day",
        )
    known = library.collections() if collections else []
    wanted = None if collections is None else frozenset(name.strip().strip("/") for name in collections)
    for name in sorted(wanted or ()):
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0) or ["none: the corpus has no subfolders"]
            raise ConfigError(f"There is no collection {name!r}", remedy=f"Nearest: {', '.join(near)}")
    return Scope(
        sources=None if source is None else sources_named(library, source, known=known_sources),
        published_from=after,
        published_to=last,
        collections=wanted,
        as_of=as_of,
    )
