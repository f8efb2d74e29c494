"""The nouns: what every stage takes and gives. Frozen, compared by value, no behaviour but their own invariants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of characters (code points, as Python counts them)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where in its file a part of an article lies: from character ``start`` on, ``locator`` holds.

    ``locator`` is appended to the path as it is: ``":12"`` for line 12, ``"#page=3"`` for a page.
    """

    start: int
    locator: str


@dataclass(frozen=True)
class Article:
    """One article as it is indexed. ``text`` is what may be quoted; the other fields are never quoted.

    Attributes:
        id: the JSON record's own ``id``, else the path below the corpus folder.
        title: the headline, ``""`` when unknown.
        source: who published it ("Levant Review"), ``""`` when unknown.
        url: the page that it came from, ``""`` when unknown; only http and https.
        authors: names, possibly none.
        published: day of publication, or ``None``.
        path: POSIX path below the corpus folder.
        text: the body, character for character as it is quoted.
        anchors: ascending by ``start``; empty when the file has no lines or pages worth naming.
    """

    id: str
    title: str
    source: str
    url: str
    authors: tuple[str, ...]
    published: date | None
    path: str
    text: str
    anchors: tuple[Anchor, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Return 32 hex digits over everything that is indexed or shown: equal if and only if nothing changed."""
        parts = (self.id, self.title, self.source, self.url, "\x1e".join(self.authors), str(self.published), self.path)
        anchors = "\x1e".join(f"{anchor.start}{anchor.locator}" for anchor in self.anchors)
        whole = "\x1f".join((*parts, anchors, self.text))
        return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def locate(self, start: int) -> str:
        """Return the path with the locator that holds at character ``start``: ``notes/a.txt:12``."""
        locators = [anchor.locator for anchor in self.anchors if anchor.start <= start]
        return self.path + (locators[-1] if locators else "")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that is not an article: where it is ("a.pdf", "all.jsonl:17") and why, in one sentence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article; the unit that is embedded, searched and read.

    ``text == article.text[start:end]``; ``sentences`` are spans in the article's characters, ascending,
    inside ``[start, end)``.
    """

    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]

    @property
    def id(self) -> str:
        """Return an id that follows from the article's id and the span alone."""
        return f"{self.article_id}#{self.start}-{self.end}"

    def sentence(self, span: Span) -> str:
        """Return the text of one of ``sentences``."""
        return self.text[span.start - self.start : span.end - self.start]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a question may be answered from. ``None`` leaves that side open.

    Attributes:
        sources: names of publishers, as the index has them.
        published_from: first day, included. An undated article is outside as soon as a day is given.
        published_to: last day, included.
    """

    sources: frozenset[str] | None = None
    published_from: date | None = None
    published_to: date | None = None

    @property
    def everything(self) -> bool:
        """Return whether no article is left out."""
        return self == Scope()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found. Higher scores are better; equal scores order by passage id.

    ``ranks`` has the 1-based rank in each searcher that found it, by the searcher's name.
    """

    passage: Passage
    score: float
    ranks: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        passage: where it stands.
        span: the sentence, in the article's characters.
        score: higher is better; comparable within one question only.
        signals: what the score was made of, by name, each about 0 to 1.
        highlights: the answering words, in the article's characters, ascending, inside ``span``.
    """

    passage: Passage
    span: Span
    score: float
    signals: Mapping[str, float]
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered proof. ``article.text[start:end] == quote`` is checked when one is made.

    ``highlights`` are spans of ``quote`` (not of the article). ``link`` opens the quote: a web address with a
    text fragment, or ``path:line``.
    """

    number: int
    article: Article
    start: int
    end: int
    quote: str
    link: str
    highlights: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a quote that is not verbatim.

        Raises:
            ValueError: the quote differs from the article's text, or is empty.
        """
        if not self.quote or self.article.text[self.start : self.end] != self.quote:
            msg = f"citation {self.number} does not quote {self.article.id}[{self.start}:{self.end}]"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer and the numbers of the citations that prove it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """What ``ask`` gives, whatever was asked.

    Attributes:
        status: ``not_found`` has no statements and no citations.
        answer: a short answer, or ``None`` when only sentences answer.
        confidence: probability in [0, 1] that the answer is right.
        passages: the best hits in final order.
        unknown_words: words of the question that no article has.
        timings_ms: milliseconds by stage: search, read, total.
        build: the id of the index build that answered.
    """

    question: str
    standalone_question: str
    status: Literal["answered", "not_found"]
    answer: str | None
    confidence: float
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    notes: tuple[str, ...]
    unknown_words: tuple[str, ...]
    build: str
    timings_ms: Mapping[str, float] = field(compare=False)
