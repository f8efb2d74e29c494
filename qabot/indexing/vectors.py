"""Dense search: passage vectors in a FAISS index; the only doorway to FAISS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qabot.errors import IndexCorrupt
from qabot.inference.files import not_writable, writing
from qabot.ports import Query, Ranked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Scope
    from qabot.ports import Vectors

FILE = "vectors.faiss"
_BLOCK_BYTES = 1 << 20


def _faiss() -> Any:  # noqa: ANN401 - its annotations describe the C++ side, not what Python may call
    import faiss

    return faiss


def write_vectors(folder: Path, vectors: Vectors) -> None:
    """Write an exact inner-product index; row ``i`` is passage ``i``.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    faiss = _faiss()
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    try:
        # Through Python's own file: FAISS's writer ignores an error on close, and so a disk that has just become full.
        with writing(folder), (folder / FILE).open("wb") as stream:
            faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write, _BLOCK_BYTES))
    except RuntimeError as err:
        raise not_writable(folder, err) from err


class DenseSearcher:
    """Searches the vectors of one build by cosine."""

    name = "dense"

    def __init__(self, folder: Path, *, rows: int, dim: int, select: Callable[[Scope], NDArray[np.int64]]) -> None:
        """Map the file into memory.

        Args:
            folder: a build.
            rows: how many passages the catalogue has.
            dim: the length of the embedder's vectors.
            select: gives the ordinals of the passages inside a scope, ascending.

        Raises:
            IndexCorrupt: the file is missing, unreadable, or does not fit the catalogue.
        """
        faiss = _faiss()
        try:
            self._index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as err:
            raise IndexCorrupt(f"{FILE} cannot be read", remedy="Run: qabot index --rebuild") from err
        if (self._index.ntotal, self._index.d) != (rows, dim):
            raise IndexCorrupt(f"{FILE} does not fit the catalogue", remedy="Run: qabot index --rebuild")
        self._select = select

    def search(self, query: Query, limit: int, scope: Scope) -> list[Ranked]:
        """Return at most ``limit`` passages inside ``scope`` by falling cosine in [-1, 1], equal ones by ordinal."""
        import numpy as np

        faiss = _faiss()
        parameters = None
        if not scope.everything:
            allowed = np.zeros(self._index.ntotal, dtype=bool)
            allowed[self._select(scope)] = True
            # The selector borrows the bits: they must live as long as the search.
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        total = self._index.ntotal
        count = limit
        while True:
            # One more than asked for, and more while the last are equal: FAISS keeps any of them, not the first.
            count = min(count + 1, total)
            cosines, ordinals = self._index.search(query.vector[None, :], count, params=parameters)
            found = [Ranked(int(i), float(c)) for i, c in zip(ordinals[0], cosines[0], strict=True) if i >= 0]
            found.sort(key=lambda ranked: (-ranked.score, ranked.ordinal))
            if len(found) <= limit or count == total or found[limit - 1].score > found[-1].score:
                return found[:limit]
            count *= 2

    def vectors(self, ordinals: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these passages, one row each, (n, dim) float32."""
        rows: Vectors = self._index.reconstruct_batch(ordinals)
        return rows
