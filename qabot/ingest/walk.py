"""Finds the files of a corpus, always in the same order, and never outside the folder."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from qabot.ingest.parsing.saved_page_folders import companion_folders
from qabot.model import Skipped

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class CorpusFile(NamedTuple):
    """A file to read and its POSIX path below the corpus folder."""

    file: Path
    path: str


def find_files(folder: Path) -> Iterator[CorpusFile | Skipped]:
    """Yield the files below ``folder`` in the order of their POSIX paths, and those that are not read, with the reason.

    A link to a file within the folder counts as a file. Links to folders are not followed, so no file is found twice
    and no loop is walked. Hidden names, names that end in ``~``, and the folders that browsers save beside a page are
    left out.

    Raises:
        OSError: ``folder`` itself cannot be listed.
    """
    root = folder.resolve(strict=True)
    found: list[tuple[str, Path | Skipped]] = []
    folders = [root]
    while folders:
        current = folders.pop()
        try:
            entries = list(os.scandir(current))
        except OSError as err:
            if current == root:
                raise
            found.append(_skip(root, current, f"cannot be listed ({err.strerror})"))
            continue
        parts = companion_folders(entry.name for entry in entries)
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue
            file = current / entry.name
            if _UNPRINTABLE.search(entry.name):
                found.append(_skip(root, file, "has a name with characters that cannot be printed"))
            elif entry.is_symlink() and (reason := _link_refusal(file, root)):
                found.append(_skip(root, file, reason))
            elif entry.is_dir(follow_symlinks=False):
                if entry.name not in parts:
                    folders.append(file)
            else:
                found.append((_relative(root, file), file))
    for path, finding in sorted(found, key=lambda pair: pair[0]):
        yield CorpusFile(finding, path) if isinstance(finding, Path) else finding


def _relative(root: Path, file: Path) -> str:
    return file.relative_to(root).as_posix()


def _skip(root: Path, file: Path, reason: str) -> tuple[str, Skipped]:
    path = _relative(root, file)
    return path, Skipped(_UNPRINTABLE.sub("?", path), reason)


def _link_refusal(link: Path, root: Path) -> str:
    """Return why a symbolic link is not read, ``""`` if it leads to a file within ``root``."""
    try:
        target = link.resolve(strict=True)
    # Before Python 3.13 a link that leads to itself raises RuntimeError.
    except (OSError, RuntimeError):
        return "is a link that leads nowhere"
    if not target.is_relative_to(root):
        return "is a link that leads out of the corpus folder"
    return "is a link to a folder" if target.is_dir() else ""
