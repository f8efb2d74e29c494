"""The command ``qabot add``: pages from the web become files of the corpus, fetched politely and once."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urldefrag, urlsplit

import typer

from qabot import __version__
from qabot.errors import ConfigError, CorpusError, FetchError, IndexBusy, QabotError
from qabot.surfaces.cli.common import (
    Backend,
    Config,
    Corpus,
    Index,
    Json,
    NoColor,
    build,
    open_console,
    open_qabot,
    print_json,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from qabot.app.qabot import Qabot
    from qabot.ingest.web.fetch import Fetched, Fetcher

TABLE = (
    "CREATE TABLE IF NOT EXISTS fetched (corpus TEXT NOT NULL, url TEXT NOT NULL, path TEXT NOT NULL,"
    " digest TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, PRIMARY KEY (corpus, url))"
)
_SHOWN = {"added": "green", "updated": "green", "unchanged": "dim", "edited": "yellow", "failed": "red"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an address.

    Attributes:
        path: of the file, below the corpus; ``""`` when there is none.
        told: its title, or why it failed.
    """

    url: str
    status: Literal["added", "updated", "unchanged", "edited", "failed"]
    path: str
    told: str


def add_command(
    urls: Annotated[
        list[str] | None, typer.Argument(metavar="URL...", help="Pages with an article.", show_default=False)
    ] = None,
    feed: Annotated[
        list[str] | None,
        typer.Option(
            "--feed", metavar="URL", help="Add what an RSS or Atom feed links to; repeatable.", show_default=False
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000, metavar="N", help="Of each feed, the first N.")
    ] = 20,
    collection: Annotated[
        str | None,
        typer.Option("--collection", metavar="FOLDER", help="Where below the corpus; default: the site's name."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Also replace files that you have edited.")] = False,
    no_index: Annotated[bool, typer.Option("--no-index", help="Only save; index later.")] = False,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Fetch pages into the corpus as Markdown that you can read and correct. Exit status 1: some could not be had."""
    from qabot.ingest.web.fetch import Fetcher, Manners
    from qabot.surfaces.memory.database import open_state
    from qabot.surfaces.terminal.progress import shown_progress

    if not urls and not feed:
        raise ConfigError(
            "Name a page, or a feed with --feed", remedy="For example: qabot add https://example.org/story"
        )
    qabot = open_qabot(config, corpus, index, backend)
    settings = qabot.settings.add
    manners = Manners(
        agent=f"qabot/{__version__}",
        pause_s=settings.pause_s,
        max_bytes=settings.max_page_mb * 1_000_000,
        allowed=settings.allowed_hosts,
    )
    outcomes: list[Outcome] = []
    with contextlib.closing(open_state(qabot.builds.index, TABLE)) as state, Fetcher(manners) as fetcher:
        shelf = _Shelf(qabot, state, folder=_folder(collection), overwrite=overwrite)
        try:
            with shown_progress(open_console(no_color=no_color, stderr=True)) as progress:
                wanted = [_address(url) for url in urls or ()]
                for one in feed or ():
                    progress.stage("Fetching a feed", None, "")
                    try:
                        links = fetch_links(fetcher, _address(one))[:limit]
                        wanted += [link for link in links if not shelf.has(link)]
                    except QabotError as err:
                        outcomes.append(Outcome(one, "failed", "", str(err)))
                progress.stage("Fetching", len(wanted), "pages")
                for url in dict.fromkeys(wanted):
                    outcomes.append(shelf.add(fetcher, url))
                    progress.advance()
        finally:
            _tell(outcomes, as_json=as_json, no_color=no_color)
    if not no_index and any(one.status in ("added", "updated") for one in outcomes):
        try:
            build(qabot, rebuild=False, no_color=no_color)
        except (IndexBusy, CorpusError) as err:
            sys.stderr.write(f"qabot: {err}\n")
    raise typer.Exit(1 if any(one.status == "failed" for one in outcomes) else 0)


def fetch_links(fetcher: Fetcher, url: str) -> list[str]:
    """Return what a feed links to, in its own order.

    Raises:
        FetchError: it cannot be fetched, or is no feed.
    """
    from qabot.ingest.web.save import links_of

    return [urldefrag(link).url for link in links_of(fetcher.fetch(url))]


class _Shelf:
    """Where fetched pages are put, and what is known of those that are there."""

    def __init__(self, qabot: Qabot, state: sqlite3.Connection, *, folder: str | None, overwrite: bool) -> None:
        self._corpus = qabot.corpus
        self._key = str(qabot.corpus.resolve())
        self._state = state
        self._folder = folder
        self._overwrite = overwrite

    def has(self, url: str) -> bool:
        """Return whether a page was added before and is still there."""
        row = self._row(url)
        return row is not None and (self._corpus / row[0]).is_file()

    def add(self, fetcher: Fetcher, url: str) -> Outcome:
        """Fetch a page and save it, unless the file is the same, or was edited by hand."""
        from qabot.ingest.web.fetch import Version

        row = self._row(url) if self.has(url) else None
        try:
            fetched = fetcher.fetch(url, known=Version(row[2], row[3]) if row else None)
            if row and fetched.content is None:
                return Outcome(url, "unchanged", row[0], "")
            name, content, title = _file_of(fetched)
            if row and row[1] != _digest((self._corpus / row[0]).read_bytes()) and not self._overwrite:
                return Outcome(url, "edited", row[0], "was edited here; --overwrite replaces it")
            path = row[0] if row else self._free_path(fetched.url, name)
            same = row is not None and row[1] == _digest(content)
            if not same:
                self._write(path, content)
            self._state.execute(
                "INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?, ?, ?)",
                (self._key, url, path, _digest(content), fetched.version.etag, fetched.version.modified),
            )
        except QabotError as err:
            return Outcome(url, "failed", "", str(err))
        except OSError as err:
            return Outcome(url, "failed", "", f"{self._corpus} cannot be written ({err.strerror})")
        return Outcome(url, "unchanged" if same else "updated" if row else "added", path, title)

    def _row(self, url: str) -> tuple[str, str, str, str] | None:
        found = self._state.execute(
            "SELECT path, digest, etag, modified FROM fetched WHERE corpus = ? AND url = ?", (self._key, url)
        ).fetchone()
        return tuple(found) if found else None

    def _free_path(self, url: str, name: str) -> str:
        from qabot.ingest.web.save import slug

        site = (urlsplit(url).hostname or "site").removeprefix("www.")
        folder = self._folder or ".".join(part for part in map(slug, site.split(".")) if part) or "site"
        stem, suffix = name.rsplit(".", 1)
        paths = (f"{folder}/{stem}{f'-{number}' if number > 1 else ''}.{suffix}" for number in range(1, 10_000))
        return next(path for path in paths if not (self._corpus / path).exists())

    def _write(self, path: str, content: bytes) -> None:
        """Write a file whole or not at all; a watching index sees nothing of it before."""
        file = self._corpus / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.parent.resolve().is_relative_to(self._corpus.resolve()):
            raise ConfigError(f"{path} leads out of the corpus", remedy="Name another --collection")
        part = file.with_name(f".{file.name}.part")
        part.write_bytes(content)
        part.replace(file)


def _file_of(fetched: Fetched) -> tuple[str, bytes, str]:
    """Return the name, the content and the title of the file that a fetched page becomes.

    Raises:
        QabotError: there is no article in it.
    """
    from qabot.ingest.web.save import article_of, as_markdown, file_name, slug

    content, url = fetched.content or b"", fetched.url
    if fetched.media == "application/pdf" or content.startswith(b"%PDF-"):
        stem = slug(urlsplit(url).path.rpartition("/")[2].removesuffix(".pdf")) or "page"
        return f"{stem}.pdf", content, stem
    if fetched.media not in ("", "text/html", "application/xhtml+xml", "text/plain"):
        raise FetchError(f"{url} is {fetched.media}, not a page", remedy="Save it in the corpus yourself")
    page = article_of(fetched)
    return f"{file_name(page, url)}.md", as_markdown(page).encode(), page.title


def _address(url: str) -> str:
    """Return an address as it is asked for: without its fragment, https where no scheme is given."""
    plain = urldefrag(url.strip()).url
    return plain if "://" in plain else f"https://{plain}"


def _folder(name: str | None) -> str | None:
    """Return a collection's name, checked.

    Raises:
        ConfigError: it leads out of the corpus, or is hidden.
    """
    if name is None:
        return None
    parts = name.strip().strip("/").split("/")
    if any(
        not part or part.startswith(".") or os.sep in part or "\\" in part or not part.isprintable() for part in parts
    ):
        raise ConfigError(f"{name!r} is no folder below the corpus", remedy="For example: --collection syria/2024")
    return "/".join(parts)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _tell(outcomes: Sequence[Outcome], *, as_json: bool, no_color: bool) -> None:
    if as_json:
        rows = [{"url": one.url, "status": one.status, "path": one.path, "told": one.told} for one in outcomes]
        print_json(json.dumps({"pages": rows}, ensure_ascii=False))
        return
    from rich.text import Text

    from qabot.surfaces.wording import sanitize

    out = open_console(no_color=no_color)
    for one in outcomes:
        told = [sanitize(part) for part in (one.path or one.url, one.told) if part]
        out.print(Text.assemble((f"{one.status:<9} ", _SHOWN[one.status]), " · ".join(told)), soft_wrap=True)
    if not outcomes:
        out.print("Nothing new.")
