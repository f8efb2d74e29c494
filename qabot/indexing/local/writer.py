"""The local IndexWriter: writes the catalogue, vectors and words of a build."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING

from qabot.errors import EarlierBuildCorrupt, IndexCorrupt, IndexMissing, IndexProblem
from qabot.files import writing
from qabot.indexing.checkpoint import Checkpoint
from qabot.indexing.draft_build import DraftBuild, DraftWriter, ReusableVectors
from qabot.indexing.local.assembly import Assembly
from qabot.indexing.local.catalogue import Catalogue
from qabot.indexing.local.catalogue_writer import FILE as CATALOGUE
from qabot.indexing.local.copies import EarlierStories, find_stories, follow_stories, write_live
from qabot.indexing.local.lexical_writer import write_lexical
from qabot.indexing.local.manifest import Trust
from qabot.indexing.local.merging import Part
from qabot.indexing.local.numbers import GONE, read_rows, write_ordinals, write_rows
from qabot.indexing.local.parts import FOLDER as PARTS
from qabot.indexing.local.parts import is_followed, part_folder, part_folders
from qabot.indexing.local.store import IndexConfig, LocalStore, open_store
from qabot.indexing.local.vectors import FILE as VECTORS
from qabot.indexing.local.vectors import PartVectors, is_large, write_vectors
from qabot.indexing.local.word_segments import follow_lexical, is_segment, may_follow, segment_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.local.builds import Builds
    from qabot.model import Article, KnownArticle, Passage
    from qabot.ports import Progress, Vectors


def open_verified(builds: Builds, config: IndexConfig) -> LocalStore:
    """Open the current build after comparing its files with their checksums: the next build copies from it.

    Of a large build, files that builds share are only read when they are copied from. Until then it is enough that
    each is the one that was verified when it was written: the same file, of the same size and time.
    """
    store = open_store(builds, config)
    shared = {name for name in store.manifest.files if is_segment(name) or name.endswith((CATALOGUE, VECTORS))}
    builds.verify(store.manifest, names=store.manifest.files.keys() - shared)
    trust = Trust.INODE if is_followed(store.passage_count) else Trust.NONE
    builds.verify(store.manifest, names=shared, trust=trust)
    return store


class LocalWriter(DraftWriter):
    """A build that is being written under the lock. Call ``publish`` or ``discard`` in the end."""

    def __init__(self, builds: Builds, config: IndexConfig, *, rebuild: bool, compact: bool = False) -> None:
        """Begin a draft. It takes over what it can from the current build, if that has the same config.

        Args:
            builds: locked by the caller.
            config: what this build is made with.
            rebuild: take over nothing, and embed everything.
            compact: take over vectors, and write everything anew.
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
        old = self._old
        reusable = [ReusableVectors(old.ordinal_with_key, self._old_vectors)] if old else []
        first_article = old.catalogue.last_article() + 1 if old else 0
        first_passage = len(old.numbering.ordinals) if old else 0
        self._part = part_folder(self._folder, first_article)
        with writing(self._folder):
            self._part.mkdir(parents=True)
        self._draft = DraftBuild(
            self._part, embedded, reusable, dim=config.dim, first_article=first_article, first_passage=first_passage
        )
        identified = old.catalogue.identified() if old else []
        self.known: Mapping[str, str] = {name: digest for name, digest, _ in identified}
        self._numbers = {name: number for name, _, number in identified}
        self._counts = old.numbering.by_article[1].tolist() if old else []
        self._order: list[int] = []
        self._verified: set[str] = set()
        self.compacts = compact and old is not None and not old.is_compact

    def keep(self, article: Article | KnownArticle) -> int:
        """Take an article as the earlier build has it; return how many passages it has."""
        number = self._numbers[article.id]
        self._order.append(number)
        self._draft.keep(article.digest)
        return self._counts[number] if number < len(self._counts) else 0

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take one article that is new or has changed, and its passages."""
        new = self._draft.catalogue
        self._order.append(new.first_article + new.articles)
        self._draft.add(article, passages, signature=None)

    def publish(self, progress: Progress) -> str:
        """Publish the build, and return its id.

        Raises:
            EarlierBuildCorrupt: what the build takes from the earlier one is damaged.
            IndexNotWritable: the disk is full, or the like; the earlier build stays current.
        """
        progress.stage("Finding duplicate articles", None, "")
        try:
            stories = self._stories()
        except IndexCorrupt as err:
            raise EarlierBuildCorrupt(err.problem, remedy=err.remedy) from err
        new = self._draft.catalogue
        assembly = Assembly(
            self._parts(),
            self._order,
            existing=[*self._numbers.values(), *(self._old.catalogue.gone() if self._old else ())],
            new=new.passages,
            numbers=new.first_passage + new.passages,
            anew=self.compacts or self._old is None,
        )
        progress.stage("Writing the index", assembly.passages, "passages")
        written = assembly.write(self._folder, before_reading=self._verify_part)
        write_ordinals(self._folder, written.ordinals)
        renumbered = dict(zip(self._order, written.articles.tolist(), strict=True))
        write_live(
            self._folder,
            dict(zip(written.gone.tolist(), written.gone_passages.tolist(), strict=True)),
            {renumbered[number]: renumbered[first] for number, first in stories.items()},
        )
        self._write_words(assembly, progress)
        return self._builds.publish(
            self._folder,
            config=asdict(self._config),
            articles=len(self._order),
            passages=assembly.passages,
            corpus_digest=self._draft.corpus_digest,
            earlier=self._old.manifest if self._old else None,
        )

    def discard(self) -> str:
        """Delete the draft, and return the id of the build that stays current, ``""`` when there is none."""
        self._draft.catalogue.abandon()
        self._builds.sweep()
        return self._old.build if self._old else ""

    def _stories(self) -> dict[int, int]:
        new, old = self._draft.catalogue, self._old.catalogue if self._old else None
        signed = dict(enumerate(new.signed(), start=new.first_article))

        def text(number: int) -> str:
            return old.text(number) if old and number < new.first_article else new.text(number)

        first = old.stories() if old else None
        if old and first is not None:
            gone = set(self._numbers.values()).difference(self._order)
            return follow_stories(signed, text, EarlierStories(old, first, gone))
        before = old.signed() if old else {}
        articles = before | signed
        return find_stories({number: articles[number] for number in self._order}, text)

    def _parts(self) -> list[Part]:
        """Complete the part with what is new, and return it after those of the earlier build."""
        old, new = self._old, self._draft.catalogue
        parts = []
        if old:
            folders = part_folders(old.folder)
            parts = [Part(*one) for one in zip(folders, old.numbering.parts, old.dense.parts, strict=True)]
        if not new.articles:
            new.abandon()
            with writing(self._folder):
                shutil.rmtree(self._part)
            return parts
        owners = new.owners()
        new.close()
        centres = parts[0].vectors if parts and not parts[0].vectors.flat else None
        large = centres is not None or (not parts and is_large(new.passages))
        write_vectors(self._part, self._draft, large=large, centres=centres)
        _write_rows(self._part, owners, first=new.first_passage)
        vectors = PartVectors(self._part, rows=new.passages, dim=self._config.dim)
        return [*parts, Part(self._part, read_rows(self._part), vectors)]

    def _write_words(self, assembly: Assembly, progress: Progress) -> None:
        old, new, catalogue = self._old, self._draft.catalogue, Catalogue(self._folder)
        try:
            gone: list[int] = []
            if old and not assembly.anew:
                before = old.numbering.numbers
                gone = before[assembly.ordinals[before] == GONE].tolist()
                if may_follow(old.folder, passages=assembly.passages, gone=len(gone)):
                    progress.advance(assembly.passages - new.passages)
                    documents = _counted(catalogue.documents(first_article=new.first_article), progress)
                    follow_lexical(self._folder, old.folder, documents, gone=gone)
                    merged = segment_names(old.folder) - segment_names(self._folder)
                    self._verify(lambda name: is_segment(name) and name.partition("/")[2].partition(".")[0] in merged)
                    return
                for part in part_folders(old.folder):
                    self._verify_part(part)
            write_lexical(self._folder, _counted(catalogue.documents(), progress))
        finally:
            catalogue.close()

    def _old_vectors(self, ordinals: NDArray[np.int64]) -> Vectors:
        """Return vectors of the earlier build, after comparing the files that they are in with their checksums."""
        if not self._old:
            raise LookupError
        for place in self._old.dense.places(ordinals):
            self._verify_part(part_folders(self._old.folder)[place])
        return self._old.dense.vectors(ordinals)

    def _verify_part(self, part: Path) -> None:
        self._verify(lambda name: name.startswith(f"{PARTS}/{part.name}/"))

    def _verify(self, chosen: Callable[[str], bool]) -> None:
        """Compare files of the earlier build with their checksums, once.

        Raises:
            EarlierBuildCorrupt: a file differs.
        """
        if self._old:
            names = {name for name in self._old.manifest.files if chosen(name)} - self._verified
            try:
                self._builds.verify(self._old.manifest, names=names)
            except IndexCorrupt as err:
                raise EarlierBuildCorrupt(err.problem, remedy=err.remedy) from err
            self._verified |= names


def _write_rows(part: Path, owners: list[int], *, first: int) -> None:
    import numpy as np

    write_rows(part, np.arange(first, first + len(owners)), np.array(owners, dtype=np.int64))


def _counted(
    documents: Iterator[tuple[int, tuple[Article, Passage]]], progress: Progress
) -> Iterator[tuple[int, tuple[Article, Passage]]]:
    for document in documents:
        yield document
        progress.advance()
