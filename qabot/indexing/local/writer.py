"""The local IndexWriter: writes the catalogue, vectors and words of a build."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from qabot.errors import IndexMissing, IndexProblem
from qabot.indexing.checkpoint import Checkpoint
from qabot.indexing.draft_build import DraftBuild, DraftWriter
from qabot.indexing.local.lexical_writer import write_lexical
from qabot.indexing.local.store import IndexConfig, LocalStore, open_store
from qabot.indexing.local.vectors import write_vectors
from qabot.indexing.local.word_segments import follow_lexical, may_follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qabot.indexing.local.builds import Builds
    from qabot.model import Article, Passage
    from qabot.ports import Progress


def open_verified(builds: Builds, config: IndexConfig) -> LocalStore:
    """Open the current build after comparing every file with its checksum: the next build copies from it."""
    store = open_store(builds, config)
    builds.verify(store.manifest)
    return store


class LocalWriter(DraftWriter):
    """A build that is being written under the lock. Call ``publish`` or ``discard`` in the end."""

    def __init__(self, builds: Builds, config: IndexConfig, *, rebuild: bool) -> None:
        """Begin a draft. It takes over what it can from the current build, if that has the same config.

        Args:
            builds: locked by the caller.
            config: what this build is made with.
            rebuild: take over nothing, and embed everything.
        """
        self._builds = builds
        self._config = config
        self._old: LocalStore | None = None
        self.fresh_because: str | None = "everything is made anew, as asked" if rebuild else None
        if not rebuild:
            try:
                self._old = open_verified(builds, config)
            except IndexMissing:
                pass
            except IndexProblem as err:
                self.fresh_because = f"everything is made anew: {err.problem[0].lower()}{err.problem[1:]}"
        self._folder = builds.draft()
        embedded = Checkpoint(builds.checkpoint, fingerprint=config.fingerprint, dim=config.dim)
        if rebuild:
            embedded.clear()
        earlier = self._old.catalogue if self._old else None
        reusable = [self._old.reusable_vectors()] if self._old else []
        self._draft = DraftBuild(self._folder, embedded, reusable, dim=config.dim, earlier=earlier)
        self.known: Mapping[str, str] = earlier.digests() if earlier else {}

    def keep(self, article: Article) -> int:
        """Take an article as the earlier build has it; return how many passages it has."""
        return self._draft.keep(article)

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take one article that is new or has changed, and its passages."""
        self._draft.add(article, passages, signature=None)

    def publish(self, progress: Progress) -> str:
        """Publish the build, and return its id.

        Raises:
            IndexNotWritable: the disk is full, or the like; the earlier build stays current.
        """
        catalogue = self._draft.catalogue
        progress.stage("Writing the index", catalogue.passages, "passages")
        earlier = self._old.dense if self._old else None
        write_vectors(self._folder, self._draft, earlier=earlier, kept=self._draft.reused_rows)
        self._write_words(progress)
        progress.stage("Finding duplicate articles", None, "")
        catalogue.mark_duplicates(self._old.catalogue.groups() if self._old else None)
        catalogue.close()
        return self._builds.publish(
            self._folder,
            config=asdict(self._config),
            articles=catalogue.articles,
            passages=catalogue.passages,
            corpus_digest=self._draft.corpus_digest,
            earlier=self._old.manifest if self._old else None,
        )

    def _write_words(self, progress: Progress) -> None:
        catalogue, kept = self._draft.catalogue, self._draft.kept
        if self._old and may_follow(self._old.folder, kept):
            new = (kept < 0).nonzero()[0].tolist()
            progress.advance(len(kept) - len(new))
            follow_lexical(self._folder, self._old.folder, kept, _counted(catalogue.documents_of(new), progress))
        else:
            write_lexical(self._folder, _counted(catalogue.documents(), progress))

    def discard(self) -> str:
        """Delete the draft, and return the id of the build that stays current, ``""`` when there is none."""
        self._draft.catalogue.abandon()
        self._builds.sweep()
        return self._old.build if self._old else ""


def _counted(documents: Iterator[tuple[Article, Passage]], progress: Progress) -> Iterator[tuple[Article, Passage]]:
    for document in documents:
        yield document
        progress.advance()
