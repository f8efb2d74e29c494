"""The folder of an exported model: published in one step, by one process at a time, and checked before it is used."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexBusy, ModelError
from qabot.files import OwnFolders, file_sha256, flush, flush_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from _typeshed import DataclassInstance

ABOUT = "about.json"
TOKENIZER = "tokenizer.json"
REMEDY = "Run: qabot index"
_UNFINISHED = ".part"
_DRAFT_NAME = re.compile(r"[\w.-]+-[0-9a-f]{8}\.part")
_OWNED = "qabot-exports.json"
_LOCK = "export.lock"
_PATIENCE_S = 900


@contextlib.contextmanager
def reading_about(folder: Path, *, graph: str, remedy: str = REMEDY) -> Iterator[dict[str, Any]]:
    """Yield the fields of an export's ``about.json``, those that every export has checked.

    An error that the caller raises while it checks the others counts as damage, too.

    Args:
        folder: of the export.
        graph: the name of its graph's file.
        remedy: for the error.

    Raises:
        ModelError: there is no such file, or a field has a value that it cannot have.
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
        raise ModelError(f"The exported model {folder.name} is missing", remedy=remedy) from err
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as err:
        raise ModelError(f"The exported model {folder.name} is damaged ({ABOUT})", remedy=remedy) from err


def write_about(folder: Path, about: DataclassInstance) -> None:
    """Write ``about.json``, which ``reading_about`` reads."""
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
    """Let ``write`` fill a new folder beside ``folder``, flush it to disk, and put it in place of ``folder``.

    Raises:
        OSError: it cannot be written; what was there before stays.
    """
    draft = folder.with_name(folder.name + _UNFINISHED)
    own = _own_folders(folder.parent)
    folder.parent.mkdir(parents=True, exist_ok=True)
    own.delete([draft.name])
    own.add([draft.name])
    draft.mkdir()
    write(draft)
    flush_tree(draft)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    flush(folder.parent)


@contextlib.contextmanager
def exporting(models: Path) -> Iterator[None]:
    """Be the only process that exports without the index's own lock; wait for the one that does now.

    Raises:
        IndexBusy: the other one takes too long.
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
    """Delete the unfinished exports of processes that died, as far as qabot made them; none while another exports."""
    from filelock import FileLock, Timeout

    own = _own_folders(models)
    drafts = [name for name in own.names() if _DRAFT_NAME.fullmatch(name) and (models / name).exists()]
    if drafts:
        with contextlib.suppress(Timeout, OSError), FileLock(models / _LOCK, timeout=0):
            own.delete(drafts)


def _own_folders(models: Path) -> OwnFolders:
    return OwnFolders(models, file=models / _OWNED)
