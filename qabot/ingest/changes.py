"""Whether a corpus folder looks as it did when it was indexed, without reading the articles."""

import contextlib
import json
import os
from itertools import islice
from pathlib import Path

from qabot.ingest.walk import Found, find_files

_MAX_FILES = 5_000
"""With more files, looking at each would slow every question down: nothing is said then."""

Stock = dict[str, tuple[int, int]]
"""Size in bytes and time of the last change in nanoseconds, by path below the corpus folder."""


def take_stock(folder: Path) -> Stock | None:
    """Return what a folder holds, ``None`` when it holds too much to say or cannot be listed."""
    stock: Stock = {}
    try:
        for found in islice(find_files(folder), _MAX_FILES + 1):
            if isinstance(found, Found):
                state = found.file.stat()
                stock[found.path] = (state.st_size, state.st_mtime_ns)
    except OSError:
        return None
    return stock if len(stock) <= _MAX_FILES else None


def remember(folder: Path, index: Path) -> str:
    """Return, as text to keep in ``index``, which folder an index is made from and what is in it now."""
    return json.dumps({"folders": _names(folder, index), "files": take_stock(folder)})


def count_changes(folder: Path, remembered: str) -> int | None:
    """Return how many files came, went or changed since ``remember``; ``None`` when that cannot be told."""
    now = take_stock(folder)
    try:
        before = {path: tuple(state) for path, state in json.loads(remembered)["files"].items()}
    except (ValueError, AttributeError, TypeError, KeyError):
        return None
    if now is None:
        return None
    return sum(before.get(path) != now.get(path) for path in before.keys() | now.keys())


def made_from(remembered: str, folder: Path, index: Path) -> str | None:
    """Return the folder that an index was made from when that is another one than ``folder``, else ``None``.

    A corpus and its index that were moved together, or of which only one was, are still known for a pair.
    """
    try:
        before = [str(name) for name in json.loads(remembered)["folders"]]
    except (ValueError, TypeError, KeyError):
        return None
    return before[0] if before and not set(before) & set(_names(folder, index)) else None


def _names(folder: Path, index: Path) -> list[str]:
    """Return a folder's full path, and the way to it from the index."""
    names = [str(folder.resolve())]
    with contextlib.suppress(ValueError):
        names.append(os.path.relpath(folder.resolve(), index.resolve()))
    return names
