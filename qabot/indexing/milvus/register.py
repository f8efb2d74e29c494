"""The list of builds of an index in Milvus: which are written, which is current, and which can be deleted."""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import TYPE_CHECKING

from qabot.errors import IndexMissing, IndexProblem
from qabot.indexing.milvus.layout import CollectionNames, build_of
from qabot.indexing.milvus.store import current_name

if TYPE_CHECKING:
    from qabot.indexing.milvus.connection import Kind, Milvus, Row

_COLUMNS: dict[str, Kind] = {
    "key": "text_key",
    "state": "text",
    "began_ms": "int",
    "beat_ms": "int",
    "ended_ms": "int",
    "holder": "text",
}
_BEAT_S = 60.0
_DEAD_S = 900.0
"""A writer whose last heartbeat is older than this is dead."""


class Register:
    """The builds of one index, ``writing``, ``current`` or ``replaced``, in a collection of its own."""

    def __init__(self, milvus: Milvus, name: str, *, keep_s: float) -> None:
        """Read nothing yet.

        Args:
            milvus: the connection.
            name: of the index.
            keep_s: how long a replaced build stays for processes that still read it.
        """
        self._milvus = milvus
        self._name = name
        self._collection = f"{name}_builds"
        self._keep_ms = int(keep_s * 1000)

    def current(self) -> str | None:
        """Return the current build, ``None`` when there is none."""
        try:
            return current_name(self._milvus, self._name)
        except IndexMissing:
            return None

    def begin(self, build: str) -> Heartbeat:
        """Register a build that is about to be written, before its collections are created."""
        if self._collection not in self._milvus.collections():
            self._milvus.create(self._collection, _COLUMNS, strong=True)
            self._milvus.finish(self._collection, {})
        row: Row = {
            "key": build,
            "state": "writing",
            "began_ms": _now_ms(),
            "beat_ms": _now_ms(),
            "ended_ms": 0,
            "holder": f"process {os.getpid()} on {socket.gethostname()}",
        }
        self._write(row)
        return Heartbeat(self, row)

    def publish(self, build: str) -> str:
        """Make a build the current one, unless a newer one is; return the build that is current now.

        Two builds may be written at the same time: the later one has read the newer articles, and wins.
        """
        rows = self._rows()
        before = self.current()
        if before and before in rows and rows[before]["began_ms"] > rows[build]["began_ms"]:
            return before
        self._milvus.point(self._name, CollectionNames(self._name, build).passages)
        self._write({**rows[build], "state": "current"})
        if before and before in rows:
            self._write({**rows[before], "state": "replaced", "ended_ms": _now_ms()})
        return build

    def writers(self) -> list[str]:
        """Return the processes that write at this moment."""
        if self._collection not in self._milvus.collections():
            return []
        return sorted(row["holder"] for row in self._rows().values() if self._alive(row))

    def discard(self, build: str) -> None:
        """Delete a build that was not published."""
        for collection in CollectionNames(self._name, build).all:
            self._milvus.drop(collection)
        self._milvus.remove(self._collection, [build])

    def sweep(self) -> None:
        """Delete the builds that nobody reads or writes any more, also those of writers that died."""
        collections = self._milvus.collections()
        if self._collection not in collections:
            return
        rows = self._rows()
        current = self.current()
        there = {build for collection in collections if (build := build_of(collection, self._name))}
        for build in sorted((there | rows.keys()) - {current}):
            row = rows.get(build)
            if row and row["state"] == "current":
                # Its writer died after another was published, or between the two steps of publishing this one.
                self._write({**row, "state": "replaced", "ended_ms": _now_ms()})
            elif not (row and (self._alive(row) or self._kept(row))):
                self.discard(build)

    def beat(self, row: Row) -> None:
        """Record that a writer is alive."""
        self._write({**row, "beat_ms": _now_ms()})

    def _alive(self, row: Row) -> bool:
        return bool(row["state"] == "writing" and _now_ms() - row["beat_ms"] < _DEAD_S * 1000)

    def _kept(self, row: Row) -> bool:
        return bool(row["state"] == "replaced" and _now_ms() - row["ended_ms"] < self._keep_ms)

    def _rows(self) -> dict[str, Row]:
        return {row["key"]: row for row in self._milvus.query(self._collection, "began_ms >= 0", list(_COLUMNS))}

    def _write(self, row: Row) -> None:
        columns = {name: row[name] for name in _COLUMNS}
        self._milvus.insert(self._collection, [columns], placeholder=True, replace=True)


class Heartbeat:
    """Records every minute, in a thread of its own, that a writer is alive."""

    def __init__(self, register: Register, row: Row) -> None:
        """Start the thread."""
        self._register = register
        self._row = row
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread, and wait for it."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_BEAT_S):
            try:
                self._register.beat(self._row)
            except IndexProblem:
                # The writer itself meets the same fault and reports it; a missed heartbeat does no harm.
                continue


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
