"""``qabot add``: fetch pages from the web, politely and once, and save them in the corpus."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import ConfigError, CorpusError, IndexBusy, QabotError
from qabot.surfaces.adding import open_pages, page_address
from qabot.surfaces.cli.common import build, open_console, open_qabot, print_json
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, Json, NoColor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.ingest.web.fetch import Fetcher
    from qabot.ports import Progress
    from qabot.surfaces.memory.saved_pages import SavedPage, SavedPages


def add_command(
    urls: Annotated[
        list[str] | None, typer.Argument(metavar="URL", help="Pages with an article.", show_default=False)
    ] = None,
    feed: Annotated[
        list[str] | None,
        typer.Option(
            "--feed",
            metavar="URL",
            help="Add the pages that an RSS or Atom feed links to; repeatable.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000, metavar="N", help="Add at most N pages of each feed.")
    ] = 20,
    collection: Annotated[
        str | None,
        typer.Option(
            "--collection", metavar="FOLDER", help="Save in this folder of the corpus. Default: the site's name."
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Also replace files that you have edited.")] = False,
    no_index: Annotated[bool, typer.Option("--no-index", help="Save the pages, but do not index them yet.")] = False,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Save web pages in the corpus as Markdown that you can read and correct. Exit status 1: a page failed.

    Example: qabot add --feed https://example.org/feed.xml
    """
    from qabot.surfaces.memory.saved_pages import check_collection
    from qabot.surfaces.terminal.progress import show_progress

    if not urls and not feed:
        raise ConfigError(
            "Name a page, or a feed with --feed", remedy="For example: qabot add https://example.org/story"
        )
    qabot = open_qabot(config, corpus, index, backend)
    outcomes: list[SavedPage] = []
    with open_pages(qabot, folder=check_collection(collection), overwrite=overwrite) as (pages, fetcher):
        try:
            with show_progress(open_console(no_color=no_color, stderr=True)) as progress:
                wanted = [page_address(url) for url in urls or ()]
                wanted += _new_in_feeds(feed or (), limit, fetcher, pages, progress, failed=outcomes)
                progress.stage("Fetching", len(wanted), "pages")
                for url in dict.fromkeys(wanted):
                    outcomes.append(pages.add(fetcher, url))
                    progress.advance()
        finally:
            _print_outcomes(outcomes, as_json=as_json, no_color=no_color)
    if not no_index and any(page.status in ("added", "updated") for page in outcomes):
        try:
            build(qabot, no_color=no_color)
        except (IndexBusy, CorpusError) as err:
            sys.stderr.write(f"qabot: {err}\n")
    raise typer.Exit(1 if any(page.status == "failed" for page in outcomes) else 0)


def _new_in_feeds(
    feeds: Sequence[str],
    limit: int,
    fetcher: Fetcher,
    pages: SavedPages,
    progress: Progress,
    *,
    failed: list[SavedPage],
) -> list[str]:
    """Return the addresses of pages in feeds that were not saved before, and add feeds that fail to ``failed``."""
    from qabot.surfaces.memory.saved_pages import SavedPage, feed_links

    found: list[str] = []
    for feed in feeds:
        progress.stage("Fetching a feed", None, "")
        try:
            found += [link for link in feed_links(fetcher, page_address(feed))[:limit] if not pages.has(link)]
        except QabotError as err:
            failed.append(SavedPage(feed, "failed", "", str(err)))
    return found


def _print_outcomes(outcomes: Sequence[SavedPage], *, as_json: bool, no_color: bool) -> None:
    if as_json:
        from qabot.surfaces.json_api.add import saved_pages_json

        print_json(saved_pages_json(outcomes))
        return
    from qabot.surfaces.terminal.saved_pages import print_saved_pages

    print_saved_pages(open_console(no_color=no_color), outcomes)
