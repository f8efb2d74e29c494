"""Writes a build to Milvus, in collections of its own, and then points the alias at it."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from qabot.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexProblem
from qabot.indexing.checkpoint import Checkpoint
from qabot.indexing.draft_build import DraftBuild, DraftWriter, ReusableVectors
from qabot.indexing.local.manifest import Manifest
from qabot.indexing.local.store import open_store
from qabot.indexing.milvus.layout import (
    ARTICLES,
    IN_FIELDS,
    PASSAGES,
    SCHEMA,
    WORDS,
    BuildInfo,
    CollectionNames,
    about_rows,
    article_rows,
    packed_sentences,
)
from qabot.indexing.milvus.store import MilvusStore, open_current
from qabot.indexing.milvus.words import Vocabulary
from qabot.model import KnownArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from qabot.indexing.local.builds import Builds
    from qabot.indexing.local.store import IndexConfig
    from qabot.indexing.milvus.articles import EarlierArticle
    from qabot.indexing.milvus.connection import Milvus, Row
    from qabot.indexing.milvus.register import Register
    from qabot.model import Article, Passage
    from qabot.ports import Progress

_PASSAGES_AT_ONCE = 500
_WORDS_AT_ONCE = 5_000
_ARTICLE_ROWS_AT_ONCE = 64
_AHEAD = 1_000
"""Passages of the earlier build that are read in one call."""
_EXACT_PASSAGES = 100_000
"""Up to this many passages, every vector is compared; above, a graph is searched."""
_INDEXES: Mapping[str, Mapping[str, Any]] = {
    "FLAT": {"index_type": "FLAT", "metric_type": "IP"},
    "HNSW": {"index_type": "HNSW", "metric_type": "IP", "params": {"M": 32, "efConstruction": 256}},
}


class MilvusWriter(DraftWriter):
    """A build that is being written. Its articles lie in a folder on this machine until all are known."""

    compacts = False
    """Every build is written anew."""

    def __init__(
        self,
        milvus: Milvus,
        register: Register,
        config: IndexConfig,
        *,
        name: str,
        builds: Builds,
        rebuild: bool,
    ) -> None:
        """Begin a draft. It takes over what it can from the current build, if that has the same config.

        It also takes over vectors of a build on disk that Milvus does not have: changing over to Milvus embeds nothing.

        Args:
            milvus: the connection.
            register: of the builds of the index.
            config: what this build is made with.
            name: of the index.
            builds: on disk, locked by the caller.
            rebuild: take over nothing, and embed everything.
        """
        self._milvus = milvus
        self._register = register
        self._config = config
        self._name = name
        self._builds = builds
        self._old: MilvusStore | None = None
        self._articles: dict[str, EarlierArticle] = {}
        self._window: dict[int, Passage] = {}
        self.fresh_because: str | None = "everything is made anew, as asked" if rebuild else None
        register.sweep()
        reusable = [] if rebuild else self._follow()
        self.known: Mapping[str, str] = {name: one.digest for name, one in self._articles.items()}
        self._folder = builds.draft()
        embedded = Checkpoint(builds.checkpoint, fingerprint=config.fingerprint, dim=config.dim)
        if rebuild:
            embedded.clear()
        self._draft = DraftBuild(self._folder, embedded, reusable, dim=config.dim)
        self._build = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        self._heartbeat = register.begin(self._build)

    def _follow(self) -> list[ReusableVectors]:
        """Open the current build, and return the vectors of earlier builds that can be reused."""
        kept = []
        try:
            old = open_current(self._milvus, self._name, self._config)
            self._articles = old.known()
            kept.append(old.reusable_vectors())
            self._old = old
        except IndexMissing:
            pass
        except (IndexCorrupt, IndexMismatch) as err:
            self.fresh_because = f"everything is made anew: {err.problem[0].lower()}{err.problem[1:]}"
        with contextlib.suppress(IndexProblem):
            on_disk = open_store(self._builds, self._config)
            self._builds.verify(on_disk.manifest)
            kept.append(on_disk.reusable_vectors())
        return kept

    def keep(self, article: Article | KnownArticle) -> int:
        """Take an article as the earlier build has it; return how many passages it has."""
        before = self._articles[article.id]
        passages = self._earlier_passages(before)
        if isinstance(article, KnownArticle):
            article = self._whole(article.id)
        self._draft.add(article, passages, signature=before.signature)
        return len(passages)

    def _whole(self, article_id: str) -> Article:
        if not self._old:
            raise LookupError(article_id)
        return self._old.article(article_id)

    def _earlier_passages(self, before: EarlierArticle) -> list[Passage]:
        wanted = range(before.first, before.first + before.passages)
        if self._old and any(ordinal not in self._window for ordinal in wanted):
            ahead = range(before.first, min(before.first + max(before.passages, _AHEAD), self._old.passage_count))
            self._window = dict(zip(ahead, self._old.passages(ahead), strict=True))
        return [self._window[ordinal] for ordinal in wanted]

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take one article that is new or has changed, and its passages."""
        self._draft.add(article, passages, signature=None)

    def publish(self, progress: Progress) -> str:
        """Publish the build, and return the id of the current one: another writer's, if that one has newer articles.

        Raises:
            IndexProblem: Milvus cannot be reached, or the like; the earlier build stays current.
        """
        names = CollectionNames(self._name, self._build)
        self._milvus.create(names.passages, PASSAGES, dim=self._config.dim)
        self._milvus.create(names.articles, ARTICLES)
        self._milvus.create(names.words, WORDS)
        about = self._write(names, progress)
        progress.stage("Indexing in Milvus", None, "")
        dense = self._dense_index
        sparse = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}
        self._milvus.finish(names.passages, {"vector": _INDEXES[dense], "words": sparse})
        self._milvus.finish(names.articles, {})
        self._milvus.finish(names.words, {})
        MilvusStore(self._milvus, names, about).check()
        self._heartbeat.stop()
        served = self._register.publish(self._build)
        if served != self._build:
            self._register.discard(self._build)
        self._draft.catalogue.abandon()
        self._builds.sweep()
        self._register.sweep()
        return served

    def discard(self) -> str:
        """Delete the draft, and return the id of the build that stays current, ``""`` when there is none."""
        self._heartbeat.stop()
        self._draft.catalogue.abandon()
        self._builds.sweep()
        # If Milvus cannot be reached, a later run deletes what is left there.
        with contextlib.suppress(IndexProblem):
            self._register.discard(self._build)
        return self._old.build if self._old else ""

    @property
    def _dense_index(self) -> str:
        return "FLAT" if self._draft.catalogue.passages <= _EXACT_PASSAGES else "HNSW"

    def _write(self, names: CollectionNames, progress: Progress) -> BuildInfo:
        """Write everything, and return the description of the build."""
        progress.stage("Finding duplicate articles", None, "")
        self._draft.catalogue.mark_duplicates()
        progress.stage("Counting words", self._draft.catalogue.passages, "passages")
        vocabulary = Vocabulary(self._folder)
        try:
            for article, passage in self._draft.catalogue.documents():
                vocabulary.learn(article, passage)
                progress.advance()
            progress.stage("Writing to Milvus", self._draft.catalogue.passages, "passages")
            passages = _Table(self._milvus, names.passages, at_once=_PASSAGES_AT_ONCE, complete=self._with_vectors)
            articles = _Table(self._milvus, names.articles, at_once=_ARTICLE_ROWS_AT_ONCE)
            words = _Table(self._milvus, names.words, at_once=_WORDS_AT_ONCE)
            for form, known in vocabulary.known():
                words.add({"key": form, "number": known.number, **dict(zip(IN_FIELDS, known.containing, strict=True))})
            contents = self._write_articles(passages, articles, vocabulary, progress)
        finally:
            vocabulary.close()
        rows = (passages.finish(), articles.finish(), words.finish())
        about = BuildInfo(self._manifest, dense_index=self._dense_index, rows=rows, **contents._asdict())
        for row in about_rows(about):
            articles.add(row)
        articles.finish()
        return about

    def _write_articles(
        self, passages: _Table, articles: _Table, vocabulary: Vocabulary, progress: Progress
    ) -> _Contents:
        """Write articles and passages, and return a summary of them."""
        sources: dict[str, int] = {}
        folders: dict[str, int] = {}
        days: set[str] = set()
        weights = vocabulary.vectors()
        first = 0
        for number, written in enumerate(self._draft.catalogue.whole()):
            article = written.article
            for row in article_rows(written, number, first=first):
                articles.add(row)
            day = article.published
            days |= {day.isoformat()} if day else set()
            for ordinal, passage in enumerate(written.passages, start=first):
                passages.add(
                    {
                        "key": ordinal,
                        "words": next(weights),
                        "day": day.toordinal() if day else 0,
                        "source": sources.setdefault(article.source, len(sources)),
                        "folder": folders.setdefault(article.path.rpartition("/")[0], len(folders)),
                        "article": number,
                        "start": passage.start,
                        "stop": passage.end,
                        "sentences": packed_sentences(passage),
                        "text_key": self._draft.keys[ordinal].hex(),
                    }
                )
                progress.advance()
            first += len(written.passages)
        return _Contents(tuple(sources), tuple(folders), (min(days, default=None), max(days, default=None)))

    @property
    def _manifest(self) -> Manifest:
        return Manifest(
            build=self._build,
            schema=SCHEMA,
            created=datetime.now(UTC).replace(microsecond=0),
            config=asdict(self._config),
            articles=self._draft.catalogue.articles,
            passages=self._draft.catalogue.passages,
            corpus_digest=self._draft.corpus_digest,
            files={},
        )

    def _with_vectors(self, rows: Sequence[Row]) -> list[Row]:
        import numpy as np

        vectors = self._draft[np.array([row["key"] for row in rows], dtype=np.int64)]
        return [{**row, "vector": vector} for row, vector in zip(rows, vectors, strict=True)]


class _Contents(NamedTuple):
    """The fields of ``BuildInfo`` that follow from the articles."""

    sources: tuple[str, ...]
    folders: tuple[str, ...]
    published: tuple[str | None, str | None]


class _Table:
    """Collects rows for one collection and writes many at once."""

    def __init__(
        self, milvus: Milvus, collection: str, *, at_once: int, complete: Callable[[list[Row]], list[Row]] | None = None
    ) -> None:
        """Begin; ``complete`` adds vectors to rows just before they are written."""
        self.collection = collection
        self._milvus = milvus
        self._at_once = at_once
        self._complete = complete
        self._rows: list[Row] = []
        self._written = 0

    def add(self, row: Row) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) == self._at_once:
            self.finish()

    def finish(self) -> int:
        """Write the rows that wait, and return how many were written in all."""
        if self._rows:
            rows = self._complete(self._rows) if self._complete else self._rows
            self._milvus.insert(self.collection, rows, placeholder=self._complete is None)
        self._written += len(self._rows)
        self._rows = []
        return self._written
