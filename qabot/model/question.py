"""A question: what a person may ask of which articles, and what is known of it once it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from qabot.model.article import Span
from qabot.model.conversation import Conversation
from qabot.model.kind import Kind, Talk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Period(NamedTuple):
    """First and last day of publication, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that may answer a question. ``None`` leaves that side open.

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


class Term(NamedTuple):
    """A word as the lexical index knows it: where it stands, and the form that is searched (folded, stemmed)."""

    span: Span
    form: str


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A text to search for, prepared once for all searchers and for the stages that score what they find.

    Attributes:
        text: the text itself.
        vector: (dim,) float32 of L2 norm 1.
        terms: the words that carry meaning, in order, with spans in ``text``.
        weights: inverse document frequency of each distinct form, above 0.
        unknown: the forms that no passage has.
    """

    text: str
    vector: NDArray[np.float32]
    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    unknown: frozenset[str]


class AnswerType(Enum):
    """The type of thing that a question asks for."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    OTHER = "other"


class Form(Enum):
    """The form that an answer takes: one thing, several things, whole sentences, or evidence for yes or no."""

    THING = "thing"
    THINGS = "things"
    SENTENCES = "sentences"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as it is understood: what the later stages need to know of it.

    Attributes:
        typed: as the person typed it.
        query: the question that stands alone, prepared for searching; ``text`` is its wording.
        context: the question together with what was said just before it; ``None`` without a conversation.
        scope: which articles may answer.
        day: on which it is asked; ``None`` when unknown, so that "last week" and the age of evidence mean nothing.
        period: the days of publication that the question names ("in May 2024"), or ``None``.
        kind: what it asks for.
        topics: what it is about, as typed: the X of "who is X", "tell me about X" and "what's new about X", both sides
            of a comparison; empty where the question names nothing, as in "summarise it" when nothing was said before.
        topic_queries: the topics prepared for searching, where they are answered in whole sentences; else empty.
        form: the form of answer that it wants.
        answer_type: the type of thing that it asks for.
        focus: forms of the words that name what it asks for: "bases" of "Which bases are in Syria?"; may be empty.
        sources_of: where it asks only who said what was just answered ("Who said so?"), the conversation up to that
            answer; else ``None``.
        said_by: whose words it asks for, as typed: "Olga Brandt" of "what did Olga Brandt say?"; ``""`` for nobody's.
        talk: what is said to the bot itself, if ``kind`` is that.
        told: sentences that were said before and are left out: those of the conversation, for "tell me more".
        since: the day of "what's new about X since DAY"; ``None`` when no day is named.
    """

    typed: str
    query: Query
    context: Query | None
    scope: Scope
    day: date | None
    period: Period | None
    kind: Kind
    topics: tuple[str, ...]
    form: Form
    answer_type: AnswerType
    focus: frozenset[str]
    topic_queries: tuple[Query, ...] = ()
    sources_of: Conversation | None = None
    told: frozenset[str] = frozenset()
    since: date | None = None
    said_by: str = ""
    talk: Talk | None = None

    @property
    def text(self) -> str:
        """Return the question that stands alone."""
        return self.query.text
