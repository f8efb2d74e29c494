"""Builds under ``index/``: which one is current, how one is published, who may write."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexBusy, IndexCorrupt, IndexMissing
from qabot.files import flush, flush_tree, replace_file, writing
from qabot.indexing.local.manifest import SCHEMA, Manifest, check_files, file_state, read_manifest, write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CURRENT = "CURRENT"
_LOCK = "write.lock"
_HOLDER = "write.lock.holder"
_PATIENCE_S = 0.2
"""Whoever only looks whether somebody writes holds the lock for a moment, too."""
_BUILD_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,80}")
_NOTE = "corpus.json"
_UNFINISHED = ".part"
_CHECKPOINT = "embedded.vectors"


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

    @property
    def checkpoint(self) -> Path:
        """Return the file that keeps vectors until they are in a build."""
        return self.index / _CHECKPOINT

    def current(self) -> tuple[Path, Manifest]:
        """Return the published build.

        Raises:
            IndexMissing: nothing was published here.
            IndexCorrupt: what was published is not all there, or was changed since.
            IndexMismatch: it has another schema version.
        """
        name = self.current_name()
        while True:
            try:
                return self._builds / name, self._read(name)
            except IndexCorrupt:
                # A writer may have published another build and swept this one away in between.
                newer = self.current_name()
                if newer == name:
                    raise
                name = newer

    def verify(self, manifest: Manifest) -> None:
        """Read every file of a build and hold it to its checksum, whatever its time of last change says.

        Raises:
            IndexCorrupt: one differs.
        """
        check_files(self._builds / manifest.build, manifest, trust_time=False)

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
            lock = FileLock(self.index / _LOCK, timeout=_PATIENCE_S)
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
            with contextlib.suppress(OSError):
                (self.index / _HOLDER).unlink()
            lock.release()

    def writer(self) -> str | None:
        """Return who is writing at this moment ("process 12, since 10:00:00"), ``None`` for nobody."""
        from filelock import FileLock, Timeout

        if not (self.index / _HOLDER).is_file():
            return None
        # A process that died leaves its note behind, but not the lock.
        lock = FileLock(self.index / _LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return self._holder()
        except OSError:
            return None
        lock.release()
        return None

    def draft(self) -> Path:
        """Return a new, empty folder to write a build in."""
        folder = self._builds / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}{_UNFINISHED}"
        with writing(self.index):
            folder.mkdir()
        return folder

    def publish(self, draft: Path, *, config: dict[str, Any], articles: int, passages: int, corpus_digest: str) -> str:
        """Complete a draft, make it current in one step, remove the others, and return the build's id.

        Raises:
            IndexNotWritable: the disk is full, or the like; the earlier build stays current.
        """
        with writing(self.index):
            created = datetime.now(UTC)
            # To the microsecond: one process may build the same corpus anew twice in a second.
            name = f"{created:%Y%m%dT%H%M%S%f}-{corpus_digest[:8]}-{os.getpid()}"
            files = {
                path.relative_to(draft).as_posix(): file_state(path)
                for path in sorted(draft.rglob("*"))
                if path.is_file()
            }
            manifest = Manifest(
                build=name,
                schema=SCHEMA,
                created=created.replace(microsecond=0),
                config=config,
                articles=articles,
                passages=passages,
                corpus_digest=corpus_digest,
                files=files,
            )
            write_manifest(draft, manifest)
            flush_tree(draft)
            draft.rename(self._builds / name)
            flush(self._builds)
            replace_file(self.index / CURRENT, name + "\n")
            self.sweep()
        return name

    def finish(self, note: str) -> None:
        """Keep a text beside the builds, in place of the one before, and drop the vectors that wait for a build.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        with writing(self.index):
            replace_file(self.index / _NOTE, note)
            self.checkpoint.unlink(missing_ok=True)

    def remembered(self) -> str:
        """Return the text that was kept last, ``""`` when there is none."""
        try:
            return (self.index / _NOTE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def sweep(self) -> None:
        """Remove what no reader will open: older builds, and what a process that died left behind.

        What cannot be removed now stays for the next time.
        """
        current = ""
        with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
            current = (self.index / CURRENT).read_text(encoding="utf-8").strip()
        stale = [path for path in self._builds.iterdir() if path.name != current]
        stale += self.index.glob(f"*{_UNFINISHED}")
        for path in stale:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()

    def current_name(self) -> str:
        """Return the id of the published build, which may be damaged or swept away by now.

        Raises:
            IndexMissing: nothing was published here.
            IndexCorrupt: the note of what is current cannot be read.
        """
        try:
            name = (self.index / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError as err:
            raise IndexMissing(f"There is no index in {self.index}", remedy="Run: qabot index") from err
        except (OSError, UnicodeDecodeError) as err:
            raise IndexCorrupt(f"{CURRENT} in {self.index} cannot be read", remedy="Run: qabot index") from err
        if not _BUILD_NAME.fullmatch(name):
            raise IndexCorrupt(f"{CURRENT} in {self.index} names no build", remedy="Run: qabot index")
        return name

    def _read(self, name: str) -> Manifest:
        manifest = read_manifest(self._builds / name)
        check_files(self._builds / name, manifest, trust_time=True)
        return manifest

    def _holder(self) -> str:
        try:
            holder = json.loads((self.index / _HOLDER).read_text(encoding="utf-8"))
            return f"process {int(holder['pid'])}, since {datetime.fromisoformat(holder['since']):%H:%M:%S}"
        except (OSError, ValueError, KeyError, TypeError):
            return "a process that has just started"
