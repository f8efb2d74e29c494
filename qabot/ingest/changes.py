"""Tells whether a corpus folder looks as it did when it was indexed, without reading the articles."""

import contextlib
import json
import os
from itertools import islice
from pathlib import Path

from qabot.ingest.walk import find_some_files

_MAX_FILES = 5_000
"""With more files, looking at each would slow every question down; changes are not noticed then."""

FileStates = dict[str, tuple[int, int]]
"""Size in bytes and time of the last change in nanoseconds, by path below the corpus folder."""


def file_states(folder: Path) -> FileStates | None:
    """Return the state of each file in a folder, ``None`` if there are over 5,000 or the folder cannot be listed."""
    states: FileStates = {}
    try:
        for found in islice(find_some_files(folder), _MAX_FILES + 1):
            state = found.file.stat()
            states[found.path] = (state.st_size, state.st_mtime_ns)
    except OSError:
        return None
    return states if len(states) <= _MAX_FILES else None


def remember(folder: Path, index: Path) -> str:
    """Return a text to keep in ``index``: which folder the index is made from, and the states of its files now."""
    return json.dumps({"folders": _names(folder, index), "files": file_states(folder)})


def count_changes(folder: Path, remembered: str) -> int | None:
    """Return how many files were added, removed or changed since ``remember``; ``None`` if that is unknown."""
    now = file_states(folder)
    try:
        before = {path: tuple(state) for path, state in json.loads(remembered)["files"].items()}
    except (ValueError, AttributeError, TypeError, KeyError):
        return None
    if now is None:
        return None
    return sum(before.get(path) != now.get(path) for path in before.keys() | now.keys())


def made_from(remembered: str, folder: Path, index: Path) -> str | None:
    """Return the folder that an index was made from if it is not ``folder``, else ``None``.

    The pair is still recognised after both were moved together, or only one of them.
    """
    try:
        before = [str(name) for name in json.loads(remembered)["folders"]]
    except (ValueError, TypeError, KeyError):
        return None
    return before[0] if before and not set(before) & set(_names(folder, index)) else None


def _names(folder: Path, index: Path) -> list[str]:
    """Return a folder's absolute path, and its path relative to the index."""
    names = [str(folder.resolve())]
    with contextlib.suppress(ValueError):
        names.append(os.path.relpath(folder.resolve(), index.resolve()))
    return names
