"""One index in Milvus: opens the published build, and begins new ones."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from qabot.indexing.milvus.address import Address
from qabot.indexing.milvus.connection import Milvus
from qabot.indexing.milvus.register import Register
from qabot.indexing.milvus.store import current_name, open_current
from qabot.indexing.milvus.writer import MilvusWriter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qabot.indexing.local.builds import Builds
    from qabot.indexing.local.store import IndexConfig
    from qabot.indexing.milvus.store import MilvusStore


class MilvusBackend:
    """An index in Milvus, connected on first use."""

    def __init__(self, address: Address, *, name: str, keep_s: float) -> None:
        """Name the index; nothing is connected yet.

        Args:
            address: of Milvus.
            name: of the index.
            keep_s: how long a replaced build stays for processes that still read it, in seconds.
        """
        self.address = address
        self.name = name
        self._keep_s = keep_s

    @property
    def where(self) -> str:
        """Return where the index is, for people."""
        return f"{self.name} in Milvus at {self.address.uri}"

    def current_name(self) -> str:
        """Return the id of the published build.

        Raises:
            IndexProblem: there is none, or Milvus cannot be asked.
        """
        return current_name(self.milvus, self.name)

    def made_with(self) -> Mapping[str, object]:
        """Return the ``IndexConfig`` fields of the published build.

        Raises:
            IndexProblem: there is none, or Milvus cannot be asked.
        """
        return self.open_library().manifest.config

    def open_store(self, config: IndexConfig) -> MilvusStore:
        """Open the published build.

        Raises:
            IndexProblem: there is none, it was made with another config, or Milvus cannot be asked.
        """
        return open_current(self.milvus, self.name, config)

    def open_library(self) -> MilvusStore:
        """Open the published build for its articles, whatever it was made with."""
        return open_current(self.milvus, self.name, None)

    def is_worn(self) -> bool:
        """Return whether compacting pays: never, since every build is written anew."""
        return False

    def writer(
        self,
        config: IndexConfig,
        *,
        builds: Builds,
        rebuild: bool,
        compact: bool = False,  # noqa: ARG002
    ) -> MilvusWriter:
        """Begin a build; its draft lies in a folder of ``builds``, which the caller locked. See ``MilvusWriter``.

        Every build is written anew in Milvus, so that ``compact`` changes nothing.
        """
        return MilvusWriter(self.milvus, self.register, config, name=self.name, builds=builds, rebuild=rebuild)

    @cached_property
    def milvus(self) -> Milvus:
        """The connection."""
        return Milvus(self.address)

    @property
    def register(self) -> Register:
        """Return the list of builds."""
        return Register(self.milvus, self.name, keep_s=self._keep_s)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if "milvus" in self.__dict__:
            self.milvus.close()
            del self.__dict__["milvus"]
