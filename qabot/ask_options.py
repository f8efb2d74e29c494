"""How a question is answered: the options of every stage."""

from __future__ import annotations

from dataclasses import dataclass, field

from qabot.answering.cite import CiteOptions
from qabot.answering.decide import DecideOptions
from qabot.answering.weights import RelevanceWeights
from qabot.ranking.weights import RankingWeights
from qabot.search.hybrid import SearchOptions


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question is answered.

    Attributes:
        max_question_chars: a longer question is refused, at least 1.
        read: passages that the reader reads, at least 1.
        hopeless: the second reader is not asked if the first one's best logit of "this passage answers" is lower.
        search: how passages are found.
        decide: when an answer is given.
        decide_again: the same after a second reading.
        cite: how much is stated.
        stale_after_days: a note says so if all evidence is older; 0 for never.
        ranking: weights of the passages' signals.
        relevance: weights of the articles' signals, which order what is shown.
    """

    max_question_chars: int
    read: int
    hopeless: float
    search: SearchOptions
    decide: DecideOptions
    decide_again: DecideOptions
    cite: CiteOptions
    stale_after_days: int
    ranking: RankingWeights = field(default_factory=RankingWeights)
    relevance: RelevanceWeights = field(default_factory=RelevanceWeights)
