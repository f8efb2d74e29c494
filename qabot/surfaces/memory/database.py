"""The state database: one SQLite file beside the builds, for settings, feedback and conversations."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from qabot.errors import IndexNotWritable

if TYPE_CHECKING:
    from pathlib import Path

FILE = "state.sqlite"
_WAIT_S = 5.0
_PRIVATE = 0o600
"""Read and written by the owner alone. SQLite gives its ``-wal`` and ``-shm`` files the mode of the database."""


def open_state(index: Path, *tables: str) -> sqlite3.Connection:
    """Open the state database of an index folder; make the folder, the file and ``tables`` if they do not exist.

    Only the owner of the file can read it, also if an earlier version made it readable to others. Each writer has a
    connection of its own, used by one thread at a time; several processes may write.

    Args:
        index: the index folder.
        tables: ``CREATE TABLE IF NOT EXISTS`` statements of the caller's own tables.

    Raises:
        IndexNotWritable: the file cannot be made or written, is locked, or is not a database.
    """
    file = index / FILE
    try:
        index.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(file)
        state = sqlite3.connect(file, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
        try:
            state.execute("PRAGMA journal_mode = WAL")
            state.execute("PRAGMA synchronous = NORMAL")
            for table in tables:
                state.execute(table)
        except sqlite3.Error:
            state.close()
            raise
    except (OSError, sqlite3.Error) as err:
        raise IndexNotWritable(f"{file} cannot be used ({err})", remedy="Check the folder and the file") from err
    return state


def make_private(file: Path) -> None:
    """Make a file that only its owner can read, or take the rights of others away from an existing file.

    The files that SQLite keeps beside a database are treated alike.

    Raises:
        OSError: the file cannot be made.
    """
    # A file that exists is not opened: closing it would take away the locks that SQLite has on it in this process.
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, _PRIVATE))
    for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        # The file may belong to somebody else who lets this user write to it, or may not exist.
        with suppress(OSError):
            if path.stat().st_mode & 0o077:
                path.chmod(_PRIVATE)


@contextmanager
def durable(state: sqlite3.Connection) -> Iterator[None]:
    """Let what is written meanwhile survive a power failure: each commit returns when it is on the disk.

    Elsewhere the last commits may be lost with the power, but never the database.
    """
    state.execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        state.execute("PRAGMA synchronous = NORMAL")
