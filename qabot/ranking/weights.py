"""Weights of the ranking, fitted by ``tests/benchmarks/fit_answers.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """Weights of a passage's signals: a linear model, fitted with a listwise softmax.

    Attributes:
        bm25: 6 / (5 + rank) in the words' ranking, 0 when not in it.
        dense: the same in the vectors' ranking.
        words: BM25 score as a share of the best passage's, from 0 to 1.
        cosine: of question and passage, 0 when not in the vectors' ranking.
        coverage: share of the question's words, by inverse document frequency, in the passage or its title.
        title: the same in the title alone.
        opening: the same in the first 300 characters of title and text, where news says what it is about.
        answers: the reader's probability that this passage answers. As a logit it would also order passages that do
            not answer, where search knows better.
        span: the reader's probability of its best span against none.
        lead: 1 at the head of the article, 0.5 after 1,000 characters.
        time: if some passages are from the period that the question names: -1 for all others, including undated ones;
            else 0. Chosen by ``tests/benchmarks/said_time.py``.
    """

    bm25: float = 0.113
    dense: float = 1.275
    words: float = 2.763
    cosine: float = 1.253
    coverage: float = 2.035
    title: float = 0.49
    opening: float = 0.901
    answers: float = 2.321
    span: float = 2.074
    lead: float = 0.586
    time: float = 3.0

    def contributions(self, signals: Mapping[str, float]) -> dict[str, float]:
        """Return what each signal adds to the score."""
        return {name: getattr(self, name) * value for name, value in signals.items()}


RANK_SIGNALS = tuple(field.name for field in fields(RankingWeights) if field.name != "time")
"""The signals that every question has."""
