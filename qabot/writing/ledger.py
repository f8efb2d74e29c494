"""Remembers what a language model wrote, and how much was asked of it today."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

FILE = "writer.sqlite"
_KEPT = 1_000
"""Texts that are kept, at most; the oldest go first."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS spent (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL)",
)


class Ledger:
    """One SQLite file beside the builds, for its owner alone. Where it cannot be used, nothing is kept or counted."""

    def __init__(self, index: Path) -> None:
        """Keep where the file is; it is made when something is written."""
        self._file = index / FILE

    def text(self, key: str) -> str | None:
        """Return what was written for a key, ``None`` if nothing was."""
        for state in self._opened():
            row = state.execute("SELECT text FROM texts WHERE key = ?", (key,)).fetchone()
            return str(row[0]) if row else None
        return None

    def put(self, key: str, text: str) -> None:
        """Keep what was written for a key."""
        for state in self._opened():
            state.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (key, text))
            state.execute(
                "DELETE FROM texts WHERE rowid <= (SELECT max(rowid) FROM texts) - ?",
                (_KEPT,),
            )

    def spent(self, day: date) -> int:
        """Return the tokens that were asked for and written on a day."""
        for state in self._opened():
            row = state.execute("SELECT tokens FROM spent WHERE day = ?", (day.isoformat(),)).fetchone()
            return int(row[0]) if row else 0
        return 0

    def spend(self, day: date, tokens: int) -> None:
        """Count tokens for a day, and forget the days before."""
        for state in self._opened():
            state.execute("DELETE FROM spent WHERE day < ?", (day.isoformat(),))
            state.execute(
                "INSERT INTO spent VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET tokens = tokens + excluded.tokens",
                (day.isoformat(), tokens),
            )

    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Yield the database once, or not at all if it cannot be used."""
        with suppress(OSError, sqlite3.Error), self._connection() as state:
            for table in _TABLES:
                state.execute(table)
            yield state

    def _connection(self) -> AbstractContextManager[sqlite3.Connection]:
        with suppress(FileExistsError):
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        return closing(sqlite3.connect(self._file, timeout=2.0, isolation_level=None))


def key_of(*, build: str, model: str, tokens: int, messages: Sequence[dict[str, str]]) -> str:
    """Return the key of a request: equal if and only if the same is asked of the same model over the same build."""
    whole = json.dumps([build, model, tokens, list(messages)], ensure_ascii=False)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
