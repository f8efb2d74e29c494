"""The Milvus Store: the searchers, words and articles of one published build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexReplaced
from qabot.indexing.draft_build import ReusableVectors
from qabot.indexing.local.analysis import inverse_frequency
from qabot.indexing.local.store import IndexConfig, differs
from qabot.indexing.milvus.articles import Articles, EarlierArticle
from qabot.indexing.milvus.layout import REMEDY, BuildInfo, CollectionNames, build_of, read_about
from qabot.indexing.milvus.searchers import Filters, VectorSearcher, WordSearcher
from qabot.model import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from qabot.indexing.local.manifest import Manifest
    from qabot.indexing.milvus.connection import Milvus
    from qabot.model import Article, ArticleSummary, Passage, Term
    from qabot.ports import Searcher

_TRIES = 3


class MilvusStore:
    """One published build. Threads may share it. It stays readable until a later run deletes it."""

    def __init__(self, milvus: Milvus, names: CollectionNames, about: BuildInfo) -> None:
        """Read nothing yet."""
        self.manifest: Manifest = about.manifest
        self.about = about
        self._milvus = milvus
        self._names = names
        self._articles = Articles(milvus, names, count=about.manifest.articles)
        filters = Filters(about)
        self._words = WordSearcher(milvus, names, passages=about.manifest.passages, filters=filters)
        self.dense = VectorSearcher(milvus, names, about=about, filters=filters)

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
        return self.manifest.passages

    @property
    def searchers(self) -> Sequence[Searcher]:
        """Return BM25 and dense search, in this order."""
        return (self._words, self.dense)

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text without stop words."""
        return self._words.terms(text)

    def weight(self, form: str) -> float:
        """Return the inverse document frequency of a term's form; a form that no passage has gets the largest."""
        return inverse_frequency(self.frequency(form), self.passage_count)

    def frequency(self, form: str) -> int:
        """Return how many passages have a term's form, in the field where most do."""
        known = self._words.known([form]).get(form)
        return max(known.containing) if known else 0

    def forms(self, begins: str) -> dict[str, int]:
        """Return the forms that begin with some letters, and how many passages have each; at most ``MAX_HITS``."""
        return self._words.forms(begins)

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

    def summaries(self, scope: Scope) -> list[ArticleSummary]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        return _listed(self._articles.summaries(), scope)

    def duplicate_groups(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return the duplicate group of each article: the id of the first article with the same text."""
        return self._articles.duplicate_groups(article_ids)

    def copies(self, article_id: str, scope: Scope) -> list[ArticleSummary]:
        """Return the other articles inside a scope with the same text as this one, by title, then path."""
        return _listed(self._articles.copies(article_id), scope)

    def reusable_vectors(self) -> ReusableVectors:
        """Return the vectors, for a later build to take over."""
        return ReusableVectors(self.dense.text_keys().get, self.dense.vectors)

    def check(self) -> str:
        """Count the rows of each collection, and return the counts in a sentence.

        Raises:
            IndexCorrupt: a collection has more or fewer rows than the build says.
        """
        everything = ("", "number >= 0", "")
        for collection, where, expected in zip(self._names.all, everything, self.about.rows, strict=True):
            found = self._milvus.count(collection, where)
            if found != expected:
                raise IndexCorrupt(f"{collection} has {found:,} rows, not {expected:,}", remedy=REMEDY)
        passages, articles, words = self.about.rows
        return f"all there: {passages:,} passages, {articles:,} parts of articles, {words:,} words"

    def known(self) -> dict[str, EarlierArticle]:
        """Return what a later build needs of each article, by its id."""
        return dict(self._articles.known())


def _listed(articles: Iterable[ArticleSummary], scope: Scope) -> list[ArticleSummary]:
    inside = (one for one in articles if _inside(one, scope))
    return sorted(inside, key=lambda one: (one.title, one.path, one.id))


def _inside(article: ArticleSummary, scope: Scope) -> bool:
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


def open_current(milvus: Milvus, name: str, config: IndexConfig | None) -> MilvusStore:
    """Open the build that is current now.

    Args:
        milvus: the connection.
        name: of the index.
        config: what it must have been made with; ``None`` accepts any.

    Raises:
        IndexMissing: there is none.
        IndexCorrupt: its description cannot be read.
        IndexMismatch: it was made with another config or schema version.
    """
    for attempt in range(_TRIES):
        names = CollectionNames(name, current_name(milvus, name))
        try:
            rows = milvus.query(names.articles, "number == -1", ["key", "head"])
        except IndexReplaced:
            if attempt == _TRIES - 1:
                raise
            continue
        about = read_about(rows, names)
        difference = differs(about.manifest, config) if config else None
        if difference:
            problem = f"The index in Milvus was made with {difference}"
            raise IndexMismatch(problem, remedy="Run: qabot index --backend milvus")
        return MilvusStore(milvus, names, about)
    raise IndexMissing("The index changes faster than it can be opened", remedy="Try again")


def current_name(milvus: Milvus, name: str) -> str:
    """Return the id of the build that the alias ``name`` stands for.

    Raises:
        IndexMissing: nothing was published.
        IndexCorrupt: it stands for something else.
    """
    collection = milvus.aliased(name)
    build = build_of(collection, name)
    if build is None:
        raise IndexCorrupt(
            f"The alias {name} in Milvus stands for {collection}, which is not an index made by qabot",
            remedy="Choose another name in [store] collection",
        )
    return build
