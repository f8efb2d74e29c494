"""The local Writer: catalogue, vectors and words of a build being made."""

from __future__ import annotations

from array import array
from dataclasses import asdict
from hashlib import blake2b
from typing import TYPE_CHECKING

from qabot.errors import IndexMissing, IndexProblem
from qabot.indexing.catalogue import CatalogueWriter
from qabot.indexing.checkpoint import Checkpoint
from qabot.indexing.lexical import write_lexical
from qabot.indexing.signatures import signature_of
from qabot.indexing.store import LocalStore, Recipe, open_store
from qabot.indexing.vectors import DenseSearcher, write_vectors
from qabot.text.header import embedded_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.builds import Builds
    from qabot.model import Article, Passage
    from qabot.ports import Progress, Vectors

_TEXTS_AT_ONCE = 256
"""Embedded between two writes to the checkpoint: two to five seconds' work."""


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
        self._known_signatures = self._old.catalogue.signatures() if self._old else {}
        self.known: Mapping[str, str] = self._old.catalogue.digests() if self._old else {}

    def known_passages(self, article_id: str) -> tuple[Passage, ...]:
        """Return the passages that an article of the earlier build was cut into."""
        return self._old.catalogue.passages_of(article_id) if self._old else ()

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take one article and its passages."""
        texts = [embedded_text(article, passage) for passage in passages]
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        unchanged = self.known.get(article.id) == article.digest
        signature = self._known_signatures[article.id] if unchanged else signature_of(article.text)
        self._catalogue.add(article, passages, keys, signature=signature)
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
        earlier = self._old.dense if self._old else None
        rows = _Rows(self._keys, embedded=self._embedded, known=self._known_keys, earlier=earlier, dim=self._recipe.dim)
        write_vectors(self._folder, rows, earlier=earlier, kept=rows.kept)
        write_lexical(self._folder, _counted(self._catalogue.documents(), progress))
        progress.stage("Finding articles that tell the same", None, "")
        self._catalogue.join_stories()
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


class _Rows:
    """The vectors of a draft, one row a passage, read when asked for: new ones, and those that a build has already."""

    def __init__(
        self,
        keys: Sequence[bytes],
        *,
        embedded: Checkpoint,
        known: Mapping[bytes, int],
        earlier: DenseSearcher | None,
        dim: int,
    ) -> None:
        import numpy as np

        self.shape = (len(keys), dim)
        self.kept = np.fromiter((-1 if key in embedded else known[key] for key in keys), np.int64, len(keys))
        """(n,) each row's number in the earlier build, or -1."""
        self._keys = keys
        self._embedded = embedded
        self._earlier = earlier

    def __getitem__(self, rows: NDArray[np.int64]) -> Vectors:
        import numpy as np

        vectors: Vectors = np.empty((len(rows), self.shape[1]), dtype=np.float32)
        kept = self.kept[rows]
        new = np.flatnonzero(kept < 0)
        vectors[new] = self._embedded.vectors([self._keys[number] for number in rows[new]])
        old = np.flatnonzero(kept >= 0)
        if self._earlier and len(old):
            vectors[old] = self._earlier.vectors(kept[old])
        return vectors


def _counted(documents: Iterator[tuple[Article, Passage]], progress: Progress) -> Iterator[tuple[Article, Passage]]:
    for document in documents:
        yield document
        progress.advance()
