"""Which passage each document of the lexical index is: documents keep their numbers when passages are numbered anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt
from qabot.files import writing

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

FILE = "lexical.npy"
GONE = -1
"""Stands in place of a passage for a document that was deleted."""


def write_ordinals(folder: Path, ordinals: NDArray[np.int64]) -> None:
    """Write the passage of each document of a build.

    Args:
        folder: of the build.
        ordinals: (documents,) the passage, or ``GONE``, by the number of the document.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    import numpy as np

    with writing(folder), (folder / FILE).open("wb") as stream:
        np.save(stream, ordinals.astype("<i4"))


def read_ordinals(folder: Path) -> NDArray[np.int32] | None:
    """Return the passage of each document, mapped into memory; ``None`` in a build of an earlier version.

    There, document ``i`` is passage ``i``, and no document can be deleted.

    Raises:
        IndexCorrupt: the file is damaged.
    """
    import numpy as np

    path = folder / FILE
    try:
        ordinals: NDArray[np.int32] = np.load(path, mmap_mode="r")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError) as err:
        raise IndexCorrupt(f"{FILE} cannot be read", remedy="Run: qabot index --rebuild") from err
    return ordinals


def follow(before: NDArray[np.int32], kept: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the documents of a build that follows another.

    Args:
        before: the passage of each document of the build before.
        kept: (passages,) for each passage, its ordinal in the build before, or -1 for a new one.

    Returns:
        the passage of each document, where new documents come last, in order; and the documents to be deleted.
    """
    import numpy as np

    live = np.flatnonzero(before != GONE)
    number_of = np.empty(len(live), dtype=np.int64)
    number_of[before[live]] = live
    old = np.flatnonzero(kept >= 0)
    new = np.flatnonzero(kept < 0)
    ordinals = np.full(len(before) + len(new), GONE, dtype=np.int64)
    ordinals[number_of[kept[old]]] = old
    ordinals[len(before) :] = new
    return ordinals, live[ordinals[live] == GONE]
