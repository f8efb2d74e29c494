"""Weights of the answering, fitted by scripts: of short answers, of the confidence, and of the order that is shown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class CandidateWeights:
    """Weights of a short answer's signals: logistic regression, fitted by ``tests/benchmarks/fit_answers.py``.

    Attributes:
        span: the reader's logit of its best span against "nothing here", clipped to ±12.
        answers: the reader's logit of "this passage answers", of that span's passage, clipped likewise.
        rank: score of that passage minus the best passage's, at most 0.
        top: score of that passage.
        mass: its share of all spans, each weighted by exp(passage score + half its own logit); 0 to 1.
        support: the same share of other candidates that contain its words, or whose words it contains.
        articles: natural logarithm of the number of articles that have it.
        kind: 1 when it is of the type that the question asks for, else 0.
        thing: how near it is to the question's focus in questions for "which base" or "how many ships"; 0 to 1.
        echo: share of its words that are in the question.
        words: natural logarithm of the number of its words.
        sentence: share of the question's words in the sentence around it.
    """

    intercept: float = -6.22
    span: float = 0.129
    answers: float = -0.024
    rank: float = -0.331
    top: float = 0.407
    mass: float = 2.865
    support: float = 3.146
    articles: float = 0.575
    kind: float = 0.092
    thing: float = 0.555
    echo: float = 0.377
    words: float = 0.101
    sentence: float = 0.377

    def score(self, signals: Mapping[str, float]) -> float:
        """Return the logit of being right."""
        return self.intercept + math.fsum(getattr(self, name) * value for name, value in signals.items())


CANDIDATE_SIGNALS = tuple(field.name for field in fields(CandidateWeights) if field.name != "intercept")


@dataclass(frozen=True, slots=True)
class ConfidenceWeights:
    """Weights of the signals of ``confidence_signals``: logistic regression.

    An answer counts as right if its F1, as SQuAD defines it, is at least a half. Fitted by
    ``tests/benchmarks/fit_answers.py`` on corpora of 200 to 60,000 passages. ``slope`` and ``shift`` adapt the logit to
    one corpus: ``qabot calibrate`` fits them and writes them to config.toml.
    """

    intercept: float = 1.004
    score: float = 1.2
    unknown: float = -0.97
    size: float = -0.099
    slope: float = 1.0
    shift: float = 0.0

    def probability(self, signals: Mapping[str, float]) -> float:
        """Return the probability that the answer is right, in [0, 1], to four digits."""
        logit = self.shift + self.slope * self.logit(signals)
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)

    def logit(self, signals: Mapping[str, float]) -> float:
        """Return the logit before ``slope`` and ``shift``."""
        return self.intercept + math.fsum(getattr(self, name) * value for name, value in signals.items())

    def contributions(self, signals: Mapping[str, float]) -> dict[str, tuple[float, float]]:
        """Return each signal's value and what it adds to the logit; "always", the same for all questions, is first."""
        constant = self.shift + self.slope * self.intercept
        return {
            "always": (1.0, constant),
            **{name: (value, self.slope * getattr(self, name) * value) for name, value in signals.items()},
        }


CONFIDENCE_SIGNALS = tuple(
    field.name for field in fields(ConfidenceWeights) if field.name not in ("intercept", "slope", "shift")
)


@dataclass(frozen=True, slots=True)
class RelevanceWeights:
    """Weights of an article's signals, fitted by ``tests/benchmarks/fit_relevance.py``.

    A signal of an article is the largest of its passages.

    The article that a question is about and the passage that states the answer are different things, and the ranking's
    weights were fitted to the second. The signals here are those of the ranking that describe an article's subject.
    Titles count in ``opening`` alone: a third of the articles that news2022's quizzes link have no title, but only one
    in two hundred of the others, so a weight for titles would learn how articles were saved.

    Attributes:
        answer_bonus: added to an article with the short answer in one of its passages when the first article is chosen,
            and only then: several articles report the same, and the first one should prove the answer.
    """

    bm25: float = 0.268
    dense: float = 1.271
    words: float = 1.816
    cosine: float = 2.224
    coverage: float = 3.709
    opening: float = 2.955
    lead: float = 0.895
    time: float = 3.0
    answer_bonus: float = 1.5

    def relevance(self, signals: Sequence[Mapping[str, float]]) -> float:
        """Return an article's relevance from the signals of its passages, at least one."""
        names = [name for name in RELEVANCE_SIGNALS if name in signals[0]]
        return math.fsum(getattr(self, name) * max(row[name] for row in signals) for name in names)


RELEVANCE_SIGNALS = tuple(field.name for field in fields(RelevanceWeights) if field.name != "answer_bonus")
