"""Whether a corpus folder looks as it did when it was indexed, without reading the articles."""

import json
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


def count_changes(folder: Path, remembered: str) -> int:
    """Return how many files came, went or changed since ``remember`` gave this text; 0 when that cannot be told."""
    try:
        before = {path: tuple(state) for path, state in json.loads(remembered).items()}
    except (ValueError, AttributeError, TypeError):
        return 0
    now = take_stock(folder)
    if now is None:
        return 0
    return sum(before.get(path) != now.get(path) for path in before.keys() | now.keys())


def remember(stock: Stock | None) -> str:
    """Return a stock as text; ``null`` for none."""
    return json.dumps(stock)
