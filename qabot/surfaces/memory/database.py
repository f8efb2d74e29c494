"""What the surfaces remember between runs, in one SQLite file beside the builds: settings, feedback, conversations."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from qabot.errors import IndexNotWritable

if TYPE_CHECKING:
    from pathlib import Path

FILE = "state.sqlite"
_WAIT_S = 5.0


def open_state(index: Path, *tables: str) -> sqlite3.Connection:
    """Open the state database of an index folder, making it and ``tables`` when they are not there.

    Each writer has a connection of its own, used by one thread at a time; several processes may write.

    Args:
        index: the index folder.
        tables: ``CREATE TABLE IF NOT EXISTS`` statements of the caller's own tables.

    Raises:
        IndexNotWritable: the file cannot be made or written, or is no database.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        state = sqlite3.connect(index / FILE, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
        try:
            state.execute("PRAGMA journal_mode = WAL")
            state.execute("PRAGMA synchronous = NORMAL")
            for table in tables:
                state.execute(table)
        except sqlite3.Error:
            state.close()
            raise
    except (OSError, sqlite3.Error) as err:
        raise IndexNotWritable(
            f"{index / FILE} cannot be used ({err})", remedy="Check the folder and the file"
        ) from err
    return state
