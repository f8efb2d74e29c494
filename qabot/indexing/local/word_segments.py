"""Brings the words of a build up to date: takes tantivy's segments over, deletes what is gone and adds what is new."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from qabot.files import writing
from qabot.indexing.local.lexical_writer import FOLDER, fill
from qabot.indexing.local.word_numbers import follow, read_ordinals, write_ordinals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Article, Passage

FOLLOWED_FROM = 5_000
"""A build with fewer passages has its words written anew: that takes less than half a second."""
_MOST_NEW = 0.5
"""When a larger share of the passages is new, all words are written anew."""
_MOST_GONE = 0.02
"""The same when more documents are deleted: tantivy counts their words until then, which changes BM25's weights."""
_REWRITTEN = ("meta.json", ".managed.json")
"""Files that tantivy replaces. The others never change, so that builds may share them."""


def may_follow(earlier: Path, kept: NDArray[np.int64]) -> bool:
    """Return whether the words of a build should be brought up to date, in place of being written anew.

    Args:
        earlier: the folder of the build before.
        kept: (passages,) for each passage, its ordinal in the build before, or -1 for a new one.
    """
    before = read_ordinals(earlier)
    if before is None or len(kept) < FOLLOWED_FROM:
        return False
    new = int((kept < 0).sum())
    gone = len(before) + new - len(kept)
    return new <= _MOST_NEW * len(kept) and gone <= _MOST_GONE * len(kept)


def follow_lexical(
    folder: Path, earlier: Path, kept: NDArray[np.int64], documents: Iterable[tuple[Article, Passage]]
) -> None:
    """Write the lexical index of a build that follows another; no file of the build before is changed.

    Args:
        folder: of the build.
        earlier: of the build before.
        kept: (passages,) for each passage, its ordinal in the build before, or -1 for a new one.
        documents: the new passages, in order.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    before = read_ordinals(earlier)
    if before is None:
        raise FileNotFoundError(earlier)
    ordinals, gone = follow(before, kept)
    with writing(folder):
        _share(earlier / FOLDER, folder / FOLDER)
    fill(folder, enumerate(documents, start=len(before)), gone=gone.tolist())
    write_ordinals(folder, ordinals)


def _share(earlier: Path, folder: Path) -> None:
    """Give a new folder the files of another: as hard links where the file system has them, else as copies."""
    folder.mkdir()
    for file in sorted(earlier.iterdir()):
        if file.suffix == ".lock":
            continue
        if file.name not in _REWRITTEN:
            with contextlib.suppress(OSError):
                os.link(file, folder / file.name)
                continue
        shutil.copyfile(file, folder / file.name)
