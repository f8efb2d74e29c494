"""A build before it is published, wherever that will be: its articles, and which of its texts have a vector already."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from qabot.indexing.checkpoint import Checkpoint
from qabot.indexing.local.catalogue_writer import CatalogueWriter
from qabot.indexing.minhash import signature_of
from qabot.text.header import embedded_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Article, Passage
    from qabot.ports import Vectors

_TEXTS_AT_ONCE = 256
"""Embedded between two writes to the checkpoint: two to five seconds' work."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Vectors of an earlier build: the row of each embedded text's key, and a way to read rows."""

    rows: Mapping[bytes, int]
    read: Callable[[NDArray[np.int64]], Vectors]


class Draft:
    """Takes articles and vectors, in a folder of its own."""

    def __init__(self, folder: Path, checkpoint: Checkpoint, kept: Sequence[Kept], *, dim: int) -> None:
        """Begin.

        Args:
            folder: an empty one.
            checkpoint: keeps new vectors, and has those of an earlier run that was stopped.
            kept: earlier builds whose vectors hold still, the first that has one counts.
            dim: the length of a vector.
        """
        self._kept = kept
        self._dim = dim
        self._embedded = checkpoint
        self._digest = blake2b(digest_size=16)
        self._chars = array("I")
        self._missing: dict[bytes, int] = {}
        self._resumed: set[bytes] = set()
        self._asked: list[bytes] = []
        self.catalogue = CatalogueWriter(folder)
        self.keys: list[bytes] = []

    def add(self, article: Article, passages: Sequence[Passage], *, signature: bytes | None) -> None:
        """Take one article and its passages; ``signature`` is known of a text that an earlier build has."""
        texts = [embedded_text(article, passage) for passage in passages]
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        self.catalogue.add(article, passages, keys, signature=signature or signature_of(article.text))
        self._digest.update(bytes.fromhex(article.digest))
        for key, text in zip(keys, texts, strict=True):
            if key in self._embedded:
                self._resumed.add(key)
            elif not any(key in kept.rows for kept in self._kept):
                self._missing.setdefault(key, len(self.keys))
            self.keys.append(key)
            self._chars.append(len(text))

    @property
    def corpus_digest(self) -> str:
        """Return 32 hex digits over every article's digest."""
        return self._digest.hexdigest()

    @property
    def missing(self) -> int:
        """Return how many texts have no vector yet."""
        return len(self._missing)

    @property
    def resumed(self) -> int:
        """Return how many texts have a vector from an earlier run that was stopped."""
        return len(self._resumed)

    def to_embed(self) -> Iterator[Sequence[str]]:
        """Yield texts without a vector, a bounded number at a time, the longest first."""
        waiting = sorted(self._missing, key=lambda key: (-self._chars[self._missing[key]], key))
        for first in range(0, len(waiting), _TEXTS_AT_ONCE):
            self._asked = waiting[first : first + _TEXTS_AT_ONCE]
            chosen = self.catalogue.chosen([self._missing[key] for key in self._asked])
            yield [embedded_text(article, passage) for article, passage in chosen]

    def put(self, vectors: Vectors) -> None:
        """Take the vectors of the texts that ``to_embed`` yielded last, in order; they outlive this process.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        self._embedded.put(self._asked, vectors)
        for key in self._asked:
            del self._missing[key]

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many passages there are, and how long a vector is."""
        return len(self.keys), self._dim

    @property
    def kept(self) -> NDArray[np.int64]:
        """Return for each passage the row of its vector in the first of the earlier builds, or -1."""
        import numpy as np

        rows = self._kept[0].rows if self._kept else {}
        numbers = (-1 if key in self._embedded else rows.get(key, -1) for key in self.keys)
        return np.fromiter(numbers, np.int64, len(self.keys))

    def __getitem__(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these passages, one row each, when none is missing any more."""
        import numpy as np

        vectors: Vectors = np.empty((len(rows), self._dim), dtype=np.float32)
        keys = [self.keys[row] for row in rows]
        new = [place for place, key in enumerate(keys) if key in self._embedded]
        vectors[new] = self._embedded.vectors([keys[place] for place in new])
        left = {place: key for place, key in enumerate(keys) if key not in self._embedded}
        for kept in self._kept:
            here = {place: kept.rows[key] for place, key in left.items() if key in kept.rows}
            if here:
                vectors[list(here)] = kept.read(np.array(list(here.values()), dtype=np.int64))
            left = {place: key for place, key in left.items() if place not in here}
        return vectors
