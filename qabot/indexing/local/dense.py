"""Dense search over the vectors of all parts of a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt
from qabot.indexing import searcher_weights
from qabot.indexing.local.numbers import GONE
from qabot.indexing.local.vectors import PartVectors
from qabot.model import Query, SearchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.local.numbers import Numbering
    from qabot.model import Scope
    from qabot.ports import Vectors

_PROBED_ROWS = 24_576
"""About how many rows are compared with a question: recall@10 is .98 at a million (``tests/benchmarks/growth.py``)."""


class DenseSearcher:
    """Searches the vectors of one build by cosine."""

    name = "dense"
    fusion_weight = searcher_weights.DENSE

    def __init__(
        self,
        folders: Sequence[Path],
        numbering: Numbering,
        *,
        rows: int,
        dim: int,
        select: Callable[[Scope], NDArray[np.int64]],
    ) -> None:
        """Map the files into memory.

        Args:
            folders: of the parts, in order.
            numbering: which passages they have.
            rows: how many passages the catalogue has.
            dim: the length of the embedder's vectors.
            select: returns the ordinals of the passages inside a scope.

        Raises:
            IndexCorrupt: a file is missing, unreadable, or does not fit the catalogue.
        """
        shapes = [numbers.shape[1] for numbers in numbering.parts]
        self.parts = [PartVectors(folder, rows=count, dim=dim) for folder, count in zip(folders, shapes, strict=True)]
        # As 32 bits a number: that is what FAISS gives, and four bytes a passage stay in memory.
        self._ordinals = [numbering.in_part(place) for place in range(len(self.parts))]
        self._live = [ordinals != GONE for ordinals in self._ordinals]
        self._live_counts = [int(live.sum()) for live in self._live]
        if sum(self._live_counts) != rows:
            raise IndexCorrupt(
                "The passages of the parts do not fit the catalogue", remedy="Run: qabot index --rebuild"
            )
        self._numbering = numbering
        self._total = rows
        self._dim = dim
        self._select = select

    @property
    def exact(self) -> bool:
        """Return whether every passage is compared with a question."""
        return all(part.flat for part in self.parts)

    def search(self, query: Query, limit: int, scope: Scope) -> list[SearchResult]:
        """Return at most ``limit`` passages inside ``scope`` by falling cosine in [-1, 1], equal ones by ordinal."""
        import numpy as np

        inside = self._total
        bits: list[NDArray[np.uint8] | None] = [None] * len(self.parts)
        if not scope.everything:
            allowed = np.zeros(self._total, dtype=bool)
            allowed[self._select(scope)] = True
            inside = int(allowed.sum())
            chosen = (live & allowed[ordinals] for live, ordinals in zip(self._live, self._ordinals, strict=True))
            bits = [np.packbits(rows, bitorder="little") for rows in chosen]
        # The fewer passages are inside, the more lists are searched: as many are compared as without a scope.
        share = max(_PROBED_ROWS, 2 * limit) / max(1, inside)
        found = [self._of_part(place, query, limit, some, share) for place, some in enumerate(bits)]
        cosines, ordinals = (np.concatenate(each) for each in zip(*found, strict=True))
        best = np.lexsort((ordinals, -cosines))[:limit]
        return [SearchResult(*one) for one in zip(ordinals[best].tolist(), cosines[best].tolist(), strict=True)]

    def _of_part(
        self, place: int, query: Query, limit: int, bits: NDArray[np.uint8] | None, share: float
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Return the cosines and the ordinals of the best passages of one part, and perhaps of more.

        Without a scope, those that are gone are found as well, and left out here.
        """
        import numpy as np

        part, every = self.parts[place], self._ordinals[place]
        total = len(every)
        count = limit * total // max(1, self._live_counts[place])
        while total:
            # Ask for one more, and for more while the last ones are equal: of equals, FAISS keeps any, not the first.
            count = min(count + 1, total)
            cosines, rows = part.search(query.vector, count, bits=bits, share=share)
            cosines, ordinals = np.minimum(cosines, np.float32(1)), every[rows]
            live = ordinals != GONE
            found = cosines[live], ordinals[live]
            if len(rows) < count or count == total:
                return found
            if len(found[0]) >= limit and found[0][limit - 1] > cosines[-1]:
                return found
            count *= 2
        return np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int32)

    def vectors(self, ordinals: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these passages, one row each: (n, dim) float32, in a large index rounded to 16 bits."""
        import numpy as np

        rows: Vectors = np.empty((len(ordinals), self._dim), dtype=np.float32)
        numbers = self._numbering.numbers[ordinals]
        for place, places, here in self._numbering.rows_of(numbers):
            rows[places] = self.parts[place].vectors(here)
        return rows

    def places(self, ordinals: NDArray[np.int64]) -> list[int]:
        """Return the places of the parts that these passages are in."""
        return [place for place, _, _ in self._numbering.rows_of(self._numbering.numbers[ordinals])]
