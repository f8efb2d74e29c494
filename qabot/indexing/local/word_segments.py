"""Brings the words of a build up to date: takes tantivy's segments over, deletes what is gone and adds what is new."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexCorrupt
from qabot.files import writing
from qabot.indexing.local.lexical_writer import FOLDER, fill
from qabot.indexing.local.parts import share_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from qabot.model import Article, Passage

_MOST_GONE = 0.1
"""When a larger share of documents is deleted, all are written anew: tantivy counts their words until then, which
changes BM25's weights."""
_META = "meta.json"
_REWRITTEN = (_META, ".managed.json")
"""Files that tantivy replaces. The others never change, so that builds may share them."""


def deleted_documents(folder: Path) -> int:
    """Return how many documents of the lexical index of a build are deleted and still counted.

    Raises:
        IndexCorrupt: what tantivy says about its segments cannot be read.
    """
    deletes = (segment["deletes"] for segment in _segments(folder))
    return sum(int(one["num_deleted_docs"]) for one in deletes if one)


def segment_names(folder: Path) -> set[str]:
    """Return the beginning of the names of all files of the segments of a build.

    Raises:
        IndexCorrupt: what tantivy says about its segments cannot be read.
    """
    return {segment["segment_id"].replace("-", "") for segment in _segments(folder)}


def is_segment(name: str) -> bool:
    """Return whether a file of a build, by its path below the folder, belongs to a segment, and so never changes."""
    return name.startswith(f"{FOLDER}/") and name.partition("/")[2] not in _REWRITTEN


def may_follow(earlier: Path, *, passages: int, gone: int) -> bool:
    """Return whether the words of a build should be brought up to date, in place of being written anew.

    Args:
        earlier: the folder of the build before.
        passages: how many the build has.
        gone: how many passages of the build before it has not.
    """
    return deleted_documents(earlier) + gone <= _MOST_GONE * passages


def follow_lexical(
    folder: Path, earlier: Path, documents: Iterable[tuple[int, tuple[Article, Passage]]], *, gone: Sequence[int]
) -> None:
    """Write the lexical index of a build that follows another; no file of the build before is changed.

    Args:
        folder: of the build.
        earlier: of the build before.
        documents: the new passages, each with its number.
        gone: the numbers of the passages that are no longer in the build.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    with writing(folder):
        share_folder(earlier / FOLDER, folder / FOLDER, copied=_REWRITTEN)
    fill(folder, documents, gone=gone)


def _segments(folder: Path) -> list[dict[str, Any]]:
    try:
        segments: list[dict[str, Any]] = json.loads((folder / FOLDER / _META).read_bytes())["segments"]
    except (OSError, ValueError, LookupError, TypeError) as err:
        raise IndexCorrupt(f"{FOLDER} cannot be read", remedy="Run: qabot index --rebuild") from err
    return segments
