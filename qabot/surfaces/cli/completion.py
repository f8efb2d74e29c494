"""What a shell completes after Tab: articles, sources, collections, and the numbers of the last answer's sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from qabot.errors import QabotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qabot.app.qabot import Qabot

_MAX_OFFERED = 200


def complete_articles(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of articles that begin so, each with its title."""
    from qabot.model import Scope

    def named(qabot: Qabot) -> Iterable[tuple[str, str]]:
        return ((article.id, article.title) for article in qabot.library.summaries(Scope()))

    return _offered(ctx, incomplete, named)


def complete_sources(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names of publishers that begin so."""
    return _offered(ctx, incomplete, lambda qabot: ((name, "") for name in qabot.library.sources()))


def complete_collections(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the folders of the corpus that begin so."""
    return _offered(ctx, incomplete, lambda qabot: ((name, "") for name in qabot.library.collections()))


def complete_source_numbers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the numbers of the last answer's sources, each with its title."""
    from qabot.surfaces.memory.last_answer import last_sources

    return _offered(
        ctx, incomplete, lambda qabot: ((str(source.number), source.title) for source in last_sources(qabot))
    )


def _offered(
    ctx: typer.Context, incomplete: str, named: Callable[[Qabot], Iterable[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """Return what begins with a text, ignoring case; nothing if there is no readable index."""
    from qabot.surfaces.cli.common import open_qabot
    from qabot.surfaces.wording import truncate

    given = ctx.params
    try:
        qabot = open_qabot(given.get("config"), given.get("corpus"), given.get("index"), given.get("backend"))
        begun = incomplete.casefold()
        found = [(name, truncate(about, 60)) for name, about in named(qabot) if name.casefold().startswith(begun)]
    except QabotError:
        return []
    return found[:_MAX_OFFERED]
