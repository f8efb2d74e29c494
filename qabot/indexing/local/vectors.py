"""The vectors of one part in a FAISS index; the only doorway to FAISS."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Protocol

from qabot.errors import IndexCorrupt
from qabot.files import not_writable, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.ports import Vectors

FILE = "vectors.faiss"
APPROXIMATE_FROM = 50_000
"""From this many passages on, the index is approximate. Below, comparing all takes at most 12 ms of one core."""
_FEW = 8_192
"""A later part of a large build with up to this many vectors has no lists: comparing all takes a millisecond."""
_BLOCK_BYTES = 1 << 20
_ROWS_AT_ONCE = 65_536
_TRAINED_A_LIST = 40
"""Rows from which the centre of each list is learned; FAISS asks for at least 39."""
_ITERATIONS = 10


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


def is_large(passages: int) -> bool:
    """Return whether the vectors of a build are in lists."""
    return passages >= APPROXIMATE_FROM


def write_vectors(
    folder: Path,
    vectors: Rows,
    *,
    large: bool = False,
    centres: PartVectors | None = None,
    kept: Sequence[tuple[PartVectors, NDArray[np.int64]]] = (),
) -> None:
    """Write an inner-product index of a part.

    In a small build it has all vectors as they are and is exact. In a large one it has them with 16 bits a number, in
    lists around centres; if there are few, in no lists.

    Args:
        folder: of the part.
        vectors: (n, dim) float32 unit rows.
        large: whether the build has so many passages that vectors are in lists.
        centres: vectors with lists whose centres are taken over; without any, centres are learned.
        kept: parts that rows are taken from, each with (n,) the number of the same row in that part, or -1. Those that
            have the lists of ``centres`` have their entries copied.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    faiss = _faiss()
    if not large:
        index = _all_in_a_row(faiss.IndexFlatIP(vectors.shape[1]), vectors)
    elif centres and vectors.shape[0] <= _FEW:
        kind = faiss.ScalarQuantizer.QT_fp16
        index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        index = _all_in_a_row(index, vectors)
    else:
        index = _in_lists(vectors, centres, kept)
    try:
        # FAISS's own writer ignores an error on close, and so misses a disk that has just become full.
        with writing(folder), (folder / FILE).open("wb") as stream:
            faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write, _BLOCK_BYTES))
    except RuntimeError as err:
        raise not_writable(folder, err) from err


def _all_in_a_row(index: Any, vectors: Rows) -> Any:  # noqa: ANN401
    import numpy as np

    for first in range(0, vectors.shape[0], _ROWS_AT_ONCE):
        index.add(vectors[np.arange(first, min(first + _ROWS_AT_ONCE, vectors.shape[0]))])
    return index


def _in_lists(vectors: Rows, centres: PartVectors | None, kept: Sequence[tuple[PartVectors, NDArray[np.int64]]]) -> Any:  # noqa: ANN401
    import numpy as np

    new = np.arange(vectors.shape[0])
    if centres is None:
        index = _learned(vectors)
    else:
        index = centres.empty_like()
        for part, rows in kept:
            if not part.flat:
                part.copy_entries(index, rows)
                new = new[rows[new] < 0]
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


class PartVectors:
    """The vectors of one part, by row."""

    def __init__(self, folder: Path, *, rows: int, dim: int) -> None:
        """Map the file into memory.

        Args:
            folder: of the part.
            rows: how many passages it has.
            dim: the length of the embedder's vectors.

        Raises:
            IndexCorrupt: by this and every other method, when the file is missing, unreadable, or does not fit.
        """
        faiss = _faiss()
        with _reading():
            self._index = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)
        if (self._index.ntotal, self._index.d) != (rows, dim):
            raise IndexCorrupt(f"{FILE} does not fit the catalogue", remedy="Run: qabot index --rebuild")

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    @property
    def flat(self) -> bool:
        """Return whether every row is compared with a question."""
        return not isinstance(self._index, _faiss().IndexIVF)

    @property
    def exact(self) -> bool:
        """Return whether rows are as they were embedded; else they are rounded to 16 bits."""
        return isinstance(self._index, _faiss().IndexFlat)

    def search(
        self, vector: NDArray[np.float32], count: int, *, bits: NDArray[np.uint8] | None, share: float
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return the inner products and the rows of the nearest vectors, best first; of equals, any.

        Args:
            vector: of the question.
            count: how many at most.
            bits: the rows that are searched, a bit each, the lowest first; all rows without.
            share: of the lists that is searched.
        """
        faiss = _faiss()
        # The selector does not copy the bits, so they must live as long as the search.
        selector = None if bits is None else faiss.IDSelectorBitmap(bits)
        if self.flat:
            parameters = faiss.SearchParameters(sel=selector) if selector else None
        else:
            lists = self._index.nlist
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=min(lists, max(1, int(lists * share))))
        with _reading():
            cosines, rows = self._index.search(vector[None, :], min(count, self._index.ntotal), params=parameters)
        found = rows[0] >= 0
        return cosines[0][found], rows[0][found]

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these rows: (n, dim) float32."""
        with _reading():
            if not self.flat and self._index.direct_map.no():
                self._index.make_direct_map()
            found: Vectors = self._index.reconstruct_batch(rows)
        return found

    def fits(self, count: int) -> bool:
        """Return whether these lists fit ``count`` rows.

        They do not when more than twice or less than half as many would fit: at four times the rows or a quarter.
        """
        return not self.flat and _lists(count) / 2 <= self._index.nlist <= 2 * _lists(count)

    def empty_like(self) -> Any:  # noqa: ANN401
        """Return an empty index with the same centres."""
        faiss, lists, dim = _faiss(), self._index.nlist, self._index.d
        centres = faiss.IndexFlatIP(dim)
        centres.add(self._index.quantizer.reconstruct_n(0, lists))
        index = faiss.IndexIVFScalarQuantizer(
            centres, dim, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
        )
        index.train(centres.reconstruct_n(0, lists))
        return index

    def copy_entries(self, index: Any, kept: NDArray[np.int64]) -> None:  # noqa: ANN401
        """Copy the entries of kept rows into an index with the same centres.

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
