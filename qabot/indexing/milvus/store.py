"""A published build in Milvus, opened for reading: its searchers, words and articles."""

from __future__ import annotations

from threading import Lock, local
from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexReplaced
from qabot.indexing.draft import Kept
from qabot.indexing.lexical import Analysis, inverse_frequency
from qabot.indexing.milvus.articles import Articles, KnownArticle
from qabot.indexing.milvus.connection import MAX_HITS
from qabot.indexing.milvus.layout import IN_FIELDS, REMEDY, About, Names, build_of, read_about
from qabot.indexing.milvus.words import Known, question_vector
from qabot.indexing.store import Recipe, differs
from qabot.model import Scope
from qabot.ports import Query, Ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.manifest import Manifest
    from qabot.indexing.milvus.connection import Milvus
    from qabot.model import Article, Listed, Passage
    from qabot.ports import Searcher, Term, Vectors

_KEPT_WORDS = 100_000
_VECTORS_AT_ONCE = 1_000
_TRIES = 3


class MilvusStore:
    """One published build; safe to share between threads. It stays readable until it is cleared away."""

    def __init__(self, milvus: Milvus, names: Names, about: About) -> None:
        """Read nothing yet but what is given."""
        self.manifest: Manifest = about.manifest
        self.about = about
        self._milvus = milvus
        self._names = names
        self._articles = Articles(milvus, names, count=about.manifest.articles)
        filters = _Filters(about)
        self._words = WordSearcher(milvus, names, passages=about.manifest.passages, filters=filters)
        self.dense = VectorSearcher(milvus, names, about=about, filters=filters)

    @property
    def build(self) -> str:
        """Return the build's id."""
        return self.manifest.build

    @property
    def passage_count(self) -> int:
        """Return how many passages the build has."""
        return self.manifest.passages

    @property
    def searchers(self) -> Sequence[Searcher]:
        """Return BM25 and dense search, in this order."""
        return (self._words, self.dense)

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text that carry meaning."""
        return self._words.terms(text)

    def weight(self, form: str) -> float:
        """Return the inverse document frequency of a term's form; the largest for one that no passage has."""
        return inverse_frequency(self.frequency(form), self.passage_count)

    def frequency(self, form: str) -> int:
        """Return how many passages have a term's form, in the field where most do."""
        known = self._words.known([form]).get(form)
        return max(known.containing) if known else 0

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Return the passages with these numbers, in the order asked for."""
        return self._articles.passages(ordinals)

    def article(self, article_id: str) -> Article:
        """Return one article, whole."""
        return self._articles.article(article_id)

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Return an article's passages in order."""
        return self._articles.passages_of(article_id)

    def sources(self) -> list[str]:
        """Return the names of all publishers in the build, sorted."""
        return sorted(source for source in self.about.sources if source)

    def collections(self) -> list[str]:
        """Return the folders below the corpus that articles lie in, and the folders around those, sorted."""
        parts = [folder.split("/") for folder in self.about.folders if folder]
        return sorted({"/".join(names[: depth + 1]) for names in parts for depth in range(len(names))})

    def listed(self, scope: Scope) -> list[Listed]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        return _listed(self._articles.listed(), scope)

    def stories(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return for each article the id of the first one that tells the same text, its own if it stands alone."""
        return self._articles.stories(article_ids)

    def copies(self, article_id: str, scope: Scope) -> list[Listed]:
        """Return the other articles inside a scope that tell the same text as this one, by title, then path."""
        return _listed(self._articles.copies(article_id), scope)

    def kept(self) -> Kept:
        """Return the vectors that a later build may take over."""
        return Kept(self.dense.text_keys(), self.dense.vectors)

    def check(self) -> str:
        """Return what is fine: each collection has as many rows as its build says.

        Raises:
            IndexCorrupt: one has not.
        """
        everything = ("", "number >= 0", "")
        for collection, where, expected in zip(self._names.all, everything, self.about.rows, strict=True):
            found = self._milvus.count(collection, where)
            if found != expected:
                raise IndexCorrupt(f"{collection} has {found:,} rows, not {expected:,}", remedy=REMEDY)
        passages, articles, words = self.about.rows
        return f"all there: {passages:,} passages, {articles:,} parts of articles, {words:,} words"

    def known(self) -> dict[str, KnownArticle]:
        """Return what a later build needs of each article, by its id."""
        return dict(self._articles.known())


class WordSearcher:
    """BM25 by inner products of sparse vectors, and how common each word is."""

    name = "bm25"

    def __init__(self, milvus: Milvus, names: Names, *, passages: int, filters: _Filters) -> None:
        """Read nothing yet; the build has so many ``passages``."""
        self._milvus = milvus
        self._names = names
        self._passages = passages
        self._filters = filters
        self._analysis = Analysis()
        self._lock = Lock()
        self._known: dict[str, Known | None] = {}
        self._latest = local()

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text that carry meaning; of a text without any, all its words."""
        terms = self._analysis.terms(text)
        self._latest.forms = {term.form for term in terms}
        return terms

    def search(self, query: Query, limit: int, scope: Scope) -> list[Ranked]:
        """Return at most ``limit`` passages inside ``scope`` by falling BM25 score, equal ones by ordinal."""
        where = self._filters.where(scope)
        vector = question_vector(query.terms, self.known({term.form for term in query.terms}), passages=self._passages)
        if where is None or not vector:
            return []

        def found(count: int) -> list[tuple[int, float]]:
            return self._milvus.search(
                self._names.passages, "words", vector, limit=count, where=where, parameters={"drop_ratio_search": 0.0}
            )

        return _first(found, limit, total=self._passages)

    def known(self, forms: Iterable[str]) -> dict[str, Known]:
        """Return those of the forms that a passage has; what the last text's forms are is asked for with them."""
        wanted = set(forms)
        with self._lock:
            missing = wanted - self._known.keys()
            if missing:
                missing |= getattr(self._latest, "forms", set()) - self._known.keys()
        if missing:
            columns = ["key", "number", *IN_FIELDS]
            rows = self._milvus.get(self._names.words, sorted(missing), columns)
            read: dict[str, Known | None] = dict.fromkeys(missing)
            for row in rows:
                containing = tuple(int(row[column]) for column in IN_FIELDS)
                read[row["key"]] = Known(int(row["number"]), containing)
            with self._lock:
                if len(self._known) > _KEPT_WORDS:
                    self._known.clear()
                self._known.update(read)
        else:
            read = {}
        with self._lock:
            return {form: known for form in wanted if (known := self._known.get(form, read.get(form)))}


class VectorSearcher:
    """Searches vectors by cosine."""

    name = "dense"

    def __init__(self, milvus: Milvus, names: Names, *, about: About, filters: _Filters) -> None:
        """Read nothing yet."""
        self._milvus = milvus
        self._names = names
        self._total = about.manifest.passages
        self._exact = about.dense_index == "FLAT"
        self._filters = filters

    def search(self, query: Query, limit: int, scope: Scope) -> list[Ranked]:
        """Return at most ``limit`` passages inside ``scope`` by falling cosine in [-1, 1], equal ones by ordinal."""
        where = self._filters.where(scope)
        if where is None:
            return []
        vector = query.vector.tolist()

        def found(count: int) -> list[tuple[int, float]]:
            parameters = {} if self._exact else {"ef": min(MAX_HITS, 2 * count + 200)}
            return self._milvus.search(
                self._names.passages, "vector", vector, limit=count, where=where, parameters=parameters
            )

        return _first(found, limit, total=self._total)

    def vectors(self, ordinals: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these passages, one row each, (n, dim) float32.

        Raises:
            IndexCorrupt: one is missing.
        """
        import numpy as np

        keys = [int(ordinal) for ordinal in ordinals]
        found: dict[int, list[float]] = {}
        for first in range(0, len(keys), _VECTORS_AT_ONCE):
            some = sorted(set(keys[first : first + _VECTORS_AT_ONCE]))
            rows = self._milvus.get(self._names.passages, some, ["key", "vector"])
            found.update((int(row["key"]), row["vector"]) for row in rows)
        try:
            return np.array([found[key] for key in keys], dtype=np.float32)
        except KeyError as err:
            raise IndexCorrupt(f"The vector of passage {err} is missing in Milvus", remedy=REMEDY) from err

    def text_keys(self) -> dict[bytes, int]:
        """Return the ordinal of a passage with each key of an embedded text."""
        keys: dict[bytes, int] = {}
        for first in range(0, self._total, _VECTORS_AT_ONCE):
            where = f"key >= {first} and key < {first + _VECTORS_AT_ONCE}"
            for row in self._milvus.query(self._names.passages, where, ["key", "text_key"]):
                keys[bytes.fromhex(row["text_key"])] = int(row["key"])
        return keys


class _Filters:
    """Turns scopes into expressions, of numbers alone: no text of a person's ever stands in one."""

    def __init__(self, about: About) -> None:
        self._sources = {name: number for number, name in enumerate(about.sources)}
        self._folders = {f"{name}/": number for number, name in enumerate(about.folders) if name}

    def where(self, scope: Scope) -> str | None:
        """Return the expression for what is inside a scope, ``""`` for everything, ``None`` for nothing."""
        tests = []
        if scope.sources is not None:
            tests.append(_among("source", (self._sources[name] for name in scope.sources if name in self._sources)))
        if scope.collections is not None:
            around = tuple(f"{name}/" for name in scope.collections)
            tests.append(
                _among("folder", (number for name, number in self._folders.items() if name.startswith(around)))
            )
        if None in tests:
            return None
        if scope.published_from or scope.published_to:
            tests.append(f"day >= {scope.published_from.toordinal() if scope.published_from else 1}")
        if scope.published_to:
            tests.append(f"day <= {scope.published_to.toordinal()}")
        return " and ".join(test for test in tests if test)


def _among(column: str, numbers: Iterable[int]) -> str | None:
    allowed = sorted(numbers)
    return f"{column} in {allowed}" if allowed else None


def _listed(articles: Iterable[Listed], scope: Scope) -> list[Listed]:
    inside = (one for one in articles if _inside(one, scope))
    return sorted(inside, key=lambda one: (one.title, one.path, one.id))


def _inside(article: Listed, scope: Scope) -> bool:
    if scope.sources is not None and article.source not in scope.sources:
        return False
    if scope.collections is not None and not article.path.startswith(tuple(f"{name}/" for name in scope.collections)):
        return False
    if not scope.published_from and not scope.published_to:
        return True
    day = article.published
    return (
        day is not None
        and (not scope.published_from or day >= scope.published_from)
        and (not scope.published_to or day <= scope.published_to)
    )


def _first(found: Callable[[int], list[tuple[int, float]]], limit: int, *, total: int) -> list[Ranked]:
    """Return the best ``limit``; more are asked for while the last are equal, of which Milvus keeps any."""
    count = limit
    most = min(total, MAX_HITS)
    while True:
        count = min(count + 1, most)
        ranked = [Ranked(key, score) for key, score in found(count)]
        ranked.sort(key=lambda one: (-one.score, one.ordinal))
        if len(ranked) <= limit or count == most or ranked[limit - 1].score > ranked[-1].score:
            return ranked[:limit]
        count *= 2


def open_current(milvus: Milvus, name: str, recipe: Recipe | None) -> MilvusStore:
    """Open the build that is current now.

    Args:
        milvus: the connection.
        name: of the index.
        recipe: what it must have been made with; ``None`` for whatever it was.

    Raises:
        IndexMissing: there is none.
        IndexCorrupt: it is not all there.
        IndexMismatch: it was made with another recipe or schema version.
    """
    for attempt in range(_TRIES):
        names = Names(name, current_name(milvus, name))
        try:
            rows = milvus.query(names.articles, "number == -1", ["key", "head"])
        except IndexReplaced:
            if attempt == _TRIES - 1:
                raise
            continue
        about = read_about(rows, names)
        difference = differs(about.manifest, recipe) if recipe else None
        if difference:
            problem = f"The index in Milvus was made with {difference}"
            raise IndexMismatch(problem, remedy="Run: qabot index --backend milvus")
        return MilvusStore(milvus, names, about)
    raise IndexMissing("The index changes faster than it can be opened", remedy="Try again")


def current_name(milvus: Milvus, name: str) -> str:
    """Return the build that the alias ``name`` stands for.

    Raises:
        IndexMissing: nothing was published.
        IndexCorrupt: it stands for something else.
    """
    collection = milvus.aliased(name)
    build = build_of(collection, name)
    if build is None:
        raise IndexCorrupt(
            f"The alias {name} in Milvus stands for {collection}, which is no index of qabot's",
            remedy="Choose another name in [store] collection",
        )
    return build
