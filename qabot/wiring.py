"""From settings to concrete parts: the only place that chooses classes."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qabot.answering.candidates import Scoring
from qabot.answering.compose import ComposeOptions
from qabot.answering.confidence import Confidence
from qabot.answering.links import link_to
from qabot.answering.reader import SHIPPED, NetworkReader
from qabot.ask import AskOptions, ask, find
from qabot.errors import ConfigError, CorpusError, IndexCorrupt, IndexMismatch, IndexReplaced, ModelError
from qabot.indexing.builds import Builds
from qabot.indexing.embedder import OnnxEmbedder
from qabot.indexing.export import ensure_exported
from qabot.indexing.local import LocalBackend
from qabot.indexing.store import Recipe
from qabot.inference.exports import exporting
from qabot.inference.weights import exported_folder
from qabot.ingest.changes import count_changes, made_from, remember
from qabot.model import Scope
from qabot.retrieval.arranging import Relevance
from qabot.retrieval.ranking import Ranking
from qabot.retrieval.search import SearchOptions
from qabot.settings import OWN_READER

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import TypeVar

    from qabot.build import BuildReport
    from qabot.indexing.milvus.backend import MilvusBackend
    from qabot.model import Answer, Article, Conversation, Hit
    from qabot.ports import Library, Progress, Store
    from qabot.settings import Settings

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
        from qabot.ingest.corpus import read_corpus
        from qabot.ingest.passages import PassageSize, split_passages
        from qabot.ingest.source import Limits

        self.check_corpus()
        limits = self.settings.corpus
        size = PassageSize(self.settings.passages.min_tokens, self.settings.passages.max_tokens)
        with self.builds.locked():
            progress.stage("Loading the model", None, "")
            folder = ensure_exported(self.builds.models, self.settings.embedder.model)
            embedder = OnnxEmbedder(folder, threads=self.threads)
            self._renew_reader()
            writer = self.backend.writer(self._recipe(embedder), builds=self.builds, rebuild=rebuild)
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

    def check_corpus(self) -> None:
        """Make sure that there is something to index, before anything is made for it.

        Raises:
            CorpusError: the folder is missing, cannot be listed, or is empty.
        """
        from qabot.ingest.corpus import holds_files

        if not self.corpus.is_dir():
            raise CorpusError(
                f"There is no folder {self.corpus}", remedy="Make it and put articles in, or name yours: --corpus DIR"
            )
        if not holds_files(self.corpus):
            raise CorpusError(f"{self.corpus} has no articles in it", remedy="Put some in, then run: qabot index")

    @property
    def changed_files(self) -> int | None:
        """Return how many files of the corpus came, went or changed since it was indexed; ``None`` when unknown."""
        return count_changes(self.corpus, self.builds.remembered())

    def scope_of_source(self, name: str, *, known: Sequence[str] | None = None) -> frozenset[str]:
        """Return the publishers that a person means: an equal name, else all names with it in them.

        Args:
            name: as typed.
            known: the publishers that the person may be told of; all of the build when ``None``.

        Raises:
            ConfigError: no article is from such a source; the nearest ones are named.
        """
        sources = self.library.sources() if known is None else known
        wanted = name.strip().casefold()
        same = frozenset(source for source in sources if source.casefold() == wanted)
        found = same or frozenset(source for source in sources if wanted and wanted in source.casefold())
        if found:
            return found
        near = get_close_matches(name, sources, n=3, cutoff=0) or ["none: no article names its source"]
        raise ConfigError(f"No article is from {name!r}", remedy=f"Nearest sources: {', '.join(near)}")

    def scope_of(
        self,
        *,
        source: str | None = None,
        collections: Collection[str] | None = None,
        after: date | None = None,
        before: date | None = None,
        as_of: date | None = None,
        known_sources: Sequence[str] | None = None,
    ) -> Scope:
        """Return which articles a person means.

        Args:
            source: see ``scope_of_source``.
            collections: folders below the corpus; ``None`` for all articles.
            after: first day of publication, included.
            before: last day of publication, included.
            as_of: likewise, the earlier of the two counts; and what "last week" in a question is meant from.
            known_sources: see ``scope_of_source``.

        Raises:
            ConfigError: no article is from such a source, or there is no such collection; the nearest are named. Or
                no day is inside.
        """
        last = min((day for day in (before, as_of) if day), default=None)
        if after and last and after > last:
            raise ConfigError(f"No day is both from {after} on and up to {last}", remedy="Name an earlier first day")
        known = self.library.collections() if collections else []
        wanted = None if collections is None else frozenset(name.strip().strip("/") for name in collections)
        for name in sorted(wanted or ()):
            if name not in known:
                near = get_close_matches(name, known, n=3, cutoff=0) or ["none: the corpus has no subfolders"]
                raise ConfigError(f"There is no collection {name!r}", remedy=f"Nearest: {', '.join(near)}")
        return Scope(
            sources=None if source is None else self.scope_of_source(source, known=known_sources),
            published_from=after,
            published_to=last,
            collections=wanted,
            as_of=as_of,
        )

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
            store: Store = self.backend.open_store(self._recipe(self.embedder))
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
        from qabot.inference.question_answering import SETTING, ensure_reader, read_about

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
        from qabot.inference.question_answering import ensure_reader

        for part in ("reader", "_loaded_reader"):
            self.__dict__.pop(part, None)
        ensure_reader(self.builds.models, named, told=lambda line: sys.stderr.write(line + "\n"), trust_time=False)

    @cached_property
    def options(self) -> AskOptions:
        """Return how the settings say to search and answer."""
        answer, search = self.settings.answer, self.settings.search
        weights = {"bm25": search.bm25_weight, "dense": search.dense_weight}
        return AskOptions(
            max_question_chars=answer.max_question_chars,
            read=self.settings.reader.passages,
            threshold=answer.threshold,
            search=SearchOptions(
                candidates=search.candidates,
                rank_constant=search.rank_constant,
                weights=weights,
                per_article=search.per_article,
                in_time=search.in_time,
                in_context=search.in_context,
            ),
            ranking=Ranking(),
            relevance=Relevance(),
            scoring=Scoring(),
            confidence=Confidence(slope=answer.confidence_slope, shift=answer.confidence_shift),
            compose=ComposeOptions(
                statements=answer.statements,
                margin=answer.margin,
                parts=answer.parts,
                part_margin=answer.part_margin,
                corpus=str(self.corpus),
            ),
            differ_margin=answer.differ_margin,
            stale_after_days=answer.stale_after_days,
        )

    def _recipe(self, embedder: OnnxEmbedder) -> Recipe:
        size, about = self.settings.passages, embedder.about
        return Recipe(about.name, about.fingerprint, about.dim, size.min_tokens, size.max_tokens)
