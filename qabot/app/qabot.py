"""From settings to concrete parts: the only place that chooses classes."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qabot.answering.citation_links import link_to
from qabot.app.options import ask_options
from qabot.app.settings import OWN_READER
from qabot.ask import ask, find
from qabot.errors import IndexCorrupt, IndexMismatch, IndexReplaced, ModelError
from qabot.indexing.local.backend import LocalBackend
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.store import IndexConfig
from qabot.ingest.changes import count_changes, made_from, remember
from qabot.models.embedder import OnnxEmbedder
from qabot.models.embedder_export import ensure_exported
from qabot.models.onnx.exports import clear_drafts, exporting
from qabot.models.onnx.weights import exported_folder
from qabot.models.reader import SHIPPED, NetworkReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from qabot.app.settings import Settings
    from qabot.ask import AskOptions
    from qabot.build import BuildReport
    from qabot.indexing.milvus.backend import MilvusBackend
    from qabot.model import Answer, Article, Conversation, Hit, Scope
    from qabot.ports import Library, Progress, Store

    Result = TypeVar("Result")


class Qabot:
    """One corpus, one index and their settings; parts are made when first needed."""

    def __init__(self, settings: Settings) -> None:
        """Choose the parts; nothing is opened yet."""
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
    ) -> Answer:
        """Answer one question from the current build; see ``qabot.ask.ask``."""
        return self._served(
            lambda: ask(
                question,
                reader=self._loaded_reader,
                store=self.store,
                embedder=self.embedder,
                options=self.options,
                scope=scope,
                passages=passages,
                today=date.today(),
                conversation=conversation,
            )
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
        """Return what a call finds in one build; all of it is done again if that is cleared away in the meantime."""
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
        """Open the build that is current now, if an earlier one is open; return whether it did.

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

    def index(self, *, progress: Progress, rebuild: bool = False) -> BuildReport:
        """Bring the index up to date with the corpus.

        Raises:
            CorpusError: there is no corpus folder, or nothing in it can be indexed.
            ModelError: the embedding model, or the reader that the settings name, cannot be used.
            IndexBusy: another process is indexing.
            IndexNotWritable: the index folder cannot be written.
        """
        from qabot.build import build_index
        from qabot.ingest.corpus import check_corpus, read_corpus
        from qabot.ingest.passages import PassageSize, split_passages
        from qabot.ingest.source import Limits

        check_corpus(self.corpus)
        limits = self.settings.corpus
        size = PassageSize(self.settings.passages.min_tokens, self.settings.passages.max_tokens)
        with self.builds.locked():
            clear_drafts(self.builds.models)
            progress.stage("Loading the model", None, "")
            folder = ensure_exported(self.builds.models, self.settings.embedder.model)
            embedder = OnnxEmbedder(folder, threads=self.threads)
            self._renew_reader()
            writer = self.backend.writer(self._index_config(embedder), builds=self.builds, rebuild=rebuild)
            looked_at = remember(self.corpus, self.builds.index)
            try:
                report = build_index(
                    read_corpus(
                        self.corpus,
                        limits=Limits(
                            max_file_bytes=limits.max_file_mb * 1_000_000, max_article_chars=limits.max_article_chars
                        ),
                    ),
                    writer,
                    split=partial(split_passages, tokens=embedder, size=size),
                    embedder=embedder,
                    progress=progress,
                )
            except BaseException:
                writer.discard()
                raise
            self.builds.finish(looked_at)
        for part in ("store", "embedder", "_catalogue"):
            self.__dict__.pop(part, None)
        return report

    @property
    def changed_files(self) -> int | None:
        """Return how many files of the corpus came, went or changed since it was indexed; ``None`` when unknown."""
        return count_changes(self.corpus, self.builds.remembered())

    @property
    def threads(self) -> int:
        """Return how many texts are embedded at the same time: the setting, else one a processor."""
        usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.settings.index.threads or usable or 1

    @cached_property
    def embedder(self) -> OnnxEmbedder:
        """The exported model, checked against its checksums.

        Raises:
            IndexMissing: nothing was indexed here yet.
            IndexCorrupt: the export is gone or damaged.
        """
        folder = exported_folder(self.builds.models, self.settings.embedder.model)
        if not folder.is_dir():
            made, asked = self.backend.made_with().get("model"), self.settings.embedder.model
            if made != asked:
                raise IndexMismatch(f"The index was made with the model {made}, not {asked}", remedy="Run: qabot index")
            if self.settings.store.backend == "milvus":
                # The index came from another machine; the model is made here, once.
                sys.stderr.write(f"Exporting the model {asked} for questions; this is done once.\n")
                with exporting(self.builds.models):
                    ensure_exported(self.builds.models, asked)
        try:
            return OnnxEmbedder(folder, threads=self.threads)
        except ModelError as err:
            raise IndexCorrupt(err.problem, remedy=err.remedy) from err

    @cached_property
    def backend(self) -> LocalBackend | MilvusBackend:
        """Where builds are kept.

        Raises:
            ConfigError: Milvus's token cannot be read.
        """
        store = self.settings.store
        if store.backend == "local":
            return LocalBackend(self.builds)
        from qabot.indexing.milvus.address import Address, read_token
        from qabot.indexing.milvus.backend import MilvusBackend

        address = Address(
            store.uri or str(self.builds.index / "milvus.db"),
            token=read_token(store.token_file),
            timeout_s=store.timeout_s,
            write_timeout_s=store.write_timeout_s,
        )
        return MilvusBackend(address, name=store.collection, keep_s=store.keep_s)

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
            store: Store = self.backend.open_store(self._index_config(self.embedder))
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
        self._check_pair()
        return self.backend.open_library()

    def _check_pair(self) -> None:
        """Make sure that the index was made from this corpus."""
        other = made_from(self.builds.remembered(), self.corpus, self.builds.index)
        if other:
            raise IndexMismatch(
                f"The index in {self.builds.index} was made from {other}, not from {self.corpus}",
                remedy="Name an index of its own with --index DIR, or run qabot index to make it from this folder",
            )

    @cached_property
    def reader(self) -> NetworkReader:
        """What reads passages: the network of the package, or the one that the settings name."""
        named = self.settings.reader.model

        def article(name: str) -> Article:
            return self.store.article(name)

        if named == OWN_READER:
            return NetworkReader(SHIPPED, article=article, threads=self.threads, remedy="Reinstall qabot")
        from qabot.models.reader_export import SETTING, ensure_reader, read_about

        def told(line: str) -> None:
            self.backend.current_name()  # without an index, that comes first
            sys.stderr.write(line + "\n")

        folder = ensure_reader(self.builds.models, named, told=told)
        return NetworkReader(
            folder,
            article=article,
            threads=self.threads,
            remedy=f"Check {SETTING} in config.toml",
            max_tokens=read_about(folder).max_tokens,
        )

    @cached_property
    def _loaded_reader(self) -> NetworkReader:
        """The reader, which loads while the build is opened."""
        with ThreadPoolExecutor(1) as pool:
            loading = self.reader.loading(pool)
            _ = self.store
            loading.result()
        return self.reader

    def _renew_reader(self) -> None:
        """Export the reader that the settings name when there is no export of its weights as they are now."""
        named = self.settings.reader.model
        if named == OWN_READER:
            return
        from qabot.models.reader_export import ensure_reader

        for part in ("reader", "_loaded_reader"):
            self.__dict__.pop(part, None)
        ensure_reader(self.builds.models, named, told=lambda line: sys.stderr.write(line + "\n"), trust_time=False)

    @cached_property
    def options(self) -> AskOptions:
        """Return how the settings say to search and answer."""
        return ask_options(self.settings)

    def _index_config(self, embedder: OnnxEmbedder) -> IndexConfig:
        size, about = self.settings.passages, embedder.about
        return IndexConfig(about.name, about.fingerprint, about.dim, size.min_tokens, size.max_tokens)
