"""Dense search: passage vectors in a FAISS index; the only doorway to FAISS."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Protocol

from qabot.errors import IndexCorrupt
from qabot.files import not_writable, writing
from qabot.indexing import searcher_weights
from qabot.model import Query, SearchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Scope
    from qabot.ports import Vectors

FILE = "vectors.faiss"
APPROXIMATE_FROM = 50_000
"""From this many passages on, the index is approximate. Below, comparing all takes at most 12 ms of one core."""
_BLOCK_BYTES = 1 << 20
_ROWS_AT_ONCE = 65_536
_TRAINED_A_LIST = 40
"""Rows from which the centre of each list is learned; FAISS asks for at least 39."""
_ITERATIONS = 10
_PROBED_ROWS = 24_576
"""About how many rows are compared with a question: recall@10 is .98 at a million (``tests/benchmarks/growth.py``)."""


class Rows(Protocol):
    """Vectors that need not all be in memory at once; an array fits this protocol."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the number of vectors and their length."""
        ...

    def __getitem__(self, rows: NDArray[np.int64], /) -> Vectors:
        """Return the vectors with these numbers."""
        ...


def _faiss() -> Any:  # noqa: ANN401 - its annotations describe the C++ side, not what Python may call
    import faiss

    return faiss


def write_vectors(
    folder: Path,
    vectors: Rows,
    *,
    earlier: DenseSearcher | None = None,
    kept: NDArray[np.int64] | None = None,
    approximate_from: int = APPROXIMATE_FROM,
) -> None:
    """Write an inner-product index; row ``i`` is passage ``i``.

    A small index keeps all vectors as they are and is exact. A large one keeps them with 16 bits a number, in lists
    around learned centres. It takes over the centres of an earlier build, and the entries of unchanged passages.

    Args:
        folder: of the build.
        vectors: (n, dim) float32 unit rows.
        earlier: the searcher of the build that this one follows.
        kept: (n,) for each row, the number of the same vector in ``earlier``, or -1.
        approximate_from: rows from which the index is a large one.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    faiss = _faiss()
    index = _filled(vectors, earlier, kept) if vectors.shape[0] >= approximate_from else _exact(vectors)
    try:
        # FAISS's own writer ignores an error on close, and so misses a disk that has just become full.
        with writing(folder), (folder / FILE).open("wb") as stream:
            faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write, _BLOCK_BYTES))
    except RuntimeError as err:
        raise not_writable(folder, err) from err


def _exact(vectors: Rows) -> Any:  # noqa: ANN401
    import numpy as np

    index = _faiss().IndexFlatIP(vectors.shape[1])
    for first in range(0, vectors.shape[0], _ROWS_AT_ONCE):
        index.add(vectors[np.arange(first, min(first + _ROWS_AT_ONCE, vectors.shape[0]))])
    return index


def _filled(vectors: Rows, earlier: DenseSearcher | None, kept: NDArray[np.int64] | None) -> Any:  # noqa: ANN401
    import numpy as np

    index = None if earlier is None else earlier.empty_like(vectors.shape[0])
    new = np.arange(vectors.shape[0])
    if index is None or earlier is None or kept is None:
        index = _learned(vectors)
    else:
        earlier.copy_entries(index, kept)
        new = np.flatnonzero(kept < 0)
    for first in range(0, len(new), _ROWS_AT_ONCE):
        numbers = new[first : first + _ROWS_AT_ONCE]
        index.add_with_ids(vectors[numbers], numbers)
    index.ntotal = vectors.shape[0]
    return index


def _learned(vectors: Rows) -> Any:  # noqa: ANN401
    """Return an empty index whose centres are learned from rows spread evenly over all."""
    import numpy as np

    faiss = _faiss()
    count, dim = vectors.shape
    lists = _lists(count)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim), dim, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.niter, index.cp.spherical = _ITERATIONS, True
    sample = np.unique(np.linspace(0, count - 1, _TRAINED_A_LIST * lists).astype(np.int64))
    index.train(vectors[sample])
    return index


def _lists(count: int) -> int:
    """Return the number of lists for ``count`` rows: a power of two near four times the square root."""
    return max(1, 1 << (16 * count).bit_length() // 2)


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """Turn what FAISS raises on a damaged file into an error that says what to do."""
    try:
        yield
    except RuntimeError as err:
        raise IndexCorrupt(f"{FILE} cannot be read", remedy="Run: qabot index --rebuild") from err


class DenseSearcher:
    """Searches the vectors of one build by cosine."""

    name = "dense"
    fusion_weight = searcher_weights.DENSE

    def __init__(self, folder: Path, *, rows: int, dim: int, select: Callable[[Scope], NDArray[np.int64]]) -> None:
        """Map the file into memory.

        Args:
            folder: a build.
            rows: how many passages the catalogue has.
            dim: the length of the embedder's vectors.
            select: returns the ordinals of the passages inside a scope, ascending.

        Raises:
            IndexCorrupt: the file is missing, unreadable, or does not fit the catalogue.
        """
        faiss = _faiss()
        with _reading():
            self._index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)
        if (self._index.ntotal, self._index.d) != (rows, dim):
            raise IndexCorrupt(f"{FILE} does not fit the catalogue", remedy="Run: qabot index --rebuild")
        self._select = select

    @property
    def exact(self) -> bool:
        """Return whether every passage is compared with a question."""
        return not isinstance(self._index, _faiss().IndexIVF)

    def search(self, query: Query, limit: int, scope: Scope) -> list[SearchResult]:
        """Return at most ``limit`` passages inside ``scope`` by falling cosine in [-1, 1], equal ones by ordinal."""
        import numpy as np

        faiss = _faiss()
        total = inside = self._index.ntotal
        selector = None
        if not scope.everything:
            allowed = np.zeros(total, dtype=bool)
            allowed[self._select(scope)] = True
            inside = int(allowed.sum())
            # The selector does not copy the bits, so they must live as long as the search.
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
        if self.exact:
            parameters = faiss.SearchParameters(sel=selector) if selector else None
        else:
            # The fewer passages are inside, the more lists are searched: as many are compared as without a scope.
            lists = self._index.nlist
            probed = max(1, lists * max(_PROBED_ROWS, 2 * limit) // max(1, inside))
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=min(lists, probed))
        count = limit
        while True:
            # Ask for one more, and for more while the last ones are equal: of equals, FAISS keeps any, not the first.
            count = min(count + 1, total)
            with _reading():
                cosines, ordinals = self._index.search(query.vector[None, :], count, params=parameters)
            found = [
                SearchResult(int(i), min(1.0, float(c))) for i, c in zip(ordinals[0], cosines[0], strict=True) if i >= 0
            ]
            found.sort(key=lambda ranked: (-ranked.score, ranked.ordinal))
            if len(found) <= limit or count == total or found[limit - 1].score > found[-1].score:
                return found[:limit]
            count *= 2

    def vectors(self, ordinals: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these passages, one row each: (n, dim) float32, in a large index rounded to 16 bits."""
        with _reading():
            if not self.exact and self._index.direct_map.no():
                self._index.make_direct_map()
            rows: Vectors = self._index.reconstruct_batch(ordinals)
        return rows

    def empty_like(self, count: int) -> Any:  # noqa: ANN401
        """Return an empty index with the same centres, for ``count`` rows; ``None`` if new centres should be learned.

        That is when more than twice or less than half as many lists would fit: at four times the rows or a quarter.
        """
        if self.exact or not _lists(count) / 2 <= self._index.nlist <= 2 * _lists(count):
            return None
        faiss, lists, dim = _faiss(), self._index.nlist, self._index.d
        centres = faiss.IndexFlatIP(dim)
        centres.add(self._index.quantizer.reconstruct_n(0, lists))
        index = faiss.IndexIVFScalarQuantizer(
            centres, dim, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
        )
        index.train(centres.reconstruct_n(0, lists))
        return index

    def copy_entries(self, index: Any, kept: NDArray[np.int64]) -> None:  # noqa: ANN401
        """Copy the entries of kept rows into an index that ``empty_like`` returned.

        Args:
            index: to be filled.
            kept: (n,) for each row of ``index``, the number of the same vector here, or -1.
        """
        import numpy as np

        faiss = _faiss()
        lists, size = self._index.invlists, self._index.code_size
        order = np.argsort(kept, kind="stable")
        sorted_kept = kept[order]
        for number in range(self._index.nlist):
            length = lists.list_size(number)
            if not length:
                continue
            ids = faiss.rev_swig_ptr(lists.get_ids(number), length)
            codes = faiss.rev_swig_ptr(lists.get_codes(number), length * size).reshape(length, size)
            first, last = (np.searchsorted(sorted_kept, ids, side=side) for side in ("left", "right"))
            # One vector here may belong to several rows there, or to none.
            places = np.repeat(np.arange(length), last - first)
            steps = np.arange(len(places)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
            rows = np.ascontiguousarray(order[np.repeat(first, last - first) + steps])
            entries = np.ascontiguousarray(codes[places])
            if len(rows):
                index.invlists.add_entries(number, len(rows), faiss.swig_ptr(rows), faiss.swig_ptr(entries))
