"""Weights of the answering, fitted by scripts: of short answers, of the confidence, and of the order that is shown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields


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

    intercept: float = -5.996
    span: float = 0.115
    answers: float = 0.019
    rank: float = -0.214
    top: float = 0.323
    mass: float = 2.666
    support: float = 3.2
    articles: float = 0.651
    kind: float = 0.054
    thing: float = 0.33
    echo: float = 0.433
    words: float = 0.162
    sentence: float = 0.434

    def score(self, signals: Mapping[str, float]) -> float:
        """Return the logit of being right."""
        return self.intercept + math.fsum(getattr(self, name) * value for name, value in signals.items())


CANDIDATE_SIGNALS = tuple(one.name for one in fields(CandidateWeights) if one.name != "intercept")


@dataclass(frozen=True, slots=True)
class SignalWeights:
    """Weights of the signals of ``confidence_signals`` in builds of one size."""

    intercept: float
    score: float
    best_answers: float
    answers: float
    span: float
    unknown: float
    missing_near: float
    missing: float
    rarest_missing: float
    names_missing: float
    numbers_missing: float
    qualified: float
    superlative: float
    opposite: float
    negated: float


SMALL_BUILD = SignalWeights(
    intercept=-0.133,
    score=0.338,
    best_answers=0.167,
    answers=0.142,
    span=0.104,
    unknown=-0.929,
    missing_near=-1.448,
    missing=1.281,
    rarest_missing=-0.114,
    names_missing=-0.145,
    numbers_missing=-0.881,
    qualified=-0.66,
    superlative=0.491,
    opposite=-1.423,
    negated=0.242,
)
LARGE_BUILD = SignalWeights(
    intercept=0.088,
    score=0.69,
    best_answers=0.039,
    answers=0.11,
    span=0.004,
    unknown=-0.998,
    missing_near=-1.002,
    missing=-2.069,
    rarest_missing=0.962,
    names_missing=0.159,
    numbers_missing=-0.507,
    qualified=-0.66,
    superlative=-0.521,
    opposite=-1.148,
    negated=0.685,
)

CONFIDENCE_SIGNALS = tuple(one.name for one in fields(SignalWeights) if one.name != "intercept")
_SMALL_LOG, _LARGE_LOG = 5.0, 11.0
"""Natural logarithms of how many passages a small build has at most (148), and a large one at least (60,000)."""


@dataclass(frozen=True, slots=True)
class ConfidenceWeights:
    """Logistic regression over the signals of ``confidence_signals``, by the size of the build.

    In a small build a question that cannot be answered is mostly a near miss: its words are there, and only the reader
    sees that the answer is not. In a large build it is about something else, and its words tell. Weights of builds
    between the two are mixed by the logarithm of the number of passages.

    An answer counts as right if its F1, as SQuAD defines it, is at least a half. Fitted by
    ``tests/benchmarks/fit_answers.py`` on corpora of 20 to 60,000 passages. ``slope`` and ``shift`` adapt the logit to
    one corpus: ``qabot calibrate`` fits them and writes them to config.toml.
    """

    small: SignalWeights = SMALL_BUILD
    large: SignalWeights = LARGE_BUILD
    slope: float = 1.0
    shift: float = 0.0

    def probability(self, signals: Mapping[str, float], *, passage_count: int) -> float:
        """Return the probability that the answer is right, in [0, 1], to four digits."""
        logit = math.fsum(added for _, added in self.contributions(signals, passage_count=passage_count).values())
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)

    def contributions(self, signals: Mapping[str, float], *, passage_count: int) -> dict[str, tuple[float, float]]:
        """Return each signal's value and what it adds to the logit; "always", the same for all questions, is first."""
        large = large_share(passage_count)

        def weight(name: str) -> float:
            return (1 - large) * float(getattr(self.small, name)) + large * float(getattr(self.large, name))

        return {
            "always": (1.0, self.shift + self.slope * weight("intercept")),
            **{name: (value, self.slope * weight(name) * value) for name, value in signals.items()},
        }


def large_share(passage_count: int) -> float:
    """Return how much the weights of large builds count in a build of this many passages, from 0 to 1."""
    return max(0.0, min(1.0, (math.log(max(1, passage_count)) - _SMALL_LOG) / (_LARGE_LOG - _SMALL_LOG)))


def threshold_for(threshold: float, passage_count: int) -> float:
    """Return the least confidence with which an answer is given in a build of this many passages.

    In a large build it is half of that in a small one. There a question without an answer is mostly about something
    else, and its confidence is far lower; the same threshold would only withhold right answers.
    """
    return threshold * (1 - large_share(passage_count) / 2)


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """The weights that belong together: of short answers and of the confidence."""

    candidates: CandidateWeights = field(default_factory=CandidateWeights)
    confidence: ConfidenceWeights = field(default_factory=ConfidenceWeights)


FIRST_READING = AnswerWeights()
"""For questions that only the first reader has read."""
SECOND_READING = AnswerWeights(
    confidence=ConfidenceWeights(
        small=SignalWeights(
            intercept=0.046,
            score=0.303,
            best_answers=0.265,
            answers=0.412,
            span=0.102,
            unknown=-0.926,
            missing_near=-0.923,
            missing=0.996,
            rarest_missing=0.036,
            names_missing=0.162,
            numbers_missing=-0.481,
            qualified=-0.66,
            superlative=0.633,
            opposite=-0.797,
            negated=0.299,
        )
    )
)
"""For questions whose best passages a second, stronger reader has read as well."""


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


RELEVANCE_SIGNALS = tuple(one.name for one in fields(RelevanceWeights) if one.name != "answer_bonus")
