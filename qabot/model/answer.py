"""An answer: what is decided, how it is proved, and what a person is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qabot.model.article import Article, ArticleSummary, Span
from qabot.model.evidence import Candidate, Evidence, Hit
from qabot.model.kind import Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a question's evidence comes to: what to say and how sure that is, or that it is not enough.

    Attributes:
        candidates: the short answers that were compared, best first.
        parts: the candidates that make up the answer; possibly none.
        rivals: the candidates that other sources give in place of the answer; possibly none.
        confidence: probability in [0, 1] that the parts are right.
        confidence_signals: each signal's value and what it added to the logit of the confidence.
        evidence: the sentences to state, best first; empty when the question is refused.
        needed: how many of the first sentences are stated however low they score: one for each part and rival.
        earlier: the rivals that were true on an earlier day and that the answer has replaced.
        notes: what a person should know of the evidence, in sentences: that a report was corrected or retracted.
        missing_words: names and numbers of the question that are not near the best candidate's evidence.
    """

    candidates: tuple[Candidate, ...] = ()
    parts: tuple[Candidate, ...] = ()
    rivals: tuple[Candidate, ...] = ()
    confidence: float = 0.0
    confidence_signals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    needed: int = 0
    earlier: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()
    missing_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is what it is.

    Attributes:
        ranking: for each of the answer's passages, what each signal added to its score; empty if it was not read.
        has_answer: for each of them, whether it contains the best short answer, which moves its article forward.
        candidates: the short answers that were compared, best first.
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
    """A numbered proof; making it checks that ``article.text[start:end] == quote``.

    ``highlights`` are spans of ``quote`` (not of the article). ``link`` opens the quote: a web address with a
    text fragment, or ``path:line``. ``also`` lists the other articles with the same text.
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
    """A sentence of an answer and the numbers of the citations that prove it.

    ``label`` is what it is stated under, ``""`` for nothing: the day that it tells of, the side of a comparison that it
    speaks of, or which way it points.
    """

    text: str
    citations: tuple[int, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """Statements, best first, and the citations that prove them, numbered from 1."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer, which other sources give to the same question, and the numbers of the citations that say so.

    ``earlier`` says that it was true on an earlier day, and that the answer has replaced it.
    """

    answer: str
    citations: tuple[int, ...]
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that a language model wrote.

    Attributes:
        text: without citation marks.
        citations: numbers of the quotes that it was held against, as they were numbered for the model.
        left_out: why it is not said; empty if the quotes prove it.
    """

    text: str
    citations: tuple[int, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """What came of asking a language model to write an answer.

    Attributes:
        sentences: all that it wrote, in order.
        stands: whether the answer's statements are its sentences; else they are the articles' own.
        note: what went wrong, in one sentence; ``""`` if nothing did.
    """

    sentences: tuple[WrittenSentence, ...] = ()
    stands: bool = False
    note: str = ""

    @property
    def left_out(self) -> int:
        """Return how many sentences are not said."""
        return sum(bool(one.left_out) for one in self.sentences)


@dataclass(frozen=True)
class Answer:
    """The answer to a question, given or withheld.

    Attributes:
        status: ``not_found`` has no statements and no citations.
        answer: a short answer, or ``None`` when only sentences answer.
        confidence: probability in [0, 1] that the answer is right.
        passages: the best hits in final order.
        unknown_words: words of the question that no article has.
        missing_words: names and numbers of a refused question that articles have, but not near what came nearest.
        suggestion: a refused question with its probable typing errors mended; ``None`` if it seems to have none.
        timings_ms: milliseconds by stage: search, read, total.
        build: the id of the index build that answered.
        explanation: how it came about; ``None`` when nothing was read for it.
        alternatives: what other sources say instead; empty when none differs, and when nothing is answered.
        independent_sources: how many publishers give the answer in their own words, cited or not.
        candidate: the short answer that was found, given or withheld; equals ``answer`` when that is given,
            except for the day that it means, as in "yesterday (9 February 2023)".
        kind: what was asked for.
        writing: what came of asking a language model to write it; ``None`` if none was asked.
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
    missing_words: tuple[str, ...] = ()
    kind: Kind = Kind.FACT

    @property
    def is_talk(self) -> bool:
        """Return whether it is said to the person, or lists articles: ``notes`` are all of it, and nothing is cited."""
        return self.kind in (Kind.TALK, Kind.CATALOGUE)

    suggestion: str | None = None
    writing: Writing | None = field(default=None, compare=False)
