"""Checks of what an index is made from and where it is kept: settings file, corpus, weights, folder, disk."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.app.config_file import FILE
from qabot.errors import CorpusError, IndexNotWritable, ModelError
from qabot.ingest.corpus import check_folder
from qabot.ingest.formats import LOADERS, ending_of
from qabot.ingest.walk import CorpusFile, find_files
from qabot.models.embedder_export import BUNDLED, REINSTALL, SHIPPED_EMBEDDER, damaged, find_weights
from qabot.surfaces.health.file_system import network_warning
from qabot.surfaces.health.status import bytes_below
from qabot.surfaces.wording import format_bytes, format_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.indexing.local.builds import Builds

_MIN_FREE_BYTES = 500_000_000
_NAMED = 3
"""How many files or faults are named in one line; the others are counted."""


def check_settings_file(config: Path | None) -> str:
    """Return where the settings come from; they have been read already."""
    file = config or Path(FILE)
    return f"{file} is in order" if config or file.is_file() else f"there is no {FILE} here: defaults are used"


def check_articles(folder: Path) -> str:
    """Return how many files of each format a corpus folder has.

    Raises:
        CorpusError: the folder is missing, the folder or a file cannot be read, or nothing in it can be indexed.
    """
    check_folder(folder)
    formats: Counter[str] = Counter()
    locked: list[str] = []
    others = 0
    try:
        for found in find_files(folder):
            ending = ending_of(found.path) if isinstance(found, CorpusFile) else ""
            if not isinstance(found, CorpusFile) or not ending:
                others += 1
            elif os.access(found.file, os.R_OK):
                formats[ending] += 1
            else:
                locked.append(found.path)
    except OSError as err:
        raise CorpusError(
            f"{folder} cannot be listed: {err.strerror}",
            remedy="Allow yourself to read it, or name another: --corpus DIR",
        ) from err
    if locked:
        raise CorpusError(
            f"{some(locked)} in {folder} cannot be read", remedy="Allow yourself to read them, or take them out"
        )
    if not formats:
        raise CorpusError(f"{folder} has no file that qabot reads", remedy=f"Put articles in: {', '.join(LOADERS)}")
    kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in sorted(formats.items()))
    passed = f"; {format_count(others, 'other')} passed over" if others else ""
    return f"{format_count(formats.total(), 'file')} in {folder}: {kinds}{passed}"


def check_weights(model: str) -> str:
    """Return where the weights of the embedding model come from.

    Raises:
        ModelError: no weights were found, or those of the package are damaged.
    """
    if model == BUNDLED:
        broken = damaged(SHIPPED_EMBEDDER)
        if broken:
            raise ModelError(f"{SHIPPED_EMBEDDER / broken} is not as qabot ships it", remedy=REINSTALL)
        return "all-MiniLM-L6-v2 comes with qabot and is unchanged"
    if model.startswith((".", "/", "~")) and not Path(model).is_dir():
        raise ModelError(f"There is no folder {model}", remedy="Name a model folder or a model in [embedder] model")
    origin, _ = find_weights(model)
    if isinstance(origin, Path):
        return f"{origin} has weights"
    return f"{model} is looked up when articles are indexed; the checksum of its weights is unknown"


def check_index_folder(builds: Builds) -> str:
    """Return that the index folder can be written, or which process is writing it.

    Raises:
        IndexNotWritable: the folder cannot be written.
    """
    there = _nearest_existing(builds.index)
    if not there.is_dir():
        raise IndexNotWritable(f"{there} is a file, not a folder", remedy="Choose another folder: --index DIR")
    if not os.access(there, os.W_OK | os.X_OK):
        raise IndexNotWritable(
            f"{there} cannot be written", remedy="Allow yourself to write there, or choose another folder: --index DIR"
        )
    writer = builds.writer()
    state = f"{builds.index} is being written by {writer}" if writer else f"{builds.index} can be written"
    warning = network_warning(builds.index)
    return f"{state}; warning: {warning}" if warning else state


def check_room(index: Path) -> str:
    """Return how much disk space is free.

    A new build is written beside the build in use, and a new export of the model may be as well.

    Raises:
        IndexNotWritable: there is too little space.
    """
    needed = max(_MIN_FREE_BYTES, bytes_below(index))
    free = shutil.disk_usage(_nearest_existing(index)).free
    if free < needed:
        raise IndexNotWritable(
            f"{format_bytes(free)} free for {index}, and a rebuild needs {format_bytes(needed)}",
            remedy="Free some disk space, or choose another folder: --index DIR",
        )
    return f"{format_bytes(free)} free; a rebuild needs {format_bytes(needed)}"


def some(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else shown


def _nearest_existing(path: Path) -> Path:
    """Return the path, or the nearest folder above it that exists."""
    return next(place for place in (path, *path.parents) if place.exists())
