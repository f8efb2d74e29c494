"""Builds under ``index/``: which one is current, how one is published, who may write."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from qabot.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing
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
_PATIENCE_S = 0.2
"""Whoever only looks whether somebody writes holds the lock for a moment, too."""
_BUILD_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,80}")
_NOTE = "corpus.json"
_UNFINISHED = ".part"


class FileState(NamedTuple):
    """A file as it was published; ``changed_ns`` is its time of last change."""

    size_bytes: int
    changed_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build says of itself, ``manifest.json``, written last.

    Attributes:
        recipe: what passages and vectors were made with; builds with different recipes never mix.
        corpus_digest: 32 hex digits over every article's digest.
        created: UTC, ISO, to the second.
        files: every other file, by its path below the build.
    """

    build: str
    schema: int
    created: str
    recipe: dict[str, Any]
    articles: int
    passages: int
    corpus_digest: str
    files: dict[str, FileState]


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
            IndexCorrupt: what was published is not all there, or was changed since.
            IndexMismatch: it has another schema version.
        """
        name = self._current_name()
        while True:
            try:
                return self._builds / name, self._read(name)
            except IndexCorrupt:
                # A writer may have published another build and swept this one away in between.
                newer = self._current_name()
                if newer == name:
                    raise
                name = newer

    def verify(self, manifest: Manifest) -> None:
        """Read every file of a build and hold it to its checksum, whatever its time of last change says.

        Raises:
            IndexCorrupt: one differs.
        """
        for file, published in manifest.files.items():
            if not _is_intact(self._builds / manifest.build / file, published, trust_time=False):
                raise _damaged(file, manifest.build)

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

    def publish(self, draft: Path, *, recipe: dict[str, Any], articles: int, passages: int, corpus_digest: str) -> str:
        """Complete a draft, make it current in one step, remove the others, and return the build's id.

        Raises:
            IndexNotWritable: the disk is full, or the like; the earlier build stays current.
        """
        with writing(self.index):
            created = datetime.now(UTC)
            # To the microsecond: one process may build the same corpus anew twice in a second.
            name = f"{created:%Y%m%dT%H%M%S%f}-{corpus_digest[:8]}-{os.getpid()}"
            files = {
                path.relative_to(draft).as_posix(): _file_state(path)
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
        """Remove what no reader will open: older builds, and what a process that died left behind.

        What cannot be removed now stays for the next time.
        """
        current = ""
        with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
            current = (self.index / CURRENT).read_text(encoding="utf-8").strip()
        stale = [path for path in self._builds.iterdir() if path.name != current]
        stale += [*self.models.glob(f"*{_UNFINISHED}"), *self.index.glob(f"*{_UNFINISHED}")]
        for path in stale:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _current_name(self) -> str:
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
        manifest = _read_manifest(self._builds / name)
        for file, published in manifest.files.items():
            if not _is_intact(self._builds / name / file, published, trust_time=True):
                raise _damaged(file, name)
        return manifest

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
        schema = fields["schema"]
        if type(schema) is int and schema != SCHEMA:
            raise IndexMismatch(f"The index was made with schema version {schema}, not {SCHEMA}", remedy=remedy)
        files = {file: FileState(*state) for file, state in fields.pop("files").items()}
        manifest = Manifest(files=files, **fields)
        if manifest.build != folder.name or not _has_right_types(manifest):
            raise ValueError(MANIFEST)
    except FileNotFoundError as err:
        raise IndexCorrupt(f"The build {folder.name} is not all there ({MANIFEST} is missing)", remedy=remedy) from err
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as err:
        raise IndexCorrupt(f"{MANIFEST} of build {folder.name} cannot be read", remedy=remedy) from err
    return manifest


def _has_right_types(manifest: Manifest) -> bool:
    """Return whether everything is what its annotation says, and every file lies in the build."""
    texts = (manifest.corpus_digest, *(state.sha256 for state in manifest.files.values()))
    numbers = [manifest.schema, manifest.articles, manifest.passages]
    numbers += [number for state in manifest.files.values() for number in (state.size_bytes, state.changed_ns)]
    return (
        type(manifest.recipe) is dict
        and datetime.fromisoformat(manifest.created).tzinfo is not None
        and all(isinstance(text, str) for text in texts)
        and all(type(number) is int for number in numbers)
        and not any("\0" in file or ".." in file or file.startswith("/") for file in manifest.files)
    )


def _file_state(path: Path) -> FileState:
    state = path.stat()
    return FileState(state.st_size, state.st_mtime_ns, file_sha256(path))


def _is_intact(path: Path, published: FileState, *, trust_time: bool) -> bool:
    """Return whether a file is as it was published; it is read only when its size and time do not settle it."""
    try:
        state = path.stat()
        if state.st_size != published.size_bytes:
            return False
        return (trust_time and state.st_mtime_ns == published.changed_ns) or file_sha256(path) == published.sha256
    except OSError:
        return False


def _damaged(file: str, build: str) -> IndexCorrupt:
    return IndexCorrupt(f"{file} of build {build} is missing or damaged", remedy="Run: qabot index")
