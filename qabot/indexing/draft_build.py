"""What is new in a build before it is published, on disk or in Milvus: articles, and texts that need a vector."""

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
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Article, Passage
    from qabot.ports import Vectors

_TEXTS_AT_ONCE = 256
"""Texts embedded between two writes to the checkpoint: two to five seconds of work."""


@dataclass(frozen=True, slots=True)
class ReusableVectors:
    """The vectors of an earlier build.

    Attributes:
        row_of: returns the number of a row by the key of the text that it was made from; ``None`` if there is none.
        read: returns the rows with the given numbers, (n, dim) float32.
    """

    row_of: Callable[[bytes], int | None]
    read: Callable[[NDArray[np.int64]], Vectors]


class DraftBuild:
    """Collects new articles and their vectors in a folder of its own; in Milvus, all articles are new."""

    def __init__(
        self,
        folder: Path,
        checkpoint: Checkpoint,
        reusable: Sequence[ReusableVectors],
        *,
        dim: int,
        first_article: int = 0,
        first_passage: int = 0,
    ) -> None:
        """Create the part of a catalogue that has the articles.

        Args:
            folder: of the part, empty.
            checkpoint: keeps new vectors, and has those of an earlier run that was stopped.
            reusable: the vectors of earlier builds; the first build that has a text's vector gives it.
            dim: the length of a vector.
            first_article: the number of its first article.
            first_passage: the number of its first passage.
        """
        self._reusable = reusable
        self._dim = dim
        self._embedded = checkpoint
        self._digest = blake2b(digest_size=16)
        self._chars = array("I")
        self._missing: dict[bytes, int] = {}
        self._resumed: set[bytes] = set()
        self._asked: list[bytes] = []
        self.catalogue = CatalogueWriter(folder, first_article=first_article, first_passage=first_passage)
        self.keys: list[bytes] = []

    def add(self, article: Article, passages: Sequence[Passage], *, signature: bytes | None) -> None:
        """Take one article and its passages.

        Args:
            article: to be indexed.
            passages: of the article, in order.
            signature: its MinHash signature, if an earlier build has the same text; else ``None``.
        """
        texts = [embedded_text(article, passage) for passage in passages]
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        self.catalogue.add(article, passages, keys, signature=signature or signature_of(article.text))
        self._digest.update(bytes.fromhex(article.digest))
        for key, text in zip(keys, texts, strict=True):
            if key in self._embedded:
                self._resumed.add(key)
            elif not any(earlier.row_of(key) is not None for earlier in self._reusable):
                self._missing.setdefault(key, len(self.keys))
            self.keys.append(key)
            self._chars.append(len(text))

    def keep(self, digest: str) -> None:
        """Take an article that an earlier part has, by its digest."""
        self._digest.update(bytes.fromhex(digest))

    @property
    def corpus_digest(self) -> str:
        """Return 32 hex digits that depend on the digest of every article."""
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
        """Yield the texts that need a vector, at most 256 at a time, the longest first."""
        waiting = sorted(self._missing, key=lambda key: (-self._chars[self._missing[key]], key))
        for first in range(0, len(waiting), _TEXTS_AT_ONCE):
            self._asked = waiting[first : first + _TEXTS_AT_ONCE]
            first = self.catalogue.first_passage
            chosen = self.catalogue.chosen([first + self._missing[key] for key in self._asked])
            yield [embedded_text(article, passage) for article, passage in chosen]

    def put(self, vectors: Vectors) -> None:
        """Take the vectors of the texts that ``to_embed`` yielded last, in order. They outlive this process.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        self._embedded.put(self._asked, vectors)
        for key in self._asked:
            del self._missing[key]

    @property
    def shape(self) -> tuple[int, int]:
        """Return the number of passages of the part and the length of a vector."""
        return len(self.keys), self._dim

    def __getitem__(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these passages, one row each, once none is missing: (n, dim) float32."""
        import numpy as np

        vectors: Vectors = np.empty((len(rows), self._dim), dtype=np.float32)
        keys = [self.keys[row] for row in rows]
        new = [place for place, key in enumerate(keys) if key in self._embedded]
        vectors[new] = self._embedded.vectors([keys[place] for place in new])
        left = {place: key for place, key in enumerate(keys) if key not in self._embedded}
        for earlier in self._reusable:
            rows_of = ((place, earlier.row_of(key)) for place, key in left.items())
            here = {place: row for place, row in rows_of if row is not None}
            if here:
                vectors[list(here)] = earlier.read(np.array(list(here.values()), dtype=np.int64))
            left = {place: key for place, key in left.items() if place not in here}
        return vectors


class DraftWriter:
    """The part of an IndexWriter that is the same wherever the build goes: the texts that still need a vector."""

    _draft: DraftBuild

    @property
    def missing(self) -> int:
        """Return how many texts have no vector yet."""
        return self._draft.missing

    @property
    def resumed(self) -> int:
        """Return how many texts have a vector from an earlier run that was stopped."""
        return self._draft.resumed

    def to_embed(self) -> Iterator[Sequence[str]]:
        """Yield the texts that need a vector; see ``DraftBuild.to_embed``."""
        return self._draft.to_embed()

    def put(self, vectors: Vectors) -> None:
        """Take the vectors of the texts that ``to_embed`` yielded last, in order. They outlive this process.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        self._draft.put(vectors)
