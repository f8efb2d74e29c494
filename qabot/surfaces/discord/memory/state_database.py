"""The state database without waiting: one thread writes it, one reads it, and the event loop goes on."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from qabot.errors import QabotError
from qabot.surfaces.discord.memory.tables import TABLES, Tables
from qabot.surfaces.memory.database import durable, open_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


class MemoryUnavailable(QabotError):
    """The state database cannot be read or written at the moment."""


class StateDatabase:
    """The state database in an index folder, with a connection for reading and one for writing."""

    def __init__(self, index: Path, *, days: float) -> None:
        """Open the database, and create what is missing; answers and conversations are deleted after ``days``.

        Raises:
            IndexNotWritable: the database cannot be used.
        """
        self._connections = [open_state(index, *TABLES), open_state(index)]
        write, read = self._connections
        read.execute("PRAGMA query_only = ON")
        self._write = (ThreadPoolExecutor(1, thread_name_prefix="memory-write"), write, Tables(write, days=days))
        self._read = (ThreadPoolExecutor(1, thread_name_prefix="memory-read"), read, Tables(read, days=days))

    def read_at_start(self, work: Callable[[Tables], T]) -> T:
        """Return what ``work`` reads; the caller waits, so this is for the time before the event loop runs."""
        return work(self._read[2])

    async def read(self, work: Callable[[Tables], T]) -> T:
        """Return what ``work`` reads.

        Raises:
            MemoryUnavailable: the database cannot be read.
        """
        thread, _, tables = self._read
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, work, tables)
        except (sqlite3.Error, RuntimeError) as err:
            raise MemoryUnavailable(f"What I keep could not be read ({err})", remedy="Try again in a minute") from err

    async def write(self, work: Callable[[Tables], T]) -> T:
        """Return the result of ``work``; either all that it writes is stored, or nothing.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """
        thread, state, tables = self._write

        def transaction() -> T:
            # An acknowledged /settings must survive a power failure.
            with durable(state):
                state.execute("BEGIN IMMEDIATE")
                try:
                    result = work(tables)
                    state.execute("COMMIT")
                except BaseException:
                    state.execute("ROLLBACK")
                    raise
                return result

        try:
            return await asyncio.get_running_loop().run_in_executor(thread, transaction)
        except (sqlite3.Error, RuntimeError) as err:
            raise MemoryUnavailable(f"This could not be kept ({err})", remedy="Try again in a minute") from err

    async def close(self) -> None:
        """Finish what is being written, and close the database."""
        for thread, _, _ in (self._write, self._read):
            await asyncio.to_thread(thread.shutdown)
        for connection in self._connections:
            connection.close()
