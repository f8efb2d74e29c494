"""The Reader that needs no training: which sentences of the passages come nearest to answering."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.answering.kinds import Kind, answering_spans, asked_thing, expected_kind, nearness
from qabot.model import Evidence, Span
from qabot.text.words import akin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qabot.model import Hit, Passage
    from qabot.ports import Embedder, Query, Store, Term

MAX_CHARS = 1_000
"""A longer "sentence" is a table or a list: it is searched, never quoted."""
MIN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """How a sentence's signals, each from 0 to 1, add up: logistic regression by ``tests/benchmarks/fit_answers.py``.

    Attributes:
        cosine: of question and sentence.
        coverage: share of the question's words, by inverse document frequency, that the sentence has.
        context: the same of the whole passage and its article's title.
        kind: 1 when the sentence has a thing of the kind that is asked for.
        thing: nearness of such a thing to the word for it, in questions for "which base" or "how many ships".
        rank: 1 over the passage's place in the search.
    """

    cosine: float = 3.39
    coverage: float = 1.92
    context: float = 1.2
    kind: float = 1.16
    thing: float = 0.65
    rank: float = 1.02

    def score(self, signals: Mapping[str, float]) -> float:
        """Return the weighted sum of the signals: the logit, but for an intercept, of holding the answer."""
        return math.fsum(getattr(self, name) * value for name, value in signals.items())


class SentenceReader:
    """Scores each sentence by its nearness to the question in vectors and in words."""

    def __init__(self, embedder: Embedder, store: Store, *, weights: Weights | None = None) -> None:
        """Keep the parts.

        Args:
            embedder: the one that the passages were embedded with.
            store: the build that the passages are from.
            weights: of the signals.
        """
        self._embedder = embedder
        self._store = store
        self._weights = weights or Weights()

    def read(self, query: Query, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """Return the hits' sentences, best first; equal scores by passage id and start."""
        places = [(rank, hit.passage, span) for rank, hit in enumerate(hits) for span in _quotable(hit.passage)]
        vectors = self._embedder.embed([passage.sentence(span) for _, passage, span in places])
        kind = expected_kind(query.text)
        things = asked_thing(query.text, terms=self._store.terms)
        context = {hit.passage.id: self._context(query, hit.passage) for hit in hits}
        found = []
        for (rank, passage, span), vector in zip(places, vectors, strict=True):
            sentence = passage.sentence(span)
            words = self._store.terms(sentence)
            spans = answering_spans(kind, sentence, asked=query.weights, terms=self._store.terms)
            signals = {
                "cosine": float(vector @ query.vector),
                "coverage": _coverage(query, words),
                "context": context[passage.id],
                "kind": float(bool(spans) or kind is Kind.OTHER),
                "thing": nearness([word.span for word in words if word.form in things], spans),
                "rank": 1 / (1 + rank),
            }
            highlights = tuple(Span(span.start + one.start, span.start + one.end) for one in spans)
            found.append(Evidence(passage, span, self._weights.score(signals), signals, highlights))
        return tuple(sorted(found, key=lambda one: (-one.score, one.passage.id, one.span)))

    def _context(self, query: Query, passage: Passage) -> float:
        title = self._store.article(passage.article_id).title
        return _coverage(query, [*self._store.terms(title), *self._store.terms(passage.text)])


def _coverage(query: Query, words: Sequence[Term]) -> float:
    """Return the share of the question's words that stand among ``words``, by inverse document frequency."""
    forms = {word.form for word in words}
    matched = (weight for form, weight in query.weights.items() if akin(form, forms))
    return math.fsum(matched) / (math.fsum(query.weights.values()) or 1.0)


def _quotable(passage: Passage) -> list[Span]:
    """Return the sentences that could prove something: not questions, not fragments, not tables."""
    return [
        span
        for span in passage.sentences
        if span.end - span.start <= MAX_CHARS
        and len(passage.sentence(span).split()) >= MIN_WORDS
        and not passage.sentence(span).rstrip("”\"')").endswith("?")
    ]
