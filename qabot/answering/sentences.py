"""The Reader that needs no training: which sentences of the passages come nearest to answering."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.answering.kinds import Kind, answering_spans, expected_kind
from qabot.model import Evidence, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Hit, Passage
    from qabot.ports import Embedder, Query, Term

MAX_CHARS = 1_000
"""A longer "sentence" is a table or a list: it is searched, never quoted."""
MIN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """How a sentence's signals, each from 0 to 1, add up: logistic regression by ``tests/benchmarks/fit_answers.py``.

    Attributes:
        cosine: of question and sentence.
        coverage: share of the question's words, by inverse document frequency, that the sentence has.
        context: the same of the whole passage.
        kind: 1 when the sentence has a thing of the kind that is asked for.
        rank: 1 over the passage's place in the search.
    """

    cosine: float = 2.32
    coverage: float = 1.58
    context: float = 1.39
    kind: float = 1.51
    rank: float = 0.82


class SentenceReader:
    """Scores each sentence by its nearness to the question in vectors and in words."""

    def __init__(
        self, embedder: Embedder, terms: Callable[[str], Sequence[Term]], *, weights: Weights | None = None
    ) -> None:
        """Keep the parts.

        Args:
            embedder: the one that the passages were embedded with.
            terms: gives the words of a text as the lexical index knows them.
            weights: of the signals.
        """
        self._embedder = embedder
        self._terms = terms
        self._weights = weights or Weights()

    def read(self, query: Query, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """Return the hits' sentences, best first; equal scores by passage id and start."""
        places = [(rank, hit.passage, span) for rank, hit in enumerate(hits) for span in _quotable(hit.passage)]
        vectors = self._embedder.embed([passage.sentence(span) for _, passage, span in places])
        kind = expected_kind(query.text)
        total = math.fsum(query.weights.values()) or 1.0
        context = {hit.passage.id: self._coverage(query, hit.passage.text) / total for hit in hits}
        found = []
        for (rank, passage, span), vector in zip(places, vectors, strict=True):
            sentence = passage.sentence(span)
            spans = answering_spans(kind, sentence, asked=query.weights, terms=self._terms)
            signals = {
                "cosine": float(vector @ query.vector),
                "coverage": self._coverage(query, sentence) / total,
                "context": context[passage.id],
                "kind": float(bool(spans) or kind is Kind.OTHER),
                "rank": 1 / (1 + rank),
            }
            highlights = tuple(Span(span.start + one.start, span.start + one.end) for one in spans)
            found.append(Evidence(passage, span, self._score(signals), signals, highlights))
        return tuple(sorted(found, key=lambda one: (-one.score, one.passage.id, one.span)))

    def _score(self, signals: dict[str, float]) -> float:
        return math.fsum(getattr(self._weights, name) * value for name, value in signals.items())

    def _coverage(self, query: Query, text: str) -> float:
        """Return the summed weight of the question's words that a text has."""
        forms = {term.form for term in self._terms(text)}
        return math.fsum(weight for form, weight in query.weights.items() if form in forms)


def _quotable(passage: Passage) -> list[Span]:
    """Return the sentences that could prove something: not questions, not fragments, not tables."""
    return [
        span
        for span in passage.sentences
        if span.end - span.start <= MAX_CHARS
        and len(passage.sentence(span).split()) >= MIN_WORDS
        and not passage.sentence(span).rstrip("”\"')").endswith("?")
    ]
