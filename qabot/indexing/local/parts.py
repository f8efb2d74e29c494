"""The parts of a build: folders of files that never change, so that builds share them; and when parts are merged.

A part has some articles in a row, by number, with their passages and vectors. Which of them are gone, each build says.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

FOLDER = "parts"
FOLLOWED_FROM = 5_000
"""A build with fewer passages is written anew: that takes less than half a second."""
_MOST_NEW = 0.5
"""When a larger share of the passages is new, the build is written anew."""
_MOST_GONE = 0.25
"""The same when passages that are gone, but still lie in parts, are a larger share than this."""
_MOST_NUMBERS = 4
"""The same when passages were given more numbers than this many times their count."""
_RATIO = 4
"""A part has at least this many times as many passages as all later ones together; else they are merged."""
_MOST = 8
"""SQLite attaches at most ten files."""


def part_folder(folder: Path, first_article: int) -> Path:
    """Return the folder of the part of a build that begins with an article."""
    return folder / FOLDER / str(first_article)


def part_folders(folder: Path) -> list[Path]:
    """Return the folders of the parts of a build, in order.

    Raises:
        IndexCorrupt: the build has none.
    """
    with contextlib.suppress(OSError, ValueError):
        found = sorted((folder / FOLDER).iterdir(), key=lambda part: int(part.name))
        if found:
            return found
    raise IndexCorrupt(f"{FOLDER} cannot be read", remedy="Run: qabot index")


def is_followed(passages: int) -> bool:
    """Return whether a build of so many passages shares files with the next one."""
    return passages >= FOLLOWED_FROM


def is_written_anew(*, passages: int, new: int, gone: int, numbers: int) -> bool:
    """Return whether a build shares nothing with the build before: it becomes one part, counted from 0.

    Args:
        passages: how many the build has.
        new: how many of them the build before has not.
        gone: how many passages the parts of both have that the build has not.
        numbers: how many numbers were given to passages.
    """
    return (
        not is_followed(passages)
        or new > _MOST_NEW * passages
        or gone > _MOST_GONE * passages
        or numbers > _MOST_NUMBERS * passages
    )


def merged_from(sizes: Sequence[int]) -> int:
    """Return from which part on all parts are merged into one; the last place when none is merged.

    Args:
        sizes: how many passages of each part are in the build, in order.
    """
    place = len(sizes) - 1
    merged = sizes[-1]
    while place > 0 and (sizes[place - 1] < _RATIO * merged or place >= _MOST):
        place -= 1
        merged += sizes[place]
    return place


def share_folder(earlier: Path, folder: Path, *, copied: Collection[str] = ()) -> None:
    """Give a new folder the files of another: as hard links where the file system has them, else as copies.

    Args:
        earlier: the other folder.
        folder: to be made.
        copied: names of files that may change, so that they are always copied.

    Raises:
        OSError: the disk is full, or the like.
    """
    folder.mkdir(parents=True)
    for file in sorted(earlier.iterdir()):
        if file.suffix == ".lock":
            continue
        if file.name not in copied:
            with contextlib.suppress(OSError):
                os.link(file, folder / file.name)
                continue
        shutil.copyfile(file, folder / file.name)
