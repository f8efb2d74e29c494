"""Writes one part out of several: what is left of them, perhaps numbered anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.indexing.local.catalogue import read_only
from qabot.indexing.local.catalogue_writer import (
    ARTICLE_COLUMNS,
    FILE,
    PASSAGE_COLUMNS,
    created_part,
    finished_part,
    sqlite_writing,
)
from qabot.indexing.local.numbers import Numbering, write_rows
from qabot.indexing.local.vectors import write_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.local.vectors import PartVectors
    from qabot.ports import Vectors

_PLACES = """
CREATE TEMP TABLE place (number INTEGER PRIMARY KEY, renumbered INTEGER NOT NULL, shift INTEGER NOT NULL);
"""
_ARTICLES = f"""
INSERT INTO main.article SELECT renumbered, {ARTICLE_COLUMNS}
FROM place JOIN source.article USING (number) ORDER BY renumbered
"""  # noqa: S608 - nothing but names of columns is put in
_PASSAGES = f"""
INSERT INTO main.passage SELECT passage.number + shift, renumbered, {PASSAGE_COLUMNS}
FROM place JOIN source.passage ON passage.article = place.number ORDER BY renumbered, passage.number
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is merged.

    Attributes:
        folder: where its files are.
        rows: its passages and their articles, from ``read_rows``.
        vectors: its vectors.
    """

    folder: Path
    rows: NDArray[np.int32]
    vectors: PartVectors


@dataclass(frozen=True, slots=True)
class Contents:
    """What the merged part has, in order, by the numbers that it has in the parts that are merged.

    Attributes:
        articles: (m,) the numbers of the articles.
        renumbered: (m,) their numbers in the merged part, ascending.
        passages: (n,) the numbers of the passages.
        passages_renumbered: (n,) their numbers in the merged part, ascending.
        owners: (n,) the numbers of their articles in the merged part.
        first_passage: the lowest number that a passage may have in the merged part.
    """

    articles: NDArray[np.int64]
    renumbered: NDArray[np.int64]
    passages: NDArray[np.int64]
    passages_renumbered: NDArray[np.int64]
    owners: NDArray[np.int64]
    first_passage: int


def merge_parts(
    folder: Path, parts: Sequence[Part], contents: Contents, *, large: bool, centres: PartVectors | None
) -> None:
    """Write a part out of others, which stay as they are.

    Args:
        folder: of the new part, empty.
        parts: to be merged.
        contents: what is left of them.
        large: see ``write_vectors``.
        centres: see ``write_vectors``.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    _merge_catalogues(folder, [part.folder for part in parts], contents)
    vectors = _MergedVectors(parts, contents.passages)
    write_vectors(folder, vectors, large=large, centres=centres, kept=vectors.kept() if centres else ())
    write_rows(folder, contents.passages_renumbered, contents.owners)


def _merge_catalogues(folder: Path, sources: Sequence[Path], contents: Contents) -> None:
    import numpy as np

    shifts = np.zeros(len(contents.articles), dtype=np.int64)
    places = np.searchsorted(contents.renumbered, contents.owners)
    shifts[places] = contents.passages_renumbered - contents.passages
    rows = zip(contents.articles.tolist(), contents.renumbered.tolist(), shifts.tolist(), strict=True)
    with sqlite_writing(folder):
        db = created_part(folder)
        try:
            db.execute("COMMIT")
            db.execute(_PLACES)
            db.executemany("INSERT INTO place VALUES (?, ?, ?)", rows)
            for source in sources:
                db.execute("ATTACH ? AS source", (read_only(source / FILE),))
                db.execute("BEGIN")
                db.execute(_ARTICLES)
                db.execute(_PASSAGES)
                db.execute("COMMIT")
                db.execute("DETACH source")
            db.execute("BEGIN")
            finished_part(db, first_passage=contents.first_passage)
        finally:
            db.close()


class _MergedVectors:
    """The vectors of the merged part, read from the others."""

    def __init__(self, parts: Sequence[Part], passages: NDArray[np.int64]) -> None:
        """Find each passage in its part."""
        import numpy as np

        self._parts = parts
        self._part = np.zeros(len(passages), dtype=np.int64)
        self._row = np.zeros(len(passages), dtype=np.int64)
        numbering = Numbering(np.empty(0, dtype=np.int32), [part.rows for part in parts])
        for place, here, rows in numbering.rows_of(passages):
            self._part[here], self._row[here] = place, rows
        self._dim = parts[0].vectors.dim

    @property
    def shape(self) -> tuple[int, int]:
        """Return the number of vectors and their length."""
        return len(self._row), self._dim

    def __getitem__(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the vectors with these numbers."""
        import numpy as np

        vectors: Vectors = np.empty((len(rows), self._dim), dtype=np.float32)
        for place, part in enumerate(self._parts):
            here = np.flatnonzero(self._part[rows] == place)
            if len(here):
                vectors[here] = part.vectors.vectors(self._row[rows[here]])
        return vectors

    def kept(self) -> list[tuple[PartVectors, NDArray[np.int64]]]:
        """Return for each part the row there of each vector here, or -1."""
        import numpy as np

        return [(part.vectors, np.where(self._part == place, self._row, -1)) for place, part in enumerate(self._parts)]
