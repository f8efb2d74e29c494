"""The local Store: the catalogue, FAISS and tantivy of one build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexProblem
from qabot.indexing.draft_build import ReusableVectors
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.catalogue import Catalogue
from qabot.indexing.local.dense import DenseSearcher
from qabot.indexing.local.lexical import LexicalSearcher
from qabot.indexing.local.manifest import Manifest
from qabot.indexing.local.numbers import Numbering, read_ordinals, read_rows
from qabot.indexing.local.parts import part_folders

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Article, ArticleSummary, Passage, Scope, Term
    from qabot.ports import Searcher


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What a build is made with. Builds with different configs are never mixed.

    Attributes:
        model: the embedding model as the settings name it.
        fingerprint: of the exported model.
        dim: length of a vector.
        min_tokens: of a passage.
        max_tokens: of a passage.
    """

    model: str
    fingerprint: str
    dim: int
    min_tokens: int
    max_tokens: int


class LocalLibrary(Catalogue):
    """The articles of one published build, without a model and without search."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Open the catalogue of a build.

        Raises:
            IndexCorrupt: it is missing or damaged.
        """
        super().__init__(folder)
        self.build = manifest.build
        self.created = manifest.created


class LocalStore:
    """One published build, opened for reading. Threads may share it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Open every part at once, so that the build stays readable when its files are deleted.

        Raises:
            IndexCorrupt: a part is missing or unreadable, or the parts do not fit each other.
        """
        self.folder = folder
        self.manifest = manifest
        self.catalogue = Catalogue(folder)
        if (self.catalogue.articles, self.catalogue.passage_count) != (manifest.articles, manifest.passages):
            raise IndexCorrupt("The catalogue does not fit its manifest", remedy="Run: qabot index --rebuild")
        rows = self.catalogue.passage_count
        folders = part_folders(folder)
        self.numbering = Numbering(read_ordinals(folder), [read_rows(part) for part in folders])
        self.dense = DenseSearcher(folders, self.numbering, rows=rows, dim=manifest.config["dim"], select=self._select)
        self._lexical = LexicalSearcher(folder, self.numbering.ordinals, rows=rows)

    @property
    def build(self) -> str:
        """Return the build's id."""
        return self.manifest.build

    @property
    def created(self) -> datetime:
        """Return when the build was made, in UTC."""
        return self.manifest.created

    @property
    def passage_count(self) -> int:
        """Return how many passages the build has."""
        return self.catalogue.passage_count

    @property
    def searchers(self) -> Sequence[Searcher]:
        """Return BM25 and dense search, in this order."""
        return (self._lexical, self.dense)

    @property
    def is_compact(self) -> bool:
        """Return whether the build is one part with nothing in it that is gone."""
        return len(self.numbering.parts) == 1 and len(self.numbering.ordinals) == self.passage_count

    def reusable_vectors(self) -> ReusableVectors:
        """Return the vectors, for a later build to take over."""
        return ReusableVectors(self.ordinal_with_key, self.dense.vectors)

    def ordinal_with_key(self, vector_key: bytes) -> int | None:
        """Return the ordinal of a passage with a vector key, ``None`` if no passage has it."""
        number = self.catalogue.number_with_key(vector_key)
        return None if number is None else int(self.numbering.ordinals[number])

    def _select(self, scope: Scope) -> NDArray[np.int64]:
        return self.numbering.of_articles(self.catalogue.select(scope))

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text that carry meaning, as the lexical index knows them."""
        return self._lexical.terms(text)

    def weight(self, form: str) -> float:
        """Return the inverse document frequency of a term's form; a form that no passage has gets the largest."""
        return self._lexical.weight(form)

    def frequency(self, form: str) -> int:
        """Return how many passages have a term's form."""
        return self._lexical.frequency(form)

    def forms(self, begins: str) -> dict[str, int]:
        """Return the forms that begin with some letters, and how many passages have each."""
        return self._lexical.forms(begins)

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Return the passages with these numbers, in the order asked for."""
        numbers = self.numbering.numbers
        return self.catalogue.passages([int(numbers[ordinal]) for ordinal in ordinals])

    def article(self, article_id: str) -> Article:
        """Return one article, whole."""
        return self.catalogue.article(article_id)

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Return an article's passages in order."""
        return self.catalogue.passages_of(article_id)

    def sources(self) -> list[str]:
        """Return the names of all publishers in the build, sorted."""
        return self.catalogue.sources()

    def collections(self) -> list[str]:
        """Return the folders below the corpus that articles lie in, and the folders around those, sorted."""
        return self.catalogue.collections()

    def summaries(self, scope: Scope) -> list[ArticleSummary]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        return self.catalogue.summaries(scope)

    def duplicate_groups(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return the duplicate group of each article: the id of the first article with the same text."""
        return self.catalogue.duplicate_groups(article_ids)

    def copies(self, article_id: str, scope: Scope) -> list[ArticleSummary]:
        """Return the other articles inside a scope with the same text as this one, by title, then path."""
        return self.catalogue.copies(article_id, scope)


def open_store(builds: Builds, config: IndexConfig) -> LocalStore:
    """Open the current build.

    Raises:
        IndexMissing: there is none.
        IndexCorrupt: a part of it is missing or damaged.
        IndexMismatch: it was made with another config or schema version.
    """
    folder, manifest = builds.current()
    for _ in range(3):
        difference = differs(manifest, config)
        if difference:
            raise IndexMismatch(f"The index was made with {difference}", remedy="Run: qabot index")
        try:
            return LocalStore(folder, manifest)
        except IndexProblem:
            # A writer may have published another build and deleted this one between the two lines above.
            newer, newer_manifest = builds.current()
            if newer == folder:
                raise
            folder, manifest = newer, newer_manifest
    raise IndexMissing("The index changes faster than it can be opened", remedy="Try again")


def open_library(builds: Builds) -> LocalLibrary:
    """Open only the articles of the current build: no model, no search.

    Raises:
        IndexProblem: there is no build, a part of it is missing, or it has another schema version.
    """
    folder, manifest = builds.current()
    try:
        return LocalLibrary(folder, manifest)
    except IndexProblem:
        # A writer may have published another build and deleted this one between the two lines above.
        newer, manifest = builds.current()
        if newer == folder:
            raise
        return LocalLibrary(newer, manifest)


def differs(manifest: Manifest, config: IndexConfig) -> str | None:
    """Return how a build differs from what the settings ask for ("the model x, not y"), or ``None``."""
    made = manifest.config
    if (made.get("fingerprint"), made.get("dim")) != (config.fingerprint, config.dim):
        named = made.get("model")
        return f"the model {named}, not {config.model}" if named != config.model else f"other weights of {named}"
    if (made.get("min_tokens"), made.get("max_tokens")) != (config.min_tokens, config.max_tokens):
        passages = f"{made.get('min_tokens')} to {made.get('max_tokens')} tokens"
        return f"passages of {passages}, not {config.min_tokens} to {config.max_tokens}"
    return None
