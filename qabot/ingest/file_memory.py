"""Remembers which articles each file of the corpus had, so that a file that did not change is not read again.

A file counts as unchanged when its size, its inode and both of its times are as they were before it was read: that of
its content, and that of its last change of any kind, which the system sets and nobody can set back. A file is not
remembered, and so is read the next time:

- when it was changed within two seconds before it was read: it may be changed again without another time;
- when something in it was skipped: what could not be read once may be readable now;
- on a system other than Linux and macOS, where the second time means something else.

Everything is forgotten when another version of qabot or of a library reads the files, or other limits apply.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import sys
import time
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.model import Article, KnownArticle, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qabot.ingest.source import Limits
    from qabot.ingest.walk import CorpusFile

FILE = "files.sqlite"
_CODE = ("ingest", "model", "text")
"""The folders of the code that reads files."""
_SETTLED_NS = 2_000_000_000
"""The coarsest times of a file system in use, those of FAT, have two seconds."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (readers TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, inode INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
    status_changed_ns INTEGER NOT NULL, articles TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
_LIBRARIES = (
    "charset-normalizer",
    "dateparser",
    "defusedxml",
    "feedparser",
    "lxml",
    "lxml-html-clean",
    "markdown-it-py",
    "pypdfium2",
    "python-docx",
    "pyyaml",
    "striprtf",
    "trafilatura",
)

_State = tuple[int, int, int, int]


class FileMemory:
    """The files that were read for an index. Nothing here may be needed: a file that cannot be read counts as empty."""

    def __init__(self, file: Path, *, limits: Limits) -> None:
        """Read what an earlier run remembered.

        Args:
            file: in the folder of the index; it need not exist.
            limits: under which files are read.
        """
        self._file = file
        self._readers = _readers(limits)
        self._before: dict[str, tuple[_State, str]] = {}
        self._seen: dict[str, tuple[_State, str] | None] = {}
        with contextlib.suppress(sqlite3.Error, OSError):
            if file.is_file() and sys.platform in ("linux", "darwin"):
                self._before = self._read()

    def recall(self, found: CorpusFile) -> tuple[KnownArticle, ...] | None:
        """Return the articles of a file if it did not change since it was read, else ``None``."""
        before = self._before.get(found.path)
        if not before or before[0] != _state(found.file):
            return None
        self._seen[found.path] = before
        return tuple(KnownArticle(name, digest, found.path, place) for name, digest, place in json.loads(before[1]))

    def watched(self, found: CorpusFile, items: Iterable[Article | Skipped]) -> Iterator[Article | Skipped]:
        """Yield the items of a file that is read now, and remember them."""
        now_ns = time.time_ns()
        state = _state(found.file)
        settled = state is not None and max(state[2], state[3]) + _SETTLED_NS < now_ns
        articles: list[tuple[str, str, str]] = []
        for item in items:
            if isinstance(item, Skipped):
                settled = False
            elif settled:
                articles.append((item.id, item.digest, item.locate(0)))
            yield item
        self._seen[found.path] = (state, json.dumps(articles)) if state and settled else None

    def save(self) -> None:
        """Keep what was seen for the next run, and forget all other files."""
        gone = [path for path in self._before if not self._seen.get(path)]
        new = [
            (path, *seen[0], seen[1])
            for path, seen in self._seen.items()
            if seen and seen is not self._before.get(path)
        ]
        if not (gone or new):
            return
        try:
            self._write(gone, new)
        except (sqlite3.Error, OSError):
            # A full disk, or a damaged file: without it, everything is read the next time.
            with contextlib.suppress(OSError):
                self._delete()

    def _read(self) -> dict[str, tuple[_State, str]]:
        with contextlib.closing(sqlite3.connect(self._file)) as db:
            if db.execute("SELECT readers FROM about").fetchall() != [(self._readers,)]:
                return {}
            rows = db.execute("SELECT path, bytes, inode, changed_ns, status_changed_ns, articles FROM file")
            return {path: ((*state,), articles) for path, *state, articles in rows}

    def _write(self, gone: list[str], new: Sequence[tuple[object, ...]]) -> None:
        if not self._before:
            self._delete()
        with contextlib.closing(sqlite3.connect(self._file)) as db:
            db.executescript(_SCHEMA)
            with db:
                db.execute("DELETE FROM about")
                db.execute("INSERT INTO about VALUES (?)", (self._readers,))
                db.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in gone))
                db.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)", new)

    def _delete(self) -> None:
        # The journal of a run that was killed belongs to this file alone.
        self._file.with_name(f"{self._file.name}-journal").unlink(missing_ok=True)
        self._file.unlink(missing_ok=True)


def _state(file: Path) -> _State | None:
    """Return the size, the inode and the two times of a file; ``None`` for what is none."""
    try:
        state = os.stat(file)  # noqa: PTH116 - a third faster than pathlib, for each file of a large corpus
    except OSError:
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    return state.st_size, state.st_ino, state.st_mtime_ns, state.st_ctime_ns


def _readers(limits: Limits) -> str:
    """Return a text that is another when files may be read in another way: by other code, or within other limits."""
    package = Path(__file__).parents[1]
    code = sorted(file for folder in _CODE for file in (package / folder).rglob("*.py"))
    states = [(str(file.relative_to(package)), file.stat().st_size, file.stat().st_mtime_ns) for file in code]
    versions = {}
    for name in _LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    about = repr((limits, states, versions, sys.version))
    return blake2b(about.encode(), digest_size=16).hexdigest()
