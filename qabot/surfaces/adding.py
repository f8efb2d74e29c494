"""Adds pages from the web to the corpus: what the command line and Discord share."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from qabot import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qabot.app.qabot import Qabot
    from qabot.ingest.web.fetch import Fetcher
    from qabot.surfaces.memory.saved_pages import SavedPages


@contextlib.contextmanager
def open_pages(qabot: Qabot, *, folder: str | None, overwrite: bool) -> Iterator[tuple[SavedPages, Fetcher]]:
    """Open what saves pages and what fetches them, as the settings say.

    Args:
        qabot: with the corpus and the settings.
        folder: where below the corpus new pages go; ``None`` names the folder after the site.
        overwrite: replace files that were edited by hand.

    Raises:
        IndexNotWritable: the state database cannot be used.
    """
    from qabot.ingest.web.fetch import Fetcher, FetchOptions
    from qabot.surfaces.memory.database import open_state
    from qabot.surfaces.memory.saved_pages import TABLE, SavedPages

    settings = qabot.settings.add
    options = FetchOptions(
        agent=f"qabot/{__version__}",
        pause_s=settings.pause_s,
        max_bytes=settings.max_page_mb * 1_000_000,
        allowed=settings.allowed_hosts,
    )
    with contextlib.closing(open_state(qabot.builds.index, TABLE)) as state, Fetcher(options) as fetcher:
        yield SavedPages(qabot.corpus, state, folder=folder, overwrite=overwrite), fetcher


def page_address(url: str) -> str:
    """Return an address without its fragment, with https if it has no scheme."""
    plain = urldefrag(url.strip()).url
    return plain if "://" in plain else f"https://{plain}"
