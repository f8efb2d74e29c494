"""One index on disk: opens the published build, and begins new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.indexing.local.numbers import read_ordinals
from qabot.indexing.local.parts import is_followed
from qabot.indexing.local.store import IndexConfig, LocalLibrary, LocalStore, open_library, open_store
from qabot.indexing.local.word_segments import deleted_documents
from qabot.indexing.local.writer import LocalWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qabot.indexing.local.builds import Builds

_WORN = 0.02


class LocalBackend:
    """An index in a folder of this machine."""

    def __init__(self, builds: Builds) -> None:
        """Name the folder; nothing is opened yet."""
        self._builds = builds

    @property
    def where(self) -> str:
        """Return where the index is, for people."""
        return str(self._builds.index)

    def current_name(self) -> str:
        """Return the id of the published build.

        Raises:
            IndexProblem: there is none.
        """
        return self._builds.current_name()

    def made_with(self) -> Mapping[str, object]:
        """Return the ``IndexConfig`` fields of the published build.

        Raises:
            IndexProblem: there is none, or it is damaged.
        """
        return self._builds.current()[1].config

    def open_store(self, config: IndexConfig) -> LocalStore:
        """Open the published build; see ``open_store``."""
        return open_store(self._builds, config)

    def open_library(self) -> LocalLibrary:
        """Open the articles of the published build; see ``open_library``."""
        return open_library(self._builds)

    def is_worn(self) -> bool:
        """Return whether compacting pays: more than 2 % of the passages that the current build's files have are gone.

        Raises:
            IndexProblem: there is no build, or it is damaged.
        """
        folder, manifest = self._builds.current()
        gone = max(len(read_ordinals(folder)) - manifest.passages, deleted_documents(folder))
        return is_followed(manifest.passages) and gone > _WORN * manifest.passages

    def writer(self, config: IndexConfig, *, builds: Builds, rebuild: bool, compact: bool = False) -> LocalWriter:
        """Begin a build; see ``LocalWriter``."""
        return LocalWriter(builds, config, rebuild=rebuild, compact=compact)
