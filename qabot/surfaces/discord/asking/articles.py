"""The articles of the current build, for suggestions, buttons and lists; reading them never waits for a question."""

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
from qabot.surfaces.discord.pages.split_messages import utf16_length
from qabot.surfaces.discord.permissions.access import is_inside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from qabot.app.settings import Settings
    from qabot.model import ArticleSummary
    from qabot.ports import Library
    from qabot.surfaces.discord.permissions.channel_context import Collections

T = TypeVar("T")
MAX_CHOICES = 25
"""Discord shows this many suggestions at most."""
_MAX_VALUE_LENGTH = 100
_GLANCE_S = 0.7


@dataclass(frozen=True, eq=False)
class BuildArticles:
    """The articles of one build, without their texts. Its methods show only articles in the given collections.

    Attributes:
        build: the build's id; ``""`` when there is no build.
        created: when the build was made; ``None`` when there is no build.
        articles: by title, then path.
        collections: the folders of the corpus.
    """

    build: str = ""
    created: datetime | None = None
    articles: Sequence[ArticleSummary] = ()
    collections: Sequence[str] = ()
    _entries: dict[Collections, list[tuple[str, ArticleSummary]]] = field(default_factory=dict, repr=False)

    def visible(self, collections: Collections) -> list[ArticleSummary]:
        """Return the articles inside the collections."""
        return [article for _, article in self._visible(collections)]

    def _visible(self, collections: Collections) -> list[tuple[str, ArticleSummary]]:
        """Return the articles inside the collections, each with the text that searches compare."""
        if collections not in self._entries:
            self._entries[collections] = [
                (f"{article.title}\n{article.path}".casefold(), article)
                for article in self.articles
                if is_inside(article.path, collections)
            ]
        return self._entries[collections]

    def collections_inside(self, collections: Collections) -> list[str]:
        """Return the folders that are one of the collections, or lie in one."""
        return [name for name in self.collections if is_inside(f"{name}/", collections)]

    def sources(self, collections: Collections) -> Counter[str]:
        """Return how many articles each publisher has inside the collections."""
        return Counter(article.source for article in self.visible(collections) if article.source)

    def titles(self, typed: str, collections: Collections) -> list[ArticleSummary]:
        """Return at most 25 articles whose title or path contains the typed text; a match at the start comes first."""
        wanted = typed.strip().casefold()
        found = [(line, article) for line, article in self._visible(collections) if wanted in line]
        found.sort(key=lambda entry: not entry[0].startswith(wanted))
        return [article for _, article in found[:MAX_CHOICES]]

    def find(self, value: str, collections: Collections) -> list[ArticleSummary]:
        """Return the articles with this choice value, id, path or title; else those that ``titles`` finds."""
        visible = self.visible(collections)
        wanted = value.strip()
        folded = wanted.casefold()
        for found in (
            [article for article in visible if wanted in (article.id, choice_value(article))],
            [article for article in visible if article.path == wanted],
            [article for article in visible if article.title.casefold() == folded],
        ):
            if found:
                return found
        return self.titles(wanted, collections) if wanted else []


def choice_value(article: ArticleSummary) -> str:
    """Return the value of an article's suggestion: its id, or a digest of an id that is too long for Discord."""
    if utf16_length(article.id) <= _MAX_VALUE_LENGTH:
        return article.id
    return hashlib.blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class ArticleCache:
    """Keeps the articles of the current build open, in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet."""
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="articles")
        self._library: Library | None = None
        self.current = BuildArticles()

    async def read(self, work: Callable[[Library], T]) -> T:
        """Call ``work`` with the articles of the current build, off the event loop, and return its result.

        Raises:
            IndexProblem: there is no build, or it cannot be read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(self._open_current()))

    async def renewed(self) -> BuildArticles:
        """Return the articles of the current build.

        Raises:
            IndexProblem: there is no build, or it cannot be read.
        """
        await self.read(lambda _: None)
        return self.current

    async def glance(self) -> BuildArticles:
        """Return the articles of the current build; those of the earlier build if opening takes over 0.7 s."""
        try:
            return await asyncio.wait_for(self.renewed(), _GLANCE_S)
        except (TimeoutError, IndexProblem):
            return self.current

    def close(self) -> None:
        """Accept no more work."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _open_current(self) -> Library:
        qabot = Qabot(self._settings)
        build = qabot.backend.current_name()
        if self._library is None or build != self.current.build:
            library = qabot.library
            _, manifest = qabot.builds.current()
            self._library = library
            self.current = BuildArticles(build, manifest.created, library.summaries(Scope()), library.collections())
        return self._library
