"""Adds a page from the web for a manager of a server: fetched with the guards of ``qabot add``, then indexed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from qabot.errors import ConfigError
from qabot.surfaces.adding import open_pages, page_address
from qabot.surfaces.discord.pages.escape import escape_markdown, plain_path
from qabot.surfaces.discord.permissions.access import is_inside
from qabot.surfaces.discord.permissions.refused import Refused
from qabot.surfaces.memory.saved_pages import check_collection

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.surfaces.discord.asking.delivery import Reply
    from qabot.surfaces.discord.asking.reindex import Reindexer
    from qabot.surfaces.discord.permissions.access import Access
    from qabot.surfaces.memory.saved_pages import SavedPage

_log = logging.getLogger(__name__)


class PageAdder:
    """Adds one page at a time."""

    def __init__(self, qabot: Qabot, access: Access, reindexer: Reindexer) -> None:
        """Fetch nothing yet."""
        self._qabot = qabot
        self._access = access
        self._reindexer = reindexer
        self._fetching = False

    async def add(self, reply: Reply, server: int, url: str, collection: str | None) -> None:
        """Fetch a page, save it and bring the index up to date; report that in an acknowledged reply.

        Raises:
            QabotError: the server may not add pages, or not to this collection, or the page cannot be kept.
        """
        self._access.check_adding(server)
        folder = self._folder(server, collection)
        if self._fetching:
            raise Refused("I am fetching another page", remedy="Try again in a minute")
        self._fetching = True
        try:
            page = await asyncio.to_thread(self._fetched, url, folder)
        finally:
            self._fetching = False
        _log.info("A manager of server %s added a page: %s %s", server, page.status, page.path)
        told = _told(page).replace(str(self._qabot.corpus), "the folder of articles")
        if page.status not in ("added", "updated"):
            await reply.deliver([[told]])
            return
        await self._reindexer.run(reply, show_counts=self._access.bound(server) is None, first=told)

    def _fetched(self, url: str, folder: str | None) -> SavedPage:
        with open_pages(self._qabot, folder=folder, overwrite=False) as (pages, fetcher):
            return pages.add(fetcher, page_address(url))

    def _folder(self, server: int, collection: str | None) -> str | None:
        """Return the folder in which a page of a server is saved; ``None`` for one named after the site.

        Raises:
            Refused: it is no folder name, or not one of those that the server may ask.
        """
        bound = self._access.bound(server)
        if collection is None and bound is not None and len(bound) == 1:
            return next(iter(bound))
        try:
            folder = check_collection(collection)
        except ConfigError as err:
            raise Refused(
                f"“{escape_markdown(collection or '')}” is no folder", remedy="For example: syria/2024"
            ) from err
        if bound is not None and (folder is None or not is_inside(f"{folder}/", bound)):
            raise Refused(
                "This server may add pages only to its own collections", remedy="Choose one of the suggestions"
            )
        return folder


def _told(page: SavedPage) -> str:
    """Return in a sentence what happened to a page."""
    place = f"“{escape_markdown(page.detail)}” in {plain_path(page.path)}"
    match page.status:
        case "added":
            return f"Saved {place}."
        case "updated":
            return f"Saved the newer version of {place}."
        case "unchanged":
            return "This page is there already, and has not changed."
        case "edited":
            return "This page is there already, and was edited by hand since; it stays as it is."
        case _:
            return escape_markdown(page.detail)
