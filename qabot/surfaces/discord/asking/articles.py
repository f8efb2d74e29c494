"""The articles of the current build for suggestions, buttons and lists: without a model, never behind a question."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from qabot.app.qabot import Qabot
from qabot.errors import IndexProblem
from qabot.model import Scope
from qabot.surfaces.discord.pages.split_messages import units
from qabot.surfaces.discord.permissions.access import inside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from qabot.app.settings import Settings
    from qabot.model import ArticleSummary
    from qabot.ports import Library
    from qabot.surfaces.discord.permissions.place import Collections

T = TypeVar("T")
CHOICES = 25
"""As many suggestions as Discord takes."""
_VALUE_UNITS = 100
_GLANCE_S = 0.7


@dataclass(frozen=True, eq=False)
class Shown:
    """The articles of one build, without their texts; what can be seen of them depends on the collections.

    Attributes:
        build: its name; ``""`` while there is none.
        made: when; ``None`` while there is none.
        articles: by title, then path.
        collections: their folders.
    """

    build: str = ""
    made: datetime | None = None
    articles: Sequence[ArticleSummary] = ()
    collections: Sequence[str] = ()
    _entries: dict[Collections, list[tuple[str, ArticleSummary]]] = field(default_factory=dict, repr=False)

    def seen(self, collections: Collections) -> list[ArticleSummary]:
        """Return the articles inside collections."""
        return [one for _, one in self._seen(collections)]

    def _seen(self, collections: Collections) -> list[tuple[str, ArticleSummary]]:
        """Return the articles inside collections, each with its title and path as they are compared."""
        if collections not in self._entries:
            self._entries[collections] = [
                (f"{one.title}\n{one.path}".casefold(), one) for one in self.articles if inside(one.path, collections)
            ]
        return self._entries[collections]

    def within(self, collections: Collections) -> list[str]:
        """Return the folders that are collections, or lie in collections."""
        return [name for name in self.collections if inside(f"{name}/", collections)]

    def sources(self, collections: Collections) -> Counter[str]:
        """Return how many articles each publisher has inside collections."""
        return Counter(one.source for one in self.seen(collections) if one.source)

    def titles(self, typed: str, collections: Collections) -> list[ArticleSummary]:
        """Return at most 25 articles whose title or path has what was typed in it, those that begin with it first."""
        wanted = typed.strip().casefold()
        found = [(line, one) for line, one in self._seen(collections) if wanted in line]
        return [one for _, one in sorted(found, key=lambda one: not one[0].startswith(wanted))[:CHOICES]]

    def named(self, value: str, collections: Collections) -> list[ArticleSummary]:
        """Return the articles that a person means by a suggestion's value, an id, a path or a title; else by a part."""
        seen = self.seen(collections)
        wanted = value.strip()
        folded = wanted.casefold()
        for found in (
            [one for one in seen if wanted in (one.id, value_of(one))],
            [one for one in seen if one.path == wanted],
            [one for one in seen if one.title.casefold() == folded],
        ):
            if found:
                return found
        return self.titles(wanted, collections) if wanted else []


def value_of(article: ArticleSummary) -> str:
    """Return what stands for an article in a suggestion: its id, or of a long one a digest."""
    if units(article.id) <= _VALUE_UNITS:
        return article.id
    return hashlib.blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Shelf:
    """Opens the articles of the build that is current, in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="articles")
        self._library: Library | None = None
        self.shown = Shown()

    async def read(self, work: Callable[[Library], T]) -> T:
        """Do something with the current build's articles, off the event loop.

        Raises:
            IndexProblem: there is no build, or it cannot be read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(self._current()))

    async def renewed(self) -> Shown:
        """Return what can be seen of the build that is current now.

        Raises:
            IndexProblem: there is no build, or it cannot be read.
        """
        await self.read(lambda _: None)
        return self.shown

    async def glance(self) -> Shown:
        """Return what can be seen without waiting long: of a build that takes time to open, the one before."""
        try:
            return await asyncio.wait_for(self.renewed(), _GLANCE_S)
        except (TimeoutError, IndexProblem):
            return self.shown

    def close(self) -> None:
        """Take no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _current(self) -> Library:
        qabot = Qabot(self._settings)
        build = qabot.backend.current_name()
        if self._library is None or build != self.shown.build:
            library = qabot.library
            _, manifest = qabot.builds.current()
            self._library = library
            self.shown = Shown(build, manifest.created, library.summaries(Scope()), library.collections())
        return self._library
