"""Writing files so that they are there after a crash, and saying plainly when they cannot be written."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
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
    return IndexNotWritable(f"Cannot write {what} in {path}: {reason}; the build in use is unharmed", remedy=remedy)


def flush_tree(folder: Path) -> None:
    """Have every file and folder below ``folder``, and its own entry, reach the disk."""
    for path in [*sorted(folder.rglob("*")), folder, folder.parent]:
        flush(path)


def flush(path: Path) -> None:
    """Have one file or folder reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: str) -> None:
    """Give a small file new content in one step: a reader sees the old or the new, whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
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
