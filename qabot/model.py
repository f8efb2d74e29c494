"""The nouns: what every stage takes and gives. Frozen, compared by value, no behaviour but their own invariants."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Literal, NamedTuple

IN_CONTEXT = " in context"
"""Ends the name of a searcher's ranking for a follow-up together with what was said before it."""
IN_TIME = " in time"
"""Ends the name of a searcher's ranking of the passages from the time that a question speaks of."""


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

    @cached_property
    def collections(self) -> tuple[str, ...]:
        """Return the folders below the corpus that the article lies in, outermost first: its collections."""
        folders = self.path.split("/")[:-1]
        return tuple("/".join(folders[: depth + 1]) for depth in range(len(folders)))

    def locate(self, start: int) -> str:
        """Return the path with the locator that holds at character ``start``: ``notes/a.txt:12``."""
        locators = [anchor.locator for anchor in self.anchors if anchor.start <= start]
        return self.path + (locators[-1] if locators else "")


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list shows of an article: everything but its text.

    Attributes:
        chars: the length of the text.
        passages: the number of passages that it was cut into.
        boilerplate: which part of the text looks like the page around an article, from 0 to 1.
        duplicate_group: the id of the first article with the same text: its own id if no other article has it.
    """

    id: str
    title: str
    source: str
    url: str
    published: date | None
    path: str
    chars: int
    passages: int
    boilerplate: float = 0.0
    duplicate_group: str = ""


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


class Period(NamedTuple):
    """First and last day of publication, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a question may be answered from. ``None`` leaves that side open.

    Attributes:
        sources: names of publishers, as the index has them.
        published_from: first day, included. An undated article is outside as soon as a day is given.
        published_to: last day, included.
        collections: folders below the corpus, as POSIX paths ("syria", "syria/2024"); each with all that is below it.
        as_of: the day on which the question is asked, from which its "last week" counts; limits nothing by itself.
    """

    sources: frozenset[str] | None = None
    published_from: date | None = None
    published_to: date | None = None
    collections: frozenset[str] | None = None
    as_of: date | None = None

    @property
    def everything(self) -> bool:
        """Return whether no article is left out."""
        return replace(self, as_of=None) == Scope()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found. Higher scores are better; equal scores order by passage id.

    Attributes:
        score: by which hits are ordered; comparable within one question only.
        ranks: its 1-based rank in each searcher that found it, by the searcher's name.
        scores: each searcher's own score of it, likewise.
    """

    passage: Passage
    score: float
    ranks: Mapping[str, int]
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """A span of a passage that may be the answer; ``score`` is its logit against "nothing here answers"."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one passage.

    Attributes:
        answers: logit of "this passage answers the question".
        spans: where it may answer, best first, none within another; possibly none.
    """

    answers: float
    spans: tuple[AnswerSpan, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        passage: where it stands.
        span: the sentence, in the article's characters.
        score: higher is better; comparable within one question only.
        highlights: the answering words, in the article's characters, ascending, inside ``span``.
    """

    passage: Passage
    span: Span
    score: float
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A short answer that was found, perhaps in several places.

    Attributes:
        text: as it stands in the place that scores best.
        evidence: its places, best first; at least one.
        signals: what the score was made of, by name.
        score: the logit of being right as far as the candidate alone tells.
    """

    text: str
    evidence: tuple[Evidence, ...]
    signals: Mapping[str, float]
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is what it is.

    Attributes:
        ranking: for each of the answer's passages, what its own score was made of, by signal; empty if not read.
        has_answer: for each of them, whether it contains the best short answer, which moves its article forward.
        candidates: the short answers that were weighed, best first.
        confidence: each signal's value and what it added to the logit of the confidence.
        threshold: the least confidence with which an answer is given.
    """

    ranking: tuple[Mapping[str, float], ...]
    has_answer: tuple[bool, ...]
    candidates: tuple[Candidate, ...]
    confidence: Mapping[str, tuple[float, float]]
    threshold: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered proof. ``article.text[start:end] == quote`` is checked when one is made.

    ``highlights`` are spans of ``quote`` (not of the article). ``link`` opens the quote: a web address with a
    text fragment, or ``path:line``. ``also`` are the other articles that tell the same text.
    """

    number: int
    article: Article
    start: int
    end: int
    quote: str
    link: str
    highlights: tuple[Span, ...] = ()
    also: tuple[ArticleSummary, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer that other sources give to the same question, and the citations that say so."""

    answer: str
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
        explanation: how it came about; always there when a reader has read.
        alternatives: what other sources say instead; empty when none differs, and when nothing is answered.
        independent_sources: how many publishers the answer's own citations are from; copies of one text are one.
        candidate: the short answer that was found, given or withheld; ``answer`` is it when the status is ``answered``.
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
    candidate: str | None = field(default=None, compare=False)
    explanation: Explanation | None = field(default=None, compare=False)
    alternatives: tuple[Alternative, ...] = ()
    independent_sources: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and what was said to it.

    Attributes:
        question: as a person typed it.
        standalone_question: what was asked of the articles in its place.
        said: the answer as the person read it: the short answer, then the statements; ``""`` when not found.
        answer: the whole of it, ``None`` when only the words are known (a batch's ``history``).
    """

    question: str
    standalone_question: str
    said: str
    answer: Answer | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and said so far, oldest first."""

    turns: tuple[Turn, ...] = ()

    def followed_by(self, turn: Turn) -> "Conversation":
        """Return the conversation with one turn more."""
        return Conversation((*self.turns, turn))
