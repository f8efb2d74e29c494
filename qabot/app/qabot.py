"""Qabot: one corpus, its index and its settings, for the commands and the bot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qabot.answering.citation_links import link_to
from qabot.app.parts import (
    article_limits,
    ask_options,
    index_config,
    make_backend,
    make_endpoint,
    make_reader,
    make_second_reader,
    open_embedder,
    usable_threads,
)
from qabot.app.settings import OWN_READER
from qabot.ask import ask, find
from qabot.errors import IndexMismatch, IndexReplaced
from qabot.indexing.local.builds import Builds
from qabot.ingest.changes import count_changes, made_from
from qabot.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from qabot.app.settings import Settings
    from qabot.app.update import IndexUpdater
    from qabot.ask_options import AskOptions
    from qabot.build import BuildReport
    from qabot.indexing.local.backend import LocalBackend
    from qabot.indexing.milvus.backend import MilvusBackend
    from qabot.ingest.left_out import PageBlock
    from qabot.model import Answer, Article, Conversation, Hit, Scope, WrittenSentence
    from qabot.models.embedder import OnnxEmbedder
    from qabot.models.reader import NetworkReader
    from qabot.ports import Library, Progress, Store

    Result = TypeVar("Result")


class Qabot:
    """One corpus, its index and their settings; parts are made when they are first needed."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; nothing is opened yet."""
        self.settings = settings
        self.corpus = Path(settings.corpus.path)
        self.builds = Builds(Path(settings.index.path))

    def ask(
        self,
        question: str,
        *,
        scope: Scope | None = None,
        passages: int = 10,
        conversation: Conversation | None = None,
        since: date | None = None,
    ) -> Answer:
        """Answer one question from the current build; see ``qabot.ask.ask``."""
        return self._served(
            lambda: ask(
                question,
                reader=self._loaded_reader,
                second_reader=self.second_reader,
                store=self.store,
                embedder=self.embedder,
                options=self.options,
                scope=scope,
                passages=passages,
                today=date.today(),
                conversation=conversation,
                since=since,
            )
        )

    def write(
        self,
        answer: Answer,
        *,
        conversation: Conversation | None = None,
        passed: Callable[[WrittenSentence], object] = lambda _: None,
    ) -> Answer:
        """Let the language model of the settings write an answer anew; see ``qabot.writing.write.write``.

        Raises:
            ConfigError: the settings name no language model, or its key cannot be read.
        """
        from qabot.writing.ledger import Ledger
        from qabot.writing.write import write

        return write(
            answer,
            endpoint=make_endpoint(self.settings),
            ledger=Ledger(self.builds.index),
            day_tokens=self.settings.writer.day_tokens,
            today=date.today(),
            conversation=conversation,
            passed=passed,
        )

    def follow_ups(
        self,
        answer: Answer,
        *,
        scope: Scope | None = None,
        conversation: Conversation | None = None,
        enough: Callable[[], bool] = lambda: False,
    ) -> tuple[str, ...]:
        """Return up to two questions that go on from an answer; takes several times as long as that did.

        See ``qabot.suggest.suggest``.
        """

        def ask_again(question: str) -> Answer:
            return self.ask(question, scope=scope, conversation=conversation)

        return self._served(
            lambda: suggest(answer, ask_again, store=self.store, conversation=conversation, enough=enough)
        )

    def find(
        self, text: str, limit: int, *, scope: Scope | None = None, conversation: Conversation | None = None
    ) -> list[Hit]:
        """Search without answering; see ``qabot.ask.find``."""
        return self._served(
            lambda: find(
                text,
                limit,
                store=self.store,
                embedder=self.embedder,
                options=self.options,
                scope=scope,
                today=date.today(),
                conversation=conversation,
            )
        )

    def _served(self, call: Callable[[], Result]) -> Result:
        """Return the result of a call over one build; if that is removed meanwhile, call again over the new build."""
        try:
            return call()
        except IndexReplaced:
            if not self.refreshed():
                raise
            return call()

    def link(self, hit: Hit) -> str:
        """Return where a passage can be read, from its first sentence on."""
        passage = hit.passage
        article = self.store.article(passage.article_id)
        first = passage.sentence(passage.sentences[0]) if passage.sentences else passage.text
        return link_to(article, passage.start, first, corpus=str(self.corpus))

    def refreshed(self) -> bool:
        """Open the current build if an earlier one is open; return whether a new one was opened.

        Raises:
            IndexProblem: the new build cannot be opened; the earlier one stays.
        """
        earlier: dict[str, Any] = {part: self.__dict__[part] for part in ("store", "embedder") if part in self.__dict__}
        if "store" not in earlier or earlier["store"].build == self.backend.current_name():
            return False
        del self.__dict__["store"]
        try:
            try:
                _ = self.store
            except IndexMismatch:
                # It was made with other weights than those that are loaded.
                self.__dict__.pop("embedder", None)
                _ = self.store
        except BaseException:
            self.__dict__.update(earlier)
            raise
        return True

    def index(self, *, progress: Progress, rebuild: bool = False, compact: bool = False) -> BuildReport:
        """Bring the index up to date with the corpus; see ``qabot.app.update.IndexUpdater``."""
        report = self._updater.update(progress=progress, rebuild=rebuild, compact=compact)
        remade = ["store", "embedder", "_catalogue"]
        if self.settings.reader.model != OWN_READER:
            remade += ["reader", "_loaded_reader"]
        for part in remade:
            self.__dict__.pop(part, None)
        return report

    @cached_property
    def _updater(self) -> IndexUpdater:
        """What updates the index."""
        from qabot.app.update import IndexUpdater

        return IndexUpdater(self.settings, self.builds, self.backend)

    def page_blocks(self, article: Article) -> list[PageBlock]:
        """Return all blocks of the page that an article was taken from, each with whether the article has it.

        Raises:
            ArticleError: the article's file is no web page, or cannot be read.
        """
        from qabot.ingest.left_out import page_blocks

        return page_blocks(article, corpus=self.corpus, limits=article_limits(self.settings))

    @property
    def changed_files(self) -> int | None:
        """How many files of the corpus were added, removed or changed since it was indexed; ``None`` when unknown."""
        return count_changes(self.corpus, self.builds.remembered())

    @property
    def threads(self) -> int:
        """Return how many texts are embedded at the same time."""
        return usable_threads(self.settings)

    @cached_property
    def embedder(self) -> OnnxEmbedder:
        """The embedding model that the index was made with; see ``open_embedder``."""
        return open_embedder(self.settings, self.builds, self.backend)

    @cached_property
    def backend(self) -> LocalBackend | MilvusBackend:
        """The place where builds are kept; see ``make_backend``."""
        return make_backend(self.settings, self.builds)

    @cached_property
    def store(self) -> Store:
        """The current build.

        Raises:
            IndexProblem: there is none, it is damaged, or the settings ask for another.
        """
        self._check_pair()
        # The model loads while FAISS and tantivy are imported: a fifth of the time of a cold question.
        with ThreadPoolExecutor(1) as pool:
            loading = self.embedder.loading(pool)
            store: Store = self.backend.open_store(index_config(self.settings, self.embedder))
            loading.result()
        return store

    @property
    def library(self) -> Library:
        """The articles of the build: the store if that is open, else what can be read without loading a model.

        Raises:
            IndexProblem: there is no build, it is damaged, or it was made from another corpus.
        """
        opened: Store | None = self.__dict__.get("store")
        return opened or self._catalogue

    @cached_property
    def _catalogue(self) -> Library:
        """The articles of the current build alone."""
        return self.open_library()

    def open_library(self) -> Library:
        """Open the articles of the current build, apart from what is open already.

        Raises:
            IndexProblem: there is no build, it is damaged, or it was made from another corpus.
        """
        self._check_pair()
        return self.backend.open_library()

    def _check_pair(self) -> None:
        """Check that the index was made from this corpus.

        Raises:
            IndexMismatch: it was made from another one.
        """
        other = made_from(self.builds.remembered(), self.corpus, self.builds.index)
        if other:
            raise IndexMismatch(
                f"The index in {self.builds.index} was made from {other}, not from {self.corpus}",
                remedy="Name an index of its own with --index DIR, or run qabot index to make it from this folder",
            )

    @cached_property
    def reader(self) -> NetworkReader:
        """What reads passages; see ``make_reader``."""
        return make_reader(
            self.settings,
            self.builds,
            article=lambda article_id: self.store.article(article_id),
            # A missing index is reported before an export is made for it.
            before_export=self.backend.current_name,
        )

    @cached_property
    def second_reader(self) -> NetworkReader | None:
        """What reads the best passages once more; see ``make_second_reader``."""
        return make_second_reader(self.settings, article=lambda article_id: self.store.article(article_id))

    @cached_property
    def _loaded_reader(self) -> NetworkReader:
        """The reader, which loads while the build is opened; so does the second one."""
        readers = [reader for reader in (self.reader, self.second_reader) if reader]
        with ThreadPoolExecutor(len(readers)) as pool:
            loading = [reader.loading(pool) for reader in readers]
            _ = self.store
            for one in loading:
                one.result()
        return self.reader

    @cached_property
    def options(self) -> AskOptions:
        """How a question is searched for and answered."""
        return ask_options(self.settings)
