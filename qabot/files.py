"""Writes files so that they survive a crash, explains failed writes, and remembers which folders are qabot's own."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from qabot.errors import IndexNotWritable

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Free some room, then run: qabot index"),
    errno.EDQUOT: ("the disk quota is used up", "Free some room, then run: qabot index"),
    errno.EFBIG: ("a file would be larger than allowed", "Raise the file size limit, then run: qabot index"),
    errno.EROFS: ("the file system is read-only", "Choose a folder that can be written: --index DIR"),
    errno.EACCES: ("permission is denied", "Choose a folder that can be written: --index DIR"),
    errno.EPERM: ("permission is denied", "Choose a folder that can be written: --index DIR"),
    errno.ENOTDIR: ("a file stands where a folder should be", "Choose another folder: --index DIR"),
    errno.EEXIST: ("a file stands where a folder should be", "Choose another folder: --index DIR"),
}
_CANNOT_FLUSH = {errno.EACCES, errno.EBADF, errno.EINVAL, errno.EISDIR, errno.EPERM, errno.ENOTSUP}
"""What systems answer that cannot flush a folder: Windows to open it, some network file systems to ``fsync``."""


@contextlib.contextmanager
def writing(path: Path, *, what: str = "the index") -> Iterator[None]:
    """Turn any failure to write ``what`` below ``path`` into an error that says why.

    Raises:
        IndexNotWritable: the disk is full, the folder is read-only, or the like.
    """
    try:
        yield
    except OSError as err:
        raise not_writable(path, err, what=what) from err


def not_writable(path: Path, err: BaseException, *, what: str = "the index") -> IndexNotWritable:
    """Return the error for a failed write; tantivy and FAISS give the system's number only in their message."""
    number = err.errno if isinstance(err, OSError) and err.errno else None
    if number is None:
        named = (code for code in _REASONS if os.strerror(code).lower() in str(err).lower())
        number = next(named, None)
    reason, remedy = _REASONS.get(number or 0, (" ".join(str(err).split()), "Check the folder and its disk"))
    return IndexNotWritable(
        f"Cannot write {what} in {path}: {reason}; what was there before is unharmed", remedy=remedy
    )


def flush_tree(folder: Path) -> None:
    """Make sure that every file and folder below ``folder``, and its entry in its parent, is on the disk."""
    for path in [*sorted(folder.rglob("*")), folder, folder.parent]:
        flush(path)


def flush(path: Path) -> None:
    """Make sure that one file or folder is on the disk.

    Linux and macOS flush folders. Windows cannot open a folder, and flushes a file only through a handle that may
    write; there, a folder is left to the file system's own journal.
    """
    if path.is_dir():
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError as err:
            if err.errno in _CANNOT_FLUSH:
                return
            raise
    else:
        handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as err:
        if not (path.is_dir() and err.errno in _CANNOT_FLUSH):
            raise
    finally:
        os.close(handle)


def replace_file(path: Path, content: str) -> None:
    """Give a small file new content in one step: a reader sees the old or the new, whole.

    Only one process at a time may do so. The draft always has the same name, so that the next call replaces what a
    process that died left behind.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.write_text(content, encoding="utf-8")
        flush(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    flush(path.parent)


def file_sha256(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class OwnFolders:
    """The folders that qabot made inside another one and may delete again, listed in a JSON file beside them.

    A name is listed before its folder is made. So whatever is listed is qabot's, and what anybody else put there is
    not listed. A list that cannot be read counts as empty: then nothing is deleted.
    """

    def __init__(self, parent: Path, *, file: Path) -> None:
        """Name the parent folder and the file of the list; nothing is read or made yet."""
        self._parent = parent
        self.file = file

    def names(self) -> frozenset[str]:
        """Return the listed names."""
        try:
            names = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return frozenset()
        return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()

    def add(self, names: Iterable[str]) -> None:
        """List more names.

        Raises:
            OSError: the list cannot be written.
        """
        self._write({*self.names(), *names})

    def delete(self, names: Iterable[str]) -> None:
        """Delete those of these folders that are listed. A folder that cannot be deleted now stays listed.

        Raises:
            OSError: the list cannot be written.
        """
        listed = self.names()
        for name in listed.intersection(names):
            folder = self._parent / name
            if folder.is_dir() and not folder.is_symlink():
                shutil.rmtree(folder, ignore_errors=True)
        left = {name for name in listed if os.path.lexists(self._parent / name)}
        if left != listed:
            self._write(left)

    def _write(self, names: set[str]) -> None:
        replace_file(self.file, json.dumps(sorted(names), indent=1) + "\n")
