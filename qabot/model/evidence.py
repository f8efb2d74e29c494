"""Evidence: passages that a search found, what a reader makes of them, and the short answers in them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from qabot.model.article import Passage, Span

IN_CONTEXT = " in context"
"""Ends the name of a searcher's ranking for a follow-up together with what was said before it."""
IN_TIME = " in time"
"""Ends the name of a searcher's ranking of the passages from the period that a question names."""


class SearchResult(NamedTuple):
    """A passage's number in its build and the searcher's own score of it; higher is better."""

    ordinal: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found. Higher scores are better; equal scores order by passage id.

    Attributes:
        score: orders the hits; comparable within one question only.
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
        passage: the passage that contains it.
        span: the sentence, in the article's characters.
        score: higher is better; comparable within one question only.
        highlights: the answering words, in the article's characters, ascending, inside ``span``.
        label: what it is stated under: the day of the event, the side of a comparison, or which way it points;
            ``""`` for none.
    """

    passage: Passage
    span: Span
    score: float
    highlights: tuple[Span, ...] = ()
    label: str = ""

    @property
    def text(self) -> str:
        """Return the sentence as it stands in the article."""
        return self.passage.text[self.span.start - self.passage.start : self.span.end - self.passage.start]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A short answer that was found, perhaps in several places.

    Attributes:
        text: as it stands in the place that scores best.
        evidence: its places, best first; at least one.
        signals: what the score was computed from, by name.
        score: the logit of being right, judged by the candidate alone.
    """

    text: str
    evidence: tuple[Evidence, ...]
    signals: Mapping[str, float]
    score: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """The passages of a question in the order of how well they answer it.

    Attributes:
            hits: all passages that were found, best first.
        read: the passages that were read, with what the reader made of each, best first and without near-duplicates.
        signals: what each passage's score was computed from, by passage id and signal; of the passages that were read,
            and of as many others as the ranking scores.
        contributions: what each signal added to the score, by passage id and signal; of the passages that were read.
        duplicate_groups: for each article that was found, the id of the first article with the same text.
        read_twice: whether a stronger reader has read the best passages once more.
    """

    hits: tuple[Hit, ...]
    read: tuple[tuple[Hit, Reading], ...]
    signals: Mapping[str, Mapping[str, float]]
    contributions: Mapping[str, Mapping[str, float]]
    duplicate_groups: Mapping[str, str]
    read_twice: bool = False

    @property
    def best_answers(self) -> float:
        """Return the largest logit of "this passage answers the question" of the first readings; -inf without any."""
        return max((reading.answers for _, reading in self.read), default=-math.inf)
