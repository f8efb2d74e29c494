"""The manifest of a build: what it contains, and the size, time and checksum of each of its files."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer, TypeAdapter, ValidationError

from qabot.errors import IndexCorrupt, IndexMismatch
from qabot.files import file_sha256

SCHEMA = 7
"""Increase this number whenever older builds can no longer be read correctly, and when articles are cut, or texts of
passages embedded, in another way: what is unchanged is copied from build to build."""

FILE = "manifest.json"


class FileState(NamedTuple):
    """A file when it was published.

    Attributes:
        size_bytes: its size.
        changed_ns: its time of last change, in nanoseconds.
        sha256: of its content, in hex.
        inode: its number in the file system.
    """

    size_bytes: int
    changed_ns: int
    sha256: str
    inode: int


class Trust(Enum):
    """Which files are taken as unchanged without reading them; size and time must always be the same."""

    NONE = auto()
    TIME = auto()
    INODE = auto()


def _inside(name: str) -> str:
    """Refuse a name that leads out of the folder of the build."""
    if "\0" in name or ".." in name or name.startswith("/"):
        raise ValueError(name)
    return name


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of ``manifest.json``, which is written last.

    Attributes:
        build: its id, which is its folder's name.
        schema: the version of the format on disk.
        created: in UTC, to the second.
        config: the fields of the ``IndexConfig`` that the build was made with; its key in the file is ``recipe``.
        articles: their number.
        passages: their number.
        corpus_digest: 32 hex digits that depend on the digest of every article.
        files: every other file, by its path below the folder of the build.
    """

    build: str
    schema: int
    created: Annotated[AwareDatetime, PlainSerializer(datetime.isoformat)]
    config: Annotated[dict[str, Any], Field(alias="recipe")]
    articles: int
    passages: int
    corpus_digest: str
    files: dict[Annotated[str, AfterValidator(_inside)], FileState]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into the folder of a build that is otherwise complete."""
    (folder / FILE).write_bytes(TypeAdapter(Manifest).dump_json(manifest, by_alias=True, indent=1))


def other_version(schema: int, own: int) -> str:
    """Return, for a person, which qabot makes builds of another schema than this one's own: "an older version"."""
    return f"{'an older' if schema < own else 'a newer'} version"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a build, with every field checked.

    Raises:
        IndexCorrupt: it is missing, or ``write_manifest`` cannot have written it.
        IndexMismatch: the build has another schema version.
    """
    remedy = "Run: qabot index"
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
        schema = json.loads(text)["schema"]
        if type(schema) is int and schema != SCHEMA:
            raise IndexMismatch(f"The index was made by {other_version(schema, SCHEMA)} of qabot", remedy=remedy)
        manifest = TypeAdapter(Manifest).validate_json(text, strict=True)
        if manifest.build != folder.name:
            raise ValueError(FILE)
    except FileNotFoundError as err:
        raise IndexCorrupt(f"The build {folder.name} is incomplete ({FILE} is missing)", remedy=remedy) from err
    except (OSError, ValidationError, ValueError, TypeError, KeyError, RecursionError) as err:
        raise IndexCorrupt(f"{FILE} of build {folder.name} cannot be read", remedy=remedy) from err
    return manifest


def names_itself(folder: Path) -> bool:
    """Return whether a folder has a manifest, of any schema version, that names this folder as its build."""
    try:
        return bool(json.loads((folder / FILE).read_text(encoding="utf-8"))["build"] == folder.name)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False


def file_state(path: Path) -> FileState:
    """Return what a manifest says about a file."""
    state = path.stat()
    return FileState(state.st_size, state.st_mtime_ns, file_sha256(path), state.st_ino)


def check_files(folder: Path, manifest: Manifest, *, trust: Trust, names: Iterable[str] | None = None) -> None:
    """Compare files of a build with its manifest.

    Args:
        folder: the build.
        manifest: of the build.
        trust: which files are not read.
        names: of the files; all by default.

    Raises:
        IndexCorrupt: a file is missing or differs.
    """
    for file in manifest.files if names is None else names:
        if file not in manifest.files or not _is_intact(folder / file, manifest.files[file], trust):
            problem = f"{file} of build {manifest.build} is missing or damaged"
            raise IndexCorrupt(problem, remedy="Run: qabot index")


def _is_intact(path: Path, published: FileState, trust: Trust) -> bool:
    try:
        state = path.stat()
        if state.st_size != published.size_bytes:
            return False
        same_time = state.st_mtime_ns == published.changed_ns
        if same_time and (trust is Trust.TIME or (trust is Trust.INODE and state.st_ino == published.inode)):
            return True
        return file_sha256(path) == published.sha256
    except OSError:
        return False
