"""The articles of the current build, for suggestions, buttons and lists; reading them never waits for a question."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import Counter, OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from qabot.errors import IndexProblem, IndexReplaced
from qabot.model import Scope
from qabot.surfaces.discord.asking.prefix_index import PrefixIndex
from qabot.surfaces.discord.pages.split_messages import utf16_length
from qabot.surfaces.discord.permissions.access import is_inside

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from qabot.app.qabot import Qabot
    from qabot.model import ArticleSummary
    from qabot.ports import Library
    from qabot.surfaces.discord.permissions.channel_context import Collections

T = TypeVar("T")
MAX_CHOICES = 25
"""Discord shows this many suggestions at most."""
_MAX_VALUE_LENGTH = 100
_GLANCE_S = 0.7
_MAX_VIEWS = 32


class ArticleView:
    """The articles of a build that lie in some collections, ready for lists and suggestions."""

    def __init__(self, articles: Sequence[ArticleSummary]) -> None:
        """Index the articles; they are in the order of their titles, then paths."""
        self.articles = articles
        self.sources = Counter(article.source for article in articles if article.source)
        self._source_names = PrefixIndex(sorted(self.sources))
        self._titles = PrefixIndex([f"{article.title}\n{article.path}" for article in articles])
        self._by_value = {value: article for article in articles for value in (choice_value(article), article.id)}

    def suggest(self, typed: str) -> list[ArticleSummary]:
        """Return at most 25 articles with a word of the title or path that begins with the typed text.

        Articles whose title begins with it come first.
        """
        return [self.articles[number] for number in self._titles.find(typed, MAX_CHOICES)]

    def suggest_sources(self, typed: str) -> list[str]:
        """Return at most 25 sources with a word that begins with the typed text, in the same order."""
        names = sorted(self.sources)
        return [names[number] for number in self._source_names.find(typed, MAX_CHOICES)]

    def find(self, value: str) -> list[ArticleSummary]:
        """Return the articles with this choice value, id, path or title; else those that ``suggest`` finds."""
        wanted = value.strip()
        folded = wanted.casefold()
        if wanted in self._by_value:
            return [self._by_value[wanted]]
        return (
            [article for article in self.articles if article.path == wanted]
            or [article for article in self.articles if article.title.casefold() == folded]
            or (self.suggest(wanted) if wanted else [])
        )


@dataclass(frozen=True, eq=False)
class BuildArticles:
    """The articles of one build, without their texts.

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
    _views: OrderedDict[Collections, ArticleView] = field(default_factory=OrderedDict, repr=False)

    def inside(self, collections: Collections) -> ArticleView:
        """Return the articles inside the collections. The first call for some collections takes a while."""
        if collections not in self._views:
            self._views[collections] = ArticleView([a for a in self.articles if is_inside(a.path, collections)])
            if len(self._views) > _MAX_VIEWS:
                self._views.popitem(last=False)
        return self._views[collections]

    def collections_inside(self, collections: Collections) -> list[str]:
        """Return the folders that are one of the collections, or lie in one."""
        return [name for name in self.collections if is_inside(f"{name}/", collections)]


def choice_value(article: ArticleSummary) -> str:
    """Return the value of an article's suggestion: its id, or a digest of an id that is too long for Discord."""
    if utf16_length(article.id) <= _MAX_VALUE_LENGTH:
        return article.id
    return hashlib.blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class ArticleCache:
    """Keeps the articles of the current build open. One thread opens builds, another makes suggestions."""

    def __init__(self, qabot: Qabot, *, opened: Callable[[frozenset[str]], Awaitable[object]] | None = None) -> None:
        """Open nothing yet; ``opened`` is called with the ids of all articles when another build was opened."""
        self._qabot = qabot
        self._opened = opened
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="articles")
        self._suggesting = ThreadPoolExecutor(1, thread_name_prefix="suggestions")
        self._library: Library | None = None
        self._announced = ""
        self._announcing: set[asyncio.Task[object]] = set()
        self.current = BuildArticles()

    async def read(self, work: Callable[[Library], T]) -> T:
        """Call ``work`` with the articles of the current build, off the event loop, and return its result.

        Raises:
            IndexProblem: there is no build, or it cannot be read.
        """
        result = await asyncio.get_running_loop().run_in_executor(self._thread, self._work, work)
        self._announce()
        return result

    async def renewed(self) -> BuildArticles:
        """Return the articles of the current build.

        Raises:
            IndexProblem: there is no build, or it cannot be read.
        """
        await self.read(lambda _: None)
        return self.current

    async def view(self, collections: Collections) -> ArticleView:
        """Return the articles of the current build that lie in the collections.

        Raises:
            IndexProblem: there is no build, or it cannot be read.
        """
        current = await self.renewed()
        return await asyncio.get_running_loop().run_in_executor(self._suggesting, current.inside, collections)

    async def suggest(self, work: Callable[[BuildArticles], list[T]]) -> list[T]:
        """Return what ``work`` finds, off the event loop; nothing if that takes over 0.7 s.

        A build that takes long to open is not waited for: the suggestions are from the earlier one.
        """
        with contextlib.suppress(TimeoutError, IndexProblem):
            await asyncio.wait_for(self.renewed(), _GLANCE_S)
        finding = asyncio.get_running_loop().run_in_executor(self._suggesting, work, self.current)
        try:
            return await asyncio.wait_for(finding, _GLANCE_S)
        except TimeoutError:
            return []

    def close(self) -> None:
        """Accept no more work."""
        for thread in (self._thread, self._suggesting):
            thread.shutdown(wait=False, cancel_futures=True)

    def _announce(self) -> None:
        """Call ``opened`` if another build was opened since the last call."""
        if self._opened is None or self._announced == self.current.build:
            return
        self._announced = self.current.build
        ids = frozenset(article.id for article in self.current.articles)
        task: asyncio.Task[object] = asyncio.ensure_future(self._opened(ids))
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)

    def _work(self, work: Callable[[Library], T]) -> T:
        try:
            return work(self._open_current())
        except IndexReplaced:
            # Milvus cleared the build away while it was read.
            self._library = None
            return work(self._open_current())

    def _open_current(self) -> Library:
        build = self._qabot.backend.current_name()
        if self._library is None or build != self.current.build:
            library = self._qabot.open_library()
            self.current = BuildArticles(
                library.build, library.created, library.summaries(Scope()), library.collections()
            )
            self._library = library
        return self._library
