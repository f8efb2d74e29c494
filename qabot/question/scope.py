"""Turns a source, folders and days that a person names into the scope of a question."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from qabot.errors import ConfigError
from qabot.model import Scope

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


class Names(Protocol):
    """The names of publishers and collections, as a build has them or as a person may see them."""

    def sources(self) -> list[str]:
        """Return the names of publishers, sorted."""
        ...

    def collections(self) -> list[str]:
        """Return the folders below the corpus, sorted."""
        ...


def sources_named(names: Names, name: str) -> frozenset[str]:
    """Return the publishers that a name means: the one with this name, else all whose names contain it.

    Args:
        names: of the publishers.
        name: as typed.

    Raises:
        ConfigError: no article is from such a source; the nearest ones are named.
    """
    sources = names.sources()
    wanted = name.strip().casefold()
    same = frozenset(source for source in sources if source.casefold() == wanted)
    found = same or frozenset(source for source in sources if wanted and wanted in source.casefold())
    if found:
        return found
    near = get_close_matches(name, sources, n=3, cutoff=0) or ["none: no article names its source"]
    raise ConfigError(f"No article is from {name!r}", remedy=f"Nearest sources: {', '.join(near)}")


def scope_of(
    names: Names,
    *,
    source: str | None = None,
    collections: Collection[str] | None = None,
    after: date | None = None,
    before: date | None = None,
    as_of: date | None = None,
) -> Scope:
    """Return the scope that a person means.

    Args:
        names: of the publishers and collections.
        source: see ``sources_named``.
        collections: folders below the corpus; ``None`` for all articles.
        after: first day of publication, included.
        before: last day of publication, included.
        as_of: also a last day, the earlier of the two counts; "last week" in a question counts from it.

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
    known = names.collections() if collections else []
    wanted = None if collections is None else frozenset(name.strip().strip("/") for name in collections)
    for name in sorted(wanted or ()):
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0) or ["none: the corpus has no subfolders"]
            raise ConfigError(f"There is no collection {name!r}", remedy=f"Nearest: {', '.join(near)}")
    return Scope(
        sources=None if source is None else sources_named(names, source),
        published_from=after,
        published_to=last,
        collections=wanted,
        as_of=as_of,
    )
