"""The field ``explanation`` of an answer: how it came about."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from qabot.model import Answer
from qabot.surfaces.json_api.base import Printed
from qabot.surfaces.wording import describe_decision


class ExplainedPassageObject(Printed):
    """How a passage got its place; in the order of the answer's passages."""

    ranks: dict[str, int] = Field(description="Its rank in each searcher that found it.")
    scores: dict[str, float] = Field(description="Its score in each searcher that found it.")
    added: dict[str, float] | None = Field(description="What each signal added to its score; null if it was not read.")
    holds: bool = Field(description="Whether it has the best short answer.")
    score: float


class CandidateObject(Printed):
    """A short answer that was considered."""

    text: str
    score: float
    places: int = Field(ge=1, description="In how many places it was found.")
    signals: dict[str, float]


class ConfidenceSignalObject(Printed):
    """A signal of the confidence."""

    value: float
    added: float = Field(description="What it added to the logit of the confidence.")


class ExplanationObject(Printed):
    """How an answer came about."""

    passages: list[ExplainedPassageObject]
    candidates: list[CandidateObject] = Field(description="The best first.")
    confidence: dict[str, ConfidenceSignalObject]
    threshold: float = Field(description="The lowest confidence with which an answer is given.")
    decision: str = Field(description="Why the question was answered or refused, in one sentence.")

    @classmethod
    def of(cls, answer: Answer) -> ExplanationObject | None:
        """Return the explanation of an answer, or ``None`` if nothing was read."""
        explanation = answer.explanation
        if explanation is None:
            return None
        return cls(
            passages=[
                ExplainedPassageObject(
                    ranks=dict(hit.ranks),
                    scores=_rounded(hit.scores),
                    added=_rounded(explanation.ranking[number]) or None,
                    holds=explanation.has_answer[number],
                    score=round(hit.score, 4),
                )
                for number, hit in enumerate(answer.passages)
            ],
            candidates=[
                CandidateObject(
                    text=candidate.text,
                    score=round(candidate.score, 4),
                    places=len(candidate.evidence),
                    signals=_rounded(candidate.signals),
                )
                for candidate in explanation.candidates
            ],
            confidence={
                name: ConfidenceSignalObject(value=round(value, 4), added=round(added, 4))
                for name, (value, added) in explanation.confidence.items()
            },
            threshold=explanation.threshold,
            decision=describe_decision(answer, explanation),
        )


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
