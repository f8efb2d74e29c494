"""The local Store and Writer: catalogue, FAISS and tantivy together as one build."""

from __future__ import annotations

from array import array
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexProblem
from qabot.indexing.builds import Builds
from qabot.indexing.catalogue import Catalogue, CatalogueWriter
from qabot.indexing.checkpoint import Checkpoint
from qabot.indexing.lexical import LexicalSearcher, write_lexical
from qabot.indexing.manifest import Manifest
from qabot.indexing.vectors import DenseSearcher, write_vectors
from qabot.text.header import embedded_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from qabot.model import Article, Listed, Passage, Scope
    from qabot.ports import Progress, Searcher, Term, Vectors

_TEXTS_AT_ONCE = 256
"""Embedded between two writes to the checkpoint: two to five seconds' work."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a build is made with. Builds of different recipes are never mixed.

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


class LocalStore:
    """One published build, opened for reading; safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Open every part at once, so that the build stays readable when its files are unlinked.

        Raises:
            IndexCorrupt: a part is missing or unreadable, or the parts do not fit each other.
        """
        self.manifest = manifest
        self.catalogue = Catalogue(folder)
        if (self.catalogue.articles, self.catalogue.passage_count) != (manifest.articles, manifest.passages):
            raise IndexCorrupt("The catalogue does not fit its manifest", remedy="Run: qabot index --rebuild")
        rows = self.catalogue.passage_count
        self.dense = DenseSearcher(folder, rows=rows, dim=manifest.recipe["dim"], select=self.catalogue.select)
        self._lexical = LexicalSearcher(folder, rows=rows)

    @property
    def build(self) -> str:
        """Return the build's id."""
        return self.manifest.build

    @property
    def passage_count(self) -> int:
        """Return how many passages the build has."""
        return self.catalogue.passage_count

    @property
    def searchers(self) -> Sequence[Searcher]:
        """Return BM25 and dense search, in this order."""
        return (self._lexical, self.dense)

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text that carry meaning, as the lexical index knows them."""
        return self._lexical.terms(text)

    def weight(self, form: str) -> float:
        """Return the inverse document frequency of a term's form; the largest for one that no passage has."""
        return self._lexical.weight(form)

    def frequency(self, form: str) -> int:
        """Return how many passages have a term's form."""
        return self._lexical.frequency(form)

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Return the passages with these numbers, in the order asked for."""
        return self.catalogue.passages(ordinals)

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

    def listed(self, scope: Scope) -> list[Listed]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        return self.catalogue.listed(scope)


def open_store(builds: Builds, recipe: Recipe) -> LocalStore:
    """Open the current build.

    Raises:
        IndexMissing: there is none.
        IndexCorrupt: it is not all there.
        IndexMismatch: it was made with another recipe or schema version.
    """
    folder, manifest = builds.current()
    for _ in range(3):
        difference = differs(manifest, recipe)
        if difference:
            raise IndexMismatch(f"The index was made with {difference}", remedy="Run: qabot index")
        try:
            return LocalStore(folder, manifest)
        except IndexProblem:
            # A writer may have published and swept this build away between the two lines above.
            newer, newer_manifest = builds.current()
            if newer == folder:
                raise
            folder, manifest = newer, newer_manifest
    raise IndexMissing("The index changes faster than it can be opened", remedy="Try again")


def open_library(builds: Builds) -> Catalogue:
    """Open the articles of the current build alone: no model, no search.

    Raises:
        IndexProblem: there is no build, it is not all there, or it is of another schema version.
    """
    folder, _ = builds.current()
    try:
        return Catalogue(folder)
    except IndexProblem:
        # A writer may have published and swept this build away between the two lines above.
        newer, _ = builds.current()
        if newer == folder:
            raise
        return Catalogue(newer)


def differs(manifest: Manifest, recipe: Recipe) -> str | None:
    """Return how a build differs from what the settings ask for ("the model x, not y"), or ``None``."""
    made = manifest.recipe
    if (made.get("fingerprint"), made.get("dim")) != (recipe.fingerprint, recipe.dim):
        named = made.get("model")
        return f"the model {named}, not {recipe.model}" if named != recipe.model else f"other weights of {named}"
    if (made.get("min_tokens"), made.get("max_tokens")) != (recipe.min_tokens, recipe.max_tokens):
        passages = f"{made.get('min_tokens')} to {made.get('max_tokens')} tokens"
        return f"passages of {passages}, not {recipe.min_tokens} to {recipe.max_tokens}"
    return None


def _open_verified(builds: Builds, recipe: Recipe) -> LocalStore:
    """Open the current build once every byte of it is known to be right: what it holds is copied into the next."""
    store = open_store(builds, recipe)
    builds.verify(store.manifest)
    return store


class LocalWriter:
    """A build being made under the builds' lock; ``discard`` it unless it is published."""

    def __init__(self, builds: Builds, recipe: Recipe, *, rebuild: bool) -> None:
        """Begin a draft that follows the current build where it has the same recipe.

        Args:
            builds: locked by the caller.
            recipe: what this build is made with.
            rebuild: follow nothing, embed everything.
        """
        self._builds = builds
        self._recipe = recipe
        self._old: LocalStore | None = None
        self.fresh_because: str | None = "everything is made anew, as asked" if rebuild else None
        if not rebuild:
            try:
                self._old = _open_verified(builds, recipe)
            except IndexMissing:
                pass
            except IndexProblem as err:
                self.fresh_because = f"everything is made anew: {err.problem[0].lower()}{err.problem[1:]}"
        self._folder = builds.draft()
        self._catalogue = CatalogueWriter(self._folder)
        self._digest = blake2b(digest_size=16)
        self._keys: list[bytes] = []
        self._chars = array("I")
        self._missing: dict[bytes, int] = {}
        self._known_keys = self._old.catalogue.vector_keys() if self._old else {}
        self._embedded = Checkpoint(builds.checkpoint, fingerprint=recipe.fingerprint, dim=recipe.dim)
        if rebuild:
            self._embedded.clear()
        self._resumed: set[bytes] = set()
        self._asked: list[bytes] = []
        self.known: Mapping[str, str] = self._old.catalogue.digests() if self._old else {}

    def known_passages(self, article_id: str) -> tuple[Passage, ...]:
        """Return the passages that an article of the earlier build was cut into."""
        return self._old.catalogue.passages_of(article_id) if self._old else ()

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take one article and its passages."""
        texts = [embedded_text(article, passage) for passage in passages]
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        self._catalogue.add(article, passages, keys)
        self._digest.update(bytes.fromhex(article.digest))
        for key, text in zip(keys, texts, strict=True):
            if key in self._embedded:
                self._resumed.add(key)
            elif key not in self._known_keys:
                self._missing.setdefault(key, len(self._keys))
            self._keys.append(key)
            self._chars.append(len(text))

    @property
    def missing(self) -> int:
        """Return how many texts have no vector yet."""
        return len(self._missing)

    @property
    def resumed(self) -> int:
        """Return how many texts have a vector from an earlier run that was stopped."""
        return len(self._resumed)

    def to_embed(self) -> Iterator[Sequence[str]]:
        """Yield texts without a vector, a bounded number at a time, the longest first."""
        waiting = sorted(self._missing, key=lambda key: (-self._chars[self._missing[key]], key))
        for first in range(0, len(waiting), _TEXTS_AT_ONCE):
            self._asked = waiting[first : first + _TEXTS_AT_ONCE]
            chosen = self._catalogue.chosen([self._missing[key] for key in self._asked])
            yield [embedded_text(article, passage) for article, passage in chosen]

    def put(self, vectors: Vectors) -> None:
        """Take the vectors of the texts that ``to_embed`` yielded last, in order; they outlive this process.

        Raises:
            IndexNotWritable: the disk is full, or the like.
        """
        self._embedded.put(self._asked, vectors)
        for key in self._asked:
            del self._missing[key]

    def publish(self, progress: Progress) -> str:
        """Make the build the one that readers open, and return its id.

        Raises:
            IndexNotWritable: the disk is full, or the like; the earlier build stays current.
        """
        total = len(self._keys)
        progress.stage("Writing the index", total, "passages")
        write_vectors(self._folder, self._vectors())
        write_lexical(self._folder, _counted(self._catalogue.documents(), progress))
        self._catalogue.close()
        return self._builds.publish(
            self._folder,
            recipe=asdict(self._recipe),
            articles=self._catalogue.articles,
            passages=total,
            corpus_digest=self._digest.hexdigest(),
        )

    def discard(self) -> str:
        """Drop the draft; return the id of the build that it would have followed, ``""`` when there is none."""
        self._catalogue.abandon()
        self._builds.sweep()
        return self._old.build if self._old else ""

    def _vectors(self) -> Vectors:
        """Return one row a passage: the earlier build's where it has one, else the new one."""
        import numpy as np

        rows = np.empty((len(self._keys), self._recipe.dim), dtype=np.float32)
        new = [i for i, key in enumerate(self._keys) if key in self._embedded]
        rows[new] = self._embedded.vectors([self._keys[i] for i in new])
        kept = [i for i, key in enumerate(self._keys) if key not in self._embedded]
        if kept and self._old:
            old = np.array([self._known_keys[self._keys[i]] for i in kept], dtype=np.int64)
            rows[kept] = self._old.dense.vectors(old)
        return rows


def _counted(documents: Iterator[tuple[Article, Passage]], progress: Progress) -> Iterator[tuple[Article, Passage]]:
    for document in documents:
        yield document
        progress.advance()
