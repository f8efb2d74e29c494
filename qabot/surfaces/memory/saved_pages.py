"""The pages that ``qabot add`` saved: each address with its file, so that a page is saved once and edits are kept."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal
from urllib.parse import urldefrag, urlsplit

from qabot.errors import ConfigError, FetchError, IndexBusy, QabotError

if TYPE_CHECKING:
    from pathlib import Path

    from qabot.ingest.web.fetch import Fetched, Fetcher

TABLE = (
    "CREATE TABLE IF NOT EXISTS fetched (corpus TEXT NOT NULL, url TEXT NOT NULL, path TEXT NOT NULL,"
    " digest TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, PRIMARY KEY (corpus, url))"
)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What happened to an address.

    Attributes:
        status: "edited" means that the file was edited by hand and is left alone.
        path: of the file, below the corpus; ``""`` when there is none.
        detail: its title, or why it was not saved.
    """

    url: str
    status: Literal["added", "updated", "unchanged", "edited", "failed"]
    path: str
    detail: str


class SavedPages:
    """Saves web pages as files of a corpus, and remembers which address became which file."""

    def __init__(self, corpus: Path, state: sqlite3.Connection, *, folder: str | None, overwrite: bool) -> None:
        """Use a state database that was opened with ``TABLE``.

        Args:
            corpus: the folder of articles.
            state: the state database.
            folder: where below the corpus new pages go; ``None`` names the folder after the site.
            overwrite: replace files that were edited by hand.
        """
        self._corpus = corpus
        self._key = str(corpus.resolve())
        self._state = state
        self._folder = folder
        self._overwrite = overwrite

    def has(self, url: str) -> bool:
        """Return whether a page was saved before and its file still exists.

        Raises:
            IndexBusy: another process has locked the state database.
        """
        row = self._row(url)
        return row is not None and (self._corpus / row[0]).is_file()

    def add(self, fetcher: Fetcher, url: str) -> SavedPage:
        """Fetch a page and save it, unless it has not changed or its file was edited by hand."""
        from qabot.ingest.web.fetch import Validators

        try:
            row = self._row(url) if self.has(url) else None
            fetched = fetcher.fetch(url, known=Validators(row[2], row[3]) if row else None)
            if row and fetched.content is None:
                return SavedPage(url, "unchanged", row[0], "")
            name, content, title = _file_of(fetched)
            if row and row[1] != _digest((self._corpus / row[0]).read_bytes()) and not self._overwrite:
                return SavedPage(url, "edited", row[0], "was edited here; --overwrite replaces it")
            path = row[0] if row else self._free_path(fetched.url, name)
            same = row is not None and row[1] == _digest(content)
            version = fetched.version
            with self._recorded(url, path, _digest(content), version.etag, version.modified):
                if not same:
                    self._write(path, content)
        except QabotError as err:
            return SavedPage(url, "failed", "", str(err))
        except OSError as err:
            return SavedPage(url, "failed", "", f"{self._corpus} cannot be written ({err.strerror})")
        return SavedPage(url, "unchanged" if same else "updated" if row else "added", path, title)

    def _row(self, url: str) -> tuple[str, str, str, str] | None:
        try:
            found = self._state.execute(
                "SELECT path, digest, etag, modified FROM fetched WHERE corpus = ? AND url = ?", (self._key, url)
            ).fetchone()
        except sqlite3.Error as err:
            raise _locked(err) from err
        return tuple(found) if found else None

    @contextmanager
    def _recorded(self, url: str, path: str, digest: str, etag: str, modified: str) -> Iterator[None]:
        """Record a page in the same transaction in which its file is written: both are kept, or neither.

        The record is written first. If the database is locked, no file is written, so the next run saves the page
        under the same name and not as a second copy.

        Raises:
            IndexBusy: another process has locked the state database.
        """
        file = self._corpus / path
        try:
            before = file.read_bytes()
        except FileNotFoundError:
            before = None
        try:
            self._state.execute("BEGIN IMMEDIATE")
            self._state.execute(
                "INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?, ?, ?)",
                (self._key, url, path, digest, etag, modified),
            )
        except sqlite3.Error as err:
            self._roll_back()
            raise _locked(err) from err
        try:
            yield
            self._state.execute("COMMIT")
        except BaseException as err:
            self._roll_back()
            with suppress(OSError):
                if before is None:
                    file.unlink(missing_ok=True)
                else:
                    _replace(file, before)
            if isinstance(err, sqlite3.Error):
                raise _locked(err) from err
            raise

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            self._state.execute("ROLLBACK")

    def _free_path(self, url: str, name: str) -> str:
        from qabot.ingest.web.save import slug

        site = (urlsplit(url).hostname or "site").removeprefix("www.")
        folder = self._folder or ".".join(part for part in map(slug, site.split(".")) if part) or "site"
        stem, suffix = name.rsplit(".", 1)
        paths = (f"{folder}/{stem}{f'-{number}' if number > 1 else ''}.{suffix}" for number in range(1, 10_000))
        return next(path for path in paths if not (self._corpus / path).exists())

    def _write(self, path: str, content: bytes) -> None:
        file = self._corpus / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.parent.resolve().is_relative_to(self._corpus.resolve()):
            raise ConfigError(f"{path} leads out of the corpus", remedy="Name another --collection")
        _replace(file, content)


def feed_links(fetcher: Fetcher, url: str) -> list[str]:
    """Return the addresses that a feed links to, in the feed's order.

    Raises:
        FetchError: the feed cannot be fetched, or the address is not a feed.
    """
    from qabot.ingest.web.save import links_of

    return [urldefrag(link).url for link in links_of(fetcher.fetch(url))]


def check_collection(name: str | None) -> str | None:
    """Return the name of a collection without slashes around it; ``None`` stays ``None``.

    Raises:
        ConfigError: the name leads out of the corpus, or a folder in it is hidden.
    """
    if name is None:
        return None
    parts = name.strip().strip("/").split("/")
    if any(
        not part or part.startswith(".") or os.sep in part or "\\" in part or not part.isprintable() for part in parts
    ):
        raise ConfigError(f"{name!r} is not a folder below the corpus", remedy="For example: --collection syria/2024")
    return "/".join(parts)


def _replace(file: Path, content: bytes) -> None:
    """Write a file in one step: a watching index sees the old content or the new content, never a part."""
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    part.replace(file)


def _file_of(fetched: Fetched) -> tuple[str, bytes, str]:
    """Return the name, the content and the title of the file that a fetched page becomes.

    Raises:
        QabotError: the page has no article.
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


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _locked(err: sqlite3.Error) -> IndexBusy:
    return IndexBusy(f"state.sqlite cannot be used ({err})", remedy="Try again when no other qabot is writing")
