"""Finds the files of a corpus, always in the same order, and never outside the folder."""

import os
import re
from collections.abc import Iterator
from operator import itemgetter
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
    for path, finding in sorted(_found(folder), key=itemgetter(0)):
        yield finding if isinstance(finding, Skipped) else CorpusFile(Path(finding), path)


def find_some_files(folder: Path) -> Iterator[CorpusFile]:
    """Yield the files that ``find_files`` yields, in any order, and each as soon as it is found.

    Raises:
        OSError: ``folder`` itself cannot be listed.
    """
    for path, finding in _found(folder):
        if not isinstance(finding, Skipped):
            yield CorpusFile(Path(finding), path)


def has_files(folder: Path) -> bool:
    """Return whether ``find_files`` yields anything.

    Raises:
        OSError: ``folder`` itself cannot be listed.
    """
    return next(_found(folder), None) is not None


def _found(folder: Path) -> Iterator[tuple[str, str | Skipped]]:
    """Yield the POSIX path of each file below ``folder``, and where it lies or why it is not read."""
    root = folder.resolve(strict=True)
    folders = [(str(root), "")]
    while folders:
        current, prefix = folders.pop()
        try:
            with os.scandir(current) as listed:
                entries = list(listed)
        except OSError as err:
            if not prefix:
                raise
            yield _skip(prefix.removesuffix("/"), f"cannot be listed ({err.strerror})")
            continue
        parts = companion_folders(entry.name for entry in entries)
        for entry in entries:
            name = entry.name
            if name.startswith(".") or name.endswith("~"):
                continue
            path = prefix + name
            if _UNPRINTABLE.search(name):
                yield _skip(path, "has a name with characters that cannot be printed")
            elif entry.is_symlink() and (reason := _link_refusal(Path(entry.path), root)):
                yield _skip(path, reason)
            elif entry.is_dir(follow_symlinks=False):
                if name not in parts:
                    folders.append((entry.path, f"{path}/"))
            else:
                yield path, entry.path


def _skip(path: str, reason: str) -> tuple[str, Skipped]:
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
