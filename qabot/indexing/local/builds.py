"""The builds under ``index/``: which one is current, how a new one is published, and who may write."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing, IndexProblem
from qabot.files import OwnFolders, flush, flush_tree, replace_file, writing
from qabot.indexing.local.manifest import (
    SCHEMA,
    FileState,
    Manifest,
    Trust,
    check_files,
    file_state,
    read_manifest,
    write_manifest,
)
from qabot.indexing.local.ownership import BUILD_NAME, DRAFT_NAME, OWNED, claim, unlisted_builds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CURRENT = "CURRENT"
_LOCK = "write.lock"
_HOLDER = "write.lock.holder"
_PATIENCE_S = 0.2
"""Even a process that only asks who writes holds the lock for a moment."""
_NOTE = "corpus.json"
_CHECKPOINT = "embedded.vectors"


class Builds:
    """The folder of an index on disk."""

    def __init__(self, index: Path) -> None:
        """Name the folder; nothing is read or made yet."""
        self.index = index
        self._builds = index / "builds"
        self._own = OwnFolders(self._builds, file=index / OWNED)

    @property
    def models(self) -> Path:
        """Return the folder of exported models."""
        return self.index / "models"

    @property
    def checkpoint(self) -> Path:
        """Return the file that keeps vectors until a build has them."""
        return self.index / _CHECKPOINT

    def current(self) -> tuple[Path, Manifest]:
        """Return the folder and the manifest of the published build.

        Raises:
            IndexMissing: nothing was published here.
            IndexCorrupt: a part of the build is missing, or was changed since.
            IndexMismatch: it has another schema version.
        """
        name = self.current_name()
        while True:
            try:
                return self._builds / name, self._read(name)
            except IndexCorrupt:
                # A writer may have published another build and deleted this one in between.
                newer = self.current_name()
                if newer == name:
                    raise
                name = newer

    def current_name(self) -> str:
        """Return the id of the published build, which may be damaged or deleted by now.

        ``CURRENT`` names it. When that file is missing or empty, or names nothing, it is the newest whole build.

        Raises:
            IndexMissing: nothing was published here.
            IndexCorrupt: ``CURRENT`` names no build, and there is no whole one.
        """
        name = self._named()
        if name and (self._builds / name).is_dir():
            return name
        found = self._newest_whole() or name
        if found:
            return found
        if os.path.lexists(self.index / CURRENT):
            raise IndexCorrupt(f"{CURRENT} in {self.index} names no build", remedy="Run: qabot index")
        if writer := self.writer():
            raise IndexMissing(
                f"The first index in the folder {self.index} is being made by {writer}",
                remedy="Try again when it is done",
            )
        raise IndexMissing(f"There is no index in the folder {self.index} yet", remedy="Run: qabot index")

    def verify(self, manifest: Manifest, *, names: Iterable[str] | None = None, trust: Trust = Trust.NONE) -> None:
        """Compare files of a build with their checksums.

        Args:
            manifest: of the build.
            names: of the files; all by default.
            trust: which files are not read; none by default, whatever their time of last change is.

        Raises:
            IndexCorrupt: a file differs.
        """
        check_files(self._builds / manifest.build, manifest, trust=trust, names=names)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer. The system frees the lock of a process that dies.

        Raises:
            IndexBusy: another process is writing; the error names it.
            IndexNotWritable: the folder cannot be written, or is not qabot's.
        """
        from filelock import FileLock, Timeout

        with writing(self.index):
            claim(self.index)
            # The index quotes every article, and the state beside it keeps what people asked.
            self.index.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._builds.mkdir(exist_ok=True)
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
                if not self._own.file.is_file():
                    self._own.add(unlisted_builds(self.index))
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
        folder = self._builds / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.part"
        with writing(self.index):
            self._own.add([folder.name])
            folder.mkdir()
        return folder

    def publish(
        self,
        draft: Path,
        *,
        config: dict[str, Any],
        articles: int,
        passages: int,
        corpus_digest: str,
        earlier: Manifest | None = None,
    ) -> str:
        """Complete a draft, make it current in one step, delete the earlier builds, and return the build's id.

        Args:
            draft: the folder.
            config: what the build was made with.
            articles: their number.
            passages: their number.
            corpus_digest: depends on the digest of every article.
            earlier: the manifest of a verified build; files that the draft shares with it are not read again.

        Raises:
            IndexNotWritable: the disk is full, or the like; the earlier build stays current.
        """
        with writing(self.index):
            created = datetime.now(UTC)
            # To the microsecond: one process may rebuild the same corpus twice in a second.
            name = f"{created:%Y%m%dT%H%M%S%f}-{corpus_digest[:8]}-{os.getpid()}"
            files = {
                path.relative_to(draft).as_posix(): self._shared_state(path, draft, earlier) or file_state(path)
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
            self._own.add([name])
            draft.rename(self._builds / name)
            flush(self._builds)
            replace_file(self.index / CURRENT, name + "\n")
            self.sweep()
        return name

    def _shared_state(self, path: Path, draft: Path, earlier: Manifest | None) -> FileState | None:
        """Return what an earlier manifest says about a file, if the file in the draft is another link to it."""
        name = path.relative_to(draft).as_posix()
        if not earlier or name not in earlier.files:
            return None
        before = self._builds / earlier.build / name
        if not (before.is_file() and before.samefile(path)):
            return None
        # The build may have been moved to another disk, and verified there.
        state = path.stat()
        return earlier.files[name]._replace(changed_ns=state.st_mtime_ns, inode=state.st_ino)

    def finish(self, note: str) -> None:
        """Replace the note about the corpus, delete the vectors that waited for a build, and mend ``CURRENT``.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        with writing(self.index):
            replace_file(self.index / _NOTE, note)
            self.checkpoint.unlink(missing_ok=True)
            with contextlib.suppress(IndexProblem):
                name = self.current_name()
                if name != self._named():
                    replace_file(self.index / CURRENT, name + "\n")

    def remembered(self) -> str:
        """Return the note that ``finish`` wrote last, ``""`` when there is none."""
        try:
            return (self.index / _NOTE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def sweep(self) -> None:
        """Delete drafts, and all builds but the current one, as far as qabot made them.

        While ``CURRENT`` names no build, every build stays: then the newest whole one is read.
        What cannot be deleted now stays for the next time.
        """
        own = self._own.names()
        stale = {name for name in own if DRAFT_NAME.fullmatch(name)}
        current = self._named()
        if current and (self._builds / current).is_dir():
            stale |= {name for name in own if BUILD_NAME.fullmatch(name) and name != current}
        self._own.delete(stale)

    def _named(self) -> str:
        """Return the build that ``CURRENT`` names, ``""`` when it names none."""
        try:
            name = (self.index / CURRENT).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return name if BUILD_NAME.fullmatch(name) else ""

    def _newest_whole(self) -> str | None:
        """Return the newest build with all its files; ``None`` when there is none."""
        with contextlib.suppress(OSError):
            for folder in sorted(self._builds.iterdir(), key=lambda path: path.name, reverse=True):
                if BUILD_NAME.fullmatch(folder.name):
                    with contextlib.suppress(IndexCorrupt, IndexMismatch):
                        self._read(folder.name)
                        return folder.name
        return None

    def _read(self, name: str) -> Manifest:
        manifest = read_manifest(self._builds / name)
        check_files(self._builds / name, manifest, trust=Trust.TIME)
        return manifest

    def _holder(self) -> str:
        try:
            holder = json.loads((self.index / _HOLDER).read_text(encoding="utf-8"))
            return f"process {int(holder['pid'])}, since {datetime.fromisoformat(holder['since']):%H:%M:%S}"
        except (OSError, ValueError, KeyError, TypeError):
            return "a process that has just started"
