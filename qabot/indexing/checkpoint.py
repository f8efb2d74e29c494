"""Keeps vectors on disk until a build has them, so that a killed run embeds nothing twice."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from typing import TYPE_CHECKING, Any

from qabot.files import writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np

    from qabot.ports import Vectors

KEY_BYTES = 16
_SUM_BYTES = 4
_SCHEMA = 1


class Checkpoint:
    """An append-only file of (key, vector) records of one model.

    The first line names the model and the length of its vectors. Records of equal length follow: the key of a text, its
    (dim,) little-endian float32 vector, and the CRC-32 of both. The first record that is incomplete or does not match
    its CRC ends the file: it and what follows are cut off before anything is appended.
    """

    def __init__(self, path: Path, *, fingerprint: str, dim: int) -> None:
        """Read the vectors that an earlier run left for this model. The first ``put`` drops those of another model.

        Args:
            path: of the file, which need not exist.
            fingerprint: of the model.
            dim: the length of its vectors.
        """
        self._path = path
        self._dim = dim
        self._record_bytes = KEY_BYTES + 4 * dim + _SUM_BYTES
        about = {"schema": _SCHEMA, "fingerprint": fingerprint, "dim": dim}
        self._head = json.dumps(about, sort_keys=True).encode() + b"\n"
        self._rows: dict[bytes, int] = {}
        self._read()

    def __len__(self) -> int:
        """Return how many vectors there are."""
        return len(self._rows)

    def __contains__(self, key: bytes) -> bool:
        """Return whether there is a vector for a key."""
        return key in self._rows

    def put(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Append the vectors of new keys. When this returns, the system has them: they outlive this process.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        import numpy as np

        rows = np.ascontiguousarray(vectors, dtype="<f4")
        bodies = [key + row.tobytes() for key, row in zip(keys, rows, strict=True)]
        block = b"".join(body + zlib.crc32(body).to_bytes(_SUM_BYTES, "little") for body in bodies)
        with writing(self._path.parent), self._path.open("r+b" if self._rows else "wb") as stream:
            if self._rows:
                stream.truncate(self._end)
                stream.seek(0, os.SEEK_END)
            else:
                stream.write(self._head)
            stream.write(block)
        for key in keys:
            self._rows[key] = len(self._rows)

    def vectors(self, keys: Sequence[bytes]) -> Vectors:
        """Return the vectors of known keys, one row each: (n, dim) float32."""
        import numpy as np

        rows: Vectors = np.empty((len(keys), self._dim), dtype=np.float32)
        if keys:
            numbers = np.array([self._rows[key] for key in keys], dtype=np.int64)
            rows[:] = self._records()["vector"][numbers]
        return rows

    def clear(self) -> None:
        """Delete the file, once a build has everything in it."""
        self._rows.clear()
        with contextlib.suppress(OSError):
            self._path.unlink()

    @property
    def _end(self) -> int:
        return len(self._head) + len(self._rows) * self._record_bytes

    def _read(self) -> None:
        try:
            with self._path.open("rb") as stream:
                if stream.readline(len(self._head)) != self._head:
                    return
                while len(record := stream.read(self._record_bytes)) == self._record_bytes:
                    body, expected = record[:-_SUM_BYTES], record[-_SUM_BYTES:]
                    if zlib.crc32(body).to_bytes(_SUM_BYTES, "little") != expected or body[:KEY_BYTES] in self._rows:
                        return
                    self._rows[body[:KEY_BYTES]] = len(self._rows)
        except OSError:
            self._rows.clear()

    def _records(self) -> np.memmap[Any, Any]:
        """Return the records of the file as a memory-mapped structured array."""
        import numpy as np

        record = np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f4", (self._dim,)), ("sum", "<u4")])
        return np.memmap(self._path, dtype=record, mode="r", offset=len(self._head), shape=(len(self._rows),))
