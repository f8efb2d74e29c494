"""What the parts promise each other: one small Protocol for each part that can be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import TypeAlias

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import (
        Article,
        ArticleSummary,
        Hit,
        KnownArticle,
        Passage,
        Query,
        Reading,
        Scope,
        SearchResult,
        Span,
        Term,
    )

    Vectors: TypeAlias = NDArray[np.float32]
    """(n, dim) float32, each row of L2 norm 1, so that an inner product is a cosine."""


class Tokens(Protocol):
    """The length of texts as the embedding model counts it; special tokens do not count and nothing is cut."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text."""
        ...

    def token_spans(self, text: str) -> list[Span]:
        """Return the tokens of one text as character spans of it, ascending."""
        ...


class Embedder(Tokens, Protocol):
    """Turns texts into vectors; a text's vector depends only on the text and the model."""

    @property
    def fingerprint(self) -> str:
        """Two embedders with the same fingerprint give the same vectors."""
        ...

    def embed(self, texts: Sequence[str], *, progress: Callable[[int], object] | None = None) -> Vectors:
        """Return one row for each text, in order; ``progress`` is called with how many more are done."""
        ...

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Return the (dim,) vector that a question is searched with."""
        ...


class Searcher(Protocol):
    """Finds passages in one build."""

    @property
    def name(self) -> str:
        """The name of its ranking in ``Hit.ranks``."""
        ...

    @property
    def fusion_weight(self) -> float:
        """How much its ranking counts when rankings are fused, above 0; the words' ranking has 1."""
        ...

    def search(self, query: Query, limit: int, scope: Scope) -> list[SearchResult]:
        """Return at most ``limit`` passages inside ``scope``, best first, equal scores by ordinal."""
        ...


class Library(Protocol):
    """The articles of one published build, without what is needed to search them."""

    @property
    def build(self) -> str:
        """The build's id."""
        ...

    @property
    def created(self) -> datetime:
        """When the build was made, in UTC."""
        ...

    def article(self, article_id: str) -> Article:
        """Return one article with its text."""
        ...

    def passages_of(self, article_id: str) -> Sequence[Passage]:
        """Return an article's passages in order."""
        ...

    def sources(self) -> list[str]:
        """Return the names of all publishers in the build, sorted."""
        ...

    def collections(self) -> list[str]:
        """Return the folders below the corpus that contain articles, directly or in subfolders, sorted."""
        ...

    def summaries(self, scope: Scope) -> list[ArticleSummary]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        ...

    def copies(self, article_id: str, scope: Scope) -> list[ArticleSummary]:
        """Return the other articles inside a scope with the same text as this one, by title, then path."""
        ...


class Store(Library, Protocol):
    """One published build, opened for reading. It stays readable after a newer one is published."""

    @property
    def passage_count(self) -> int:
        """How many passages the build has."""
        ...

    @property
    def searchers(self) -> Sequence[Searcher]:
        """The searchers of the build, in a fixed order."""
        ...

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text as the lexical index knows them."""
        ...

    def weight(self, form: str) -> float:
        """Return the inverse document frequency of a term's form; it is largest for a form that no passage has."""
        ...

    def frequency(self, form: str) -> int:
        """Return how many passages have a term's form."""
        ...

    def forms(self, begins: str) -> Mapping[str, int]:
        """Return the forms with these first letters, and how many passages have each; none if they are not listed."""
        ...

    def duplicate_groups(self, article_ids: Collection[str]) -> Mapping[str, str]:
        """Return for each article the id of the first article with the same text; its own id if no other has it."""
        ...

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Return the passages with these numbers, in the order of the numbers."""
        ...


class Reader(Protocol):
    """Finds where a passage answers a question, and how likely it answers at all."""

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Reading, ...]:
        """Return the reading of each hit's passage, in the order of the hits; spans are in the article's characters."""
        ...


class IndexWriter(Protocol):
    """A build being made beside the published one; readers see nothing of it before ``publish``."""

    @property
    def known(self) -> Mapping[str, str]:
        """The digest of each article of the build that this one follows, by id; empty when none can be followed."""
        ...

    def keep(self, article: Article | KnownArticle) -> int:
        """Take an article as the earlier build has it, which has the same digest; return how many passages it has."""
        ...

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take one article that is new or has changed, and its passages."""
        ...

    def to_embed(self) -> Iterator[Sequence[str]]:
        """Yield texts that have no vector yet, a bounded number at a time; each must be answered by ``put``."""
        ...

    def put(self, vectors: Vectors) -> None:
        """Take the vectors of the texts that ``to_embed`` yielded last, in order."""
        ...

    @property
    def missing(self) -> int:
        """How many texts have no vector yet."""
        ...

    @property
    def resumed(self) -> int:
        """How many texts have a vector because an earlier run, which was stopped, had embedded them."""
        ...

    @property
    def fresh_because(self) -> str | None:
        """Why no earlier build is followed although there may be one, or ``None``."""
        ...

    @property
    def compacts(self) -> bool:
        """Whether the build is to be published even if no article changed."""
        ...

    def publish(self, progress: Progress) -> str:
        """Make the build the one that readers open, and return its id."""
        ...

    def discard(self) -> str:
        """Drop the draft, and return the id of the build that stays."""
        ...


class Progress(Protocol):
    """Receives how far a long job has come."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage of ``total`` units ("passages"); ``None`` when their number is not known."""
        ...

    def advance(self, count: int = 1) -> None:
        """Record that ``count`` more units are done."""
        ...
