"""The numbers of passages and articles, which stay from build to build, and the ordinals of passages in one build.

A passage has an ordinal in each build: passages are counted through in the order of the articles. Its number never
changes while parts are shared; documents of the lexical index and rows of parts are known by it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt
from qabot.files import writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

FILE = "ordinals.npy"
ROWS = "rows.npy"
GONE = -1
"""Stands in place of an ordinal for a passage that is no longer in the build."""


def write_ordinals(folder: Path, ordinals: NDArray[np.int64]) -> None:
    """Write the ordinal of each passage of a build.

    Args:
        folder: of the build.
        ordinals: (numbers,) the ordinal, or ``GONE``, by the number of the passage.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    _write(folder, FILE, ordinals)


def read_ordinals(folder: Path) -> NDArray[np.int32]:
    """Return the ordinal of each passage of a build, by its number, mapped into memory.

    Raises:
        IndexCorrupt: the file is missing or damaged.
    """
    return _read(folder, FILE, dimensions=1)


def write_rows(folder: Path, numbers: NDArray[np.int64], articles: NDArray[np.int64]) -> None:
    """Write which passages a part has.

    Args:
        folder: of the part.
        numbers: (rows,) of its passages, ascending.
        articles: (rows,) the number of the article of each, ascending.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    import numpy as np

    _write(folder, ROWS, np.stack([numbers, articles]))


def read_rows(folder: Path) -> NDArray[np.int32]:
    """Return the numbers of a part's passages and of their articles: (2, rows), mapped into memory.

    Raises:
        IndexCorrupt: the file is missing or damaged.
    """
    return _read(folder, ROWS, dimensions=2)


class Numbering:
    """Which passages the parts of a build have, by number and by ordinal."""

    def __init__(self, ordinals: NDArray[np.int32], parts: Sequence[NDArray[np.int32]]) -> None:
        """Keep what ``read_ordinals`` and, for each part in order, ``read_rows`` gave."""
        self.ordinals = ordinals
        self.parts = parts

    def in_part(self, place: int) -> NDArray[np.int32]:
        """Return the ordinals of the rows of a part, ``GONE`` for those that are not in the build.

        Raises:
            IndexCorrupt: a number of a passage is not of this build.
        """
        try:
            found: NDArray[np.int32] = self.ordinals[self.parts[place][0]]
        except IndexError as err:
            raise IndexCorrupt(f"{ROWS} does not fit {FILE}", remedy="Run: qabot index --rebuild") from err
        return found

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """The number of each passage of the build, by its ordinal: (passages,)."""
        import numpy as np

        live = np.flatnonzero(self.ordinals != GONE)
        numbers = np.empty(len(live), dtype=np.int64)
        numbers[self.ordinals[live]] = live
        return numbers

    @cached_property
    def by_article(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The number of each article's first passage, and how many passages it has, by the number of the article."""
        import numpy as np

        rows = np.concatenate([np.empty((2, 0), dtype=np.int32), *self.parts], axis=1)
        places = np.flatnonzero(np.diff(rows[1], prepend=-1))
        articles = rows[1][places]
        counts = np.zeros(int(articles[-1]) + 1 if len(articles) else 0, dtype=np.int64)
        firsts = counts.copy()
        counts[articles] = np.diff(places, append=rows.shape[1])
        firsts[articles] = rows[0][places]
        return firsts, counts

    def rows_of(self, numbers: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """Yield for each part that has some of these passages: its place, their places, and their rows in the part."""
        import numpy as np

        for place, (known, _) in enumerate(self.parts):
            if len(known):
                rows = np.minimum(np.searchsorted(known, numbers.astype(known.dtype)), len(known) - 1)
                here = np.flatnonzero(known[rows] == numbers)
                if len(here):
                    yield place, here, rows[here]

    def of_articles(self, articles: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the ordinals of the passages of some articles."""
        import numpy as np

        firsts, counts = self.by_article
        known = articles[articles < len(counts)]
        ordinals: NDArray[np.int64] = self.ordinals[_spans(firsts[known], counts[known])].astype(np.int64)
        inside: NDArray[np.int64] = ordinals[ordinals != GONE]
        return inside


def ordered(
    articles: NDArray[np.int64], firsts: NDArray[np.int64], counts: NDArray[np.int64], *, numbers: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the passages of articles through.

    Args:
        articles: their numbers, in order.
        firsts: the number of the first passage of each article, by its number.
        counts: how many passages it has, by its number.
        numbers: one more than the highest number of a passage.

    Returns:
        the ordinal or ``GONE`` of each passage, by number; and the number of each, by ordinal.
    """
    import numpy as np

    passages = _spans(firsts[articles], counts[articles])
    ordinals = np.full(numbers, GONE, dtype=np.int64)
    ordinals[passages] = np.arange(len(passages))
    return ordinals, passages


def _spans(firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ``counts[i]`` numbers from ``firsts[i]`` on, for each ``i``, one after the other."""
    import numpy as np

    ends = np.cumsum(counts)
    spans: NDArray[np.int64] = np.arange(int(counts.sum()), dtype=np.int64) + np.repeat(
        firsts - (ends - counts), counts
    )
    return spans


def _write(folder: Path, name: str, numbers: NDArray[np.int64]) -> None:
    import numpy as np

    with writing(folder), (folder / name).open("wb") as stream:
        np.save(stream, numbers.astype("<i4"))


def _read(folder: Path, name: str, *, dimensions: int) -> NDArray[np.int32]:
    import numpy as np

    try:
        numbers: NDArray[np.int32] = np.load(folder / name, mmap_mode="r")
        if numbers.ndim != dimensions:
            raise ValueError(name)
    except (OSError, ValueError, EOFError) as err:
        raise IndexCorrupt(f"{name} cannot be read", remedy="Run: qabot index --rebuild") from err
    return numbers
