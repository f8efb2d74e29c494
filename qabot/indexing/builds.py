"""Builds under ``index/``: which one is current, how one is published, who may write."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexBusy, IndexCorrupt, IndexMissing
from qabot.indexing.export import file_sha256
from qabot.indexing.files import flush, flush_tree, replace_file, writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = 1
"""Raised whenever an older build could no longer be read right."""

MANIFEST = "manifest.json"
CURRENT = "CURRENT"
_LOCK = "write.lock"
_HOLDER = "write.lock.holder"
_BUILD_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,80}")
_NOTE = "corpus.json"
_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build says of itself, ``manifest.json``, written last.

    Attributes:
        recipe: what passages and vectors were made with; builds with different recipes never mix.
        corpus_digest: 32 hex digits over every article's digest.
        created: UTC, ISO, to the second.
        files: size in bytes and SHA-256 of every other file, by its path below the build.
    """

    build: str
    schema: int
    created: str
    recipe: dict[str, Any]
    articles: int
    passages: int
    corpus_digest: str
    files: dict[str, tuple[int, str]]


class Builds:
    """The folder that holds builds."""

    def __init__(self, index: Path) -> None:
        """Name the folder; nothing is read or made yet."""
        self.index = index
        self._builds = index / "builds"

    @property
    def models(self) -> Path:
        """Return the folder that exported models are kept in."""
        return self.index / "models"

    def current(self) -> tuple[Path, Manifest]:
        """Return the published build.

        Raises:
            IndexMissing: nothing was published here.
            IndexCorrupt: what was published is not all there.
        """
        try:
            name = (self.index / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError as err:
            raise IndexMissing(f"There is no index in {self.index}", remedy="Run: qabot index") from err
        except (OSError, UnicodeDecodeError) as err:
            raise IndexCorrupt(f"{CURRENT} in {self.index} cannot be read", remedy="Run: qabot index") from err
        if not _BUILD_NAME.fullmatch(name):
            raise IndexCorrupt(f"{CURRENT} in {self.index} names no build", remedy="Run: qabot index")
        folder = self._builds / name
        manifest = _read_manifest(folder)
        for file, (size_bytes, _) in manifest.files.items():
            with contextlib.suppress(OSError):
                if (folder / file).stat().st_size == size_bytes:
                    continue
            raise IndexCorrupt(f"{file} of build {name} is missing or cut short", remedy="Run: qabot index")
        return folder, manifest

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer. The system frees the lock of a process that dies.

        Raises:
            IndexBusy: another process is writing; it is named.
            IndexNotWritable: the folder cannot be written.
        """
        from filelock import FileLock, Timeout

        with writing(self.index):
            self._builds.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.index / _LOCK, timeout=0)
            try:
                lock.acquire()
            except Timeout as err:
                raise IndexBusy(
                    f"Another `qabot index` is at work on {self.index}: {self._holder()}",
                    remedy="Wait until it is done, or stop it",
                ) from err
        try:
            with writing(self.index):
                holder = {"pid": os.getpid(), "since": datetime.now().astimezone().isoformat(timespec="seconds")}
                replace_file(self.index / _HOLDER, json.dumps(holder))
                self.sweep()
            yield
        finally:
            (self.index / _HOLDER).unlink(missing_ok=True)
            lock.release()

    def draft(self) -> Path:
        """Return a new, empty folder to write a build in."""
        folder = self._builds / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}{_UNFINISHED}"
        with writing(self.index):
            folder.mkdir()
        return folder

    def publish(self, draft: Path, *, recipe: dict[str, Any], articles: int, passages: int, corpus_digest: str) -> str:
        """Complete a draft, make it current in one step, remove the others, and return the build's id.

        Raises:
            IndexNotWritable: the disk is full, or the like; the earlier build stays current.
        """
        with writing(self.index):
            created = datetime.now(UTC)
            name = f"{created:%Y%m%dT%H%M%S}-{corpus_digest[:8]}-{os.getpid()}"
            files = {
                path.relative_to(draft).as_posix(): (path.stat().st_size, file_sha256(path))
                for path in sorted(draft.rglob("*"))
                if path.is_file()
            }
            manifest = Manifest(
                build=name,
                schema=SCHEMA,
                created=created.isoformat(timespec="seconds"),
                recipe=recipe,
                articles=articles,
                passages=passages,
                corpus_digest=corpus_digest,
                files=files,
            )
            (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
            flush_tree(draft)
            draft.rename(self._builds / name)
            flush(self._builds)
            replace_file(self.index / CURRENT, name + "\n")
            self.sweep()
        return name

    def remember(self, note: str) -> None:
        """Keep a text beside the builds, in place of the one before.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        with writing(self.index):
            replace_file(self.index / _NOTE, note)

    def remembered(self) -> str:
        """Return the text that was kept last, ``""`` when there is none."""
        try:
            return (self.index / _NOTE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def sweep(self) -> None:
        """Remove what no reader will open: older builds, and what a process that died left behind."""
        current = ""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            current = (self.index / CURRENT).read_text(encoding="utf-8").strip()
        stale = [path for path in self._builds.iterdir() if path.name != current]
        stale += [*self.models.glob(f"*{_UNFINISHED}"), *self.index.glob(f"*{_UNFINISHED}")]
        for path in stale:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _holder(self) -> str:
        try:
            holder = json.loads((self.index / _HOLDER).read_text(encoding="utf-8"))
            return f"process {int(holder['pid'])}, since {datetime.fromisoformat(holder['since']):%H:%M:%S}"
        except (OSError, ValueError, KeyError, TypeError):
            return "a process that has just started"


def _read_manifest(folder: Path) -> Manifest:
    remedy = "Run: qabot index"
    try:
        fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {str(file): (int(size), str(digest)) for file, (size, digest) in fields.pop("files").items()}
        manifest = Manifest(files=files, **fields)
        if manifest.build != folder.name or any(".." in file or file.startswith("/") for file in files):
            raise ValueError(MANIFEST)
    except FileNotFoundError as err:
        raise IndexCorrupt(f"The build {folder.name} is not all there ({MANIFEST} is missing)", remedy=remedy) from err
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as err:
        raise IndexCorrupt(f"{MANIFEST} of build {folder.name} cannot be read", remedy=remedy) from err
    return manifest
