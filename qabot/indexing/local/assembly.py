"""Puts the parts of a build together: those of the build before that stay, what is new, and what is merged."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.files import writing
from qabot.indexing.local.merging import Contents, Part, merge_parts
from qabot.indexing.local.numbers import Numbering, ordered
from qabot.indexing.local.parts import is_written_anew, merged_from, part_folder, share_folder
from qabot.indexing.local.vectors import is_large

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.local.vectors import PartVectors


@dataclass(frozen=True, slots=True)
class Assembled:
    """The parts of a build, put together.

    Attributes:
        articles: (articles,) their numbers, in order.
        ordinals: (numbers,) the ordinal of each passage, or ``GONE``, by its number.
        gone: (numbers,) of the articles that are in a part and not in the build.
        gone_passages: how many passages each of them has.
    """

    articles: NDArray[np.int64]
    ordinals: NDArray[np.int64]
    gone: NDArray[np.int64]
    gone_passages: NDArray[np.int64]


class Assembly:
    """Knows what a build has, and decides which parts it shares with the build before.

    Attributes:
        anew: whether it shares none.
        ordinals: (numbers,) the ordinal of each passage, or ``GONE``, by its number.
        passages: how many it has.
        large: whether vectors are in lists.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        order: Sequence[int],
        *,
        existing: Sequence[int],
        new: int,
        numbers: int,
        anew: bool,
    ) -> None:
        """Count what the build has.

        Args:
            parts: of the build before, and what is new, in order.
            order: the numbers of all articles of the build.
            existing: the numbers of all articles of the parts of the build before, in it or gone.
            new: how many passages are new.
            numbers: how many numbers were given to passages, those of new ones among them.
            anew: whether the build is to share nothing, whatever it has.
        """
        import numpy as np

        self._parts = parts
        self._order = np.array(order, dtype=np.int64)
        self._existing = np.array(existing, dtype=np.int64)
        articles = 1 + max(self._order.max(initial=-1), self._existing.max(initial=-1))
        self._firsts, self._counts = _by_article(parts, int(articles))
        self.ordinals, self._numbers = ordered(self._order, self._firsts, self._counts, numbers=numbers)
        self.passages = len(self._numbers)
        self.large = is_large(self.passages)
        rows = sum(part.rows.shape[1] for part in parts)
        other_kind = self.large == parts[0].vectors.flat
        self.anew = (
            anew
            or other_kind
            or is_written_anew(passages=self.passages, new=new, gone=rows - self.passages, numbers=numbers)
        )

    def write(self, folder: Path, *, before_reading: Callable[[Path], object]) -> Assembled:
        """Share or merge the parts of the build before; the part with what is new is in place already.

        Args:
            folder: of the build.
            before_reading: called with the folder of each part of the build before that is merged.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        if self.anew:
            return self._written_anew(folder, before_reading)
        import numpy as np

        starts = np.array([int(part.folder.name) for part in self._parts])
        in_part = np.searchsorted(starts, self._order, side="right") - 1
        sizes = np.bincount(in_part, weights=self._counts[self._order], minlength=len(starts)).astype(int).tolist()
        merged = merged_from(sizes)
        parts = [*self._parts[:merged]]
        if merged == len(starts) - 1:
            parts.append(self._parts[merged])
        else:
            self._merge(folder, merged, np.sort(self._order[in_part >= merged]), before_reading)
        dead = np.zeros(len(self._counts), dtype=bool)
        dead[self._existing] = True
        dead[self._order] = False
        gone = [np.empty(0, dtype=np.int64)]
        for place, part in enumerate(parts):
            if not (in_part == place).any():
                continue
            if not _is_drafted(part, folder):
                with writing(folder):
                    share_folder(part.folder, part_folder(folder, int(part.folder.name)))
            end = starts[place + 1] if place + 1 < len(starts) else len(dead)
            gone.append(np.flatnonzero(dead[starts[place] : end]) + starts[place])
        found = np.concatenate(gone)
        return Assembled(self._order, self.ordinals, found, self._counts[found])

    def _merge(
        self, folder: Path, first: int, articles: NDArray[np.int64], before_reading: Callable[[Path], object]
    ) -> None:
        """Merge the parts from one on, without numbering anything anew."""
        import numpy as np

        parts = self._parts[first:]
        _, numbers = ordered(articles, self._firsts, self._counts, numbers=len(self.ordinals))
        owners = np.repeat(articles, self._counts[articles])
        contents = Contents(articles, articles, numbers, numbers, owners, first_passage=self._first_number(parts))
        self._write_merged(folder, parts, contents, before_reading, renumbered=False)

    def _written_anew(self, folder: Path, before_reading: Callable[[Path], object]) -> Assembled:
        """Write all in one part, with numbers from 0 in the order of the articles."""
        import numpy as np

        places = np.arange(len(self._order))
        none = np.empty(0, dtype=np.int64)
        ordinals = np.arange(self.passages)
        if len(self._parts) > 1 or not _is_drafted(self._parts[0], folder):
            owners = np.repeat(places, self._counts[self._order])
            contents = Contents(self._order, places, self._numbers, ordinals, owners, first_passage=0)
            self._write_merged(folder, self._parts, contents, before_reading, renumbered=True)
        return Assembled(places, ordinals, none, none)

    def _write_merged(
        self,
        folder: Path,
        parts: Sequence[Part],
        contents: Contents,
        before_reading: Callable[[Path], object],
        *,
        renumbered: bool,
    ) -> None:
        draft = folder / "merged"
        with writing(folder):
            draft.mkdir()
        drafted = [part.folder for part in parts if _is_drafted(part, folder)]
        for part in parts:
            if part.folder not in drafted:
                before_reading(part.folder)
        merge_parts(draft, parts, contents, large=self.large, centres=self._centres(parts))
        with writing(folder):
            for new in drafted:
                shutil.rmtree(new)
            draft.rename(part_folder(folder, 0 if renumbered else int(parts[0].folder.name)))

    def _first_number(self, parts: Sequence[Part]) -> int:
        """Return the lowest number of a passage of some parts."""
        return min((int(part.rows[0][0]) for part in parts if part.rows.shape[1]), default=len(self.ordinals))

    def _centres(self, parts: Sequence[Part]) -> PartVectors | None:
        """Return the vectors whose centres a merged part takes over; ``None`` if it learns its own."""
        first = self._parts[0].vectors
        if parts[0] is self._parts[0] and not first.fits(self.passages):
            return None
        return first


def _by_article(parts: Sequence[Part], articles: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the number of the first passage of each article, and how many it has, by the article's number."""
    import numpy as np

    firsts, counts = Numbering(np.empty(0, dtype=np.int32), [part.rows for part in parts]).by_article
    # The last articles may have no passages.
    more = max(0, articles - len(counts))
    return np.pad(firsts, (0, more)), np.pad(counts, (0, more))


def _is_drafted(part: Part, folder: Path) -> bool:
    """Return whether a part is what is new in a build."""
    return part.folder.parent.parent == folder
