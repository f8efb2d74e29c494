"""The folder of an exported model: put in place in one step, one export at a time, and checked before it is used."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexBusy, ModelError
from qabot.files import file_sha256, flush, flush_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from _typeshed import DataclassInstance

ABOUT = "about.json"
TOKENIZER = "tokenizer.json"
REMEDY = "Run: qabot index"
_UNFINISHED = ".part"
_LOCK = "export.lock"
_PATIENCE_S = 900


@contextlib.contextmanager
def reading_about(folder: Path, *, graph: str) -> Iterator[dict[str, Any]]:
    """Give what an export says of itself, its common fields checked; faults found inside count as damage, too.

    Args:
        folder: the export's.
        graph: the name of its graph's file.

    Raises:
        ModelError: there is none, or what it says cannot be.
    """
    try:
        fields = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        sha256 = fields["sha256"]
        texts = (fields["name"], fields["fingerprint"], *sha256.values())
        if not (
            2 < fields["max_tokens"] < 1_000_000
            and set(sha256) == {graph, TOKENIZER}
            and all(isinstance(text, str) for text in texts)
        ):
            raise ValueError(ABOUT)
        yield fields
    except FileNotFoundError as err:
        raise ModelError(f"The exported model {folder.name} is missing", remedy=REMEDY) from err
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as err:
        raise ModelError(f"The exported model {folder.name} is damaged ({ABOUT})", remedy=REMEDY) from err


def write_about(folder: Path, about: DataclassInstance) -> None:
    """Write what ``reading_about`` gives."""
    (folder / ABOUT).write_text(json.dumps(asdict(about), indent=1), encoding="utf-8")


def damaged_file(folder: Path, sha256: Mapping[str, str]) -> str | None:
    """Return the name of the first file of an export that is missing or differs from its checksum, else ``None``."""
    for file, expected in sha256.items():
        try:
            if file_sha256(folder / file) != expected:
                return file
        except OSError:
            return file
    return None


def publish_export(folder: Path, write: Callable[[Path], None]) -> None:
    """Have ``write`` fill a new folder beside, flush it to disk, and put it in the place of ``folder``.

    Raises:
        OSError: it cannot be written; what was there before stays.
    """
    draft = folder.with_name(folder.name + _UNFINISHED)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    write(draft)
    flush_tree(draft)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    flush(folder.parent)


@contextlib.contextmanager
def exporting(models: Path) -> Iterator[None]:
    """Be the only one who exports without the index's own lock; wait for whoever does.

    Raises:
        IndexBusy: it takes them too long.
        OSError: the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    models.mkdir(parents=True, exist_ok=True)
    lock = FileLock(models / _LOCK, timeout=_PATIENCE_S)
    try:
        lock.acquire()
    except Timeout as err:
        raise IndexBusy(
            f"Another process has been exporting a model to {models} for a long time",
            remedy="Wait until it is done, or stop it",
        ) from err
    try:
        yield
    finally:
        lock.release()


def clear_drafts(models: Path) -> None:
    """Remove exports that a process which died left unfinished; none while somebody exports."""
    from filelock import FileLock, Timeout

    if not any(models.glob(f"*{_UNFINISHED}")):
        return
    with contextlib.suppress(Timeout, OSError), FileLock(models / _LOCK, timeout=0):
        for draft in models.glob(f"*{_UNFINISHED}"):
            shutil.rmtree(draft, ignore_errors=True)
