"""What ``qabot eval --json`` prints, and what ``--compare`` reads again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qabot.errors import ConfigError
from qabot.evaluate.comparison import Comparison, Pair
from qabot.evaluate.evaluation import Evaluation, Result
from qabot.evaluate.limits import Limit
from qabot.evaluate.marking import Marks
from qabot.evaluate.questions import Kind
from qabot.surfaces.json_api.base import Printed

_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Time = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Rank = Annotated[int, Field(ge=1)]
_Count = Annotated[int, Field(ge=0)]


class MarksObject(Printed):
    """The marks of one answer; see ``qabot.evaluate.marking.Marks``."""

    model_config = ConfigDict(extra="ignore")

    id: Any = None
    question: str
    kind: Kind
    answered: bool
    confidence: _Share
    right: bool = Field(description="Whether the short answer that was found, given or withheld, is right.")
    article_rank: _Rank | None
    passage_rank: _Rank | None
    answer_rank: _Rank | None
    scores: dict[str, _Share] = Field(description="What the question adds to the mean of each figure.")
    citations: _Count
    verbatim: _Count = Field(description="How many citations stand in their article character for character.")
    right_citations: _Count | None
    timings_ms: dict[str, _Time]


class QuestionResultObject(MarksObject):
    """A question, its answer and its marks."""

    outcome: str
    status: str
    expected: list[str]
    answer: str | None
    candidate: str | None = Field(description="The short answer that was found, given or withheld.")
    statements: list[str]


class BinObject(Printed):
    """Questions whose confidence is above ``low`` and at most ``high``."""

    low: _Share
    high: _Share
    count: _Count
    confidence: _Share | None = Field(description="Their mean confidence.")
    right: _Share | None = Field(description="The share of them whose answer is right.")


class RiskPointObject(Printed):
    """With this threshold, ``coverage`` of the questions are answered, and ``risk`` of these answers are wrong."""

    threshold: float
    coverage: _Share
    risk: _Share


class LimitObject(Printed):
    """A ``--min`` or ``--max``."""

    figure: str
    option: str
    bound: float
    missed: str | None = Field(description="Why the limit was missed; null if it was kept.")


class ChangeObject(Printed):
    """How a figure changed since the earlier run; ``low`` to ``high`` is the 95 % interval of the difference."""

    figure: str
    before: float
    now: float
    difference: float
    low: float
    high: float
    verdict: str


class PairObject(Printed):
    """A question whose outcome changed since the earlier run."""

    id: Any
    question: str
    before: str
    now: str


class ComparisonObject(Printed):
    """The differences from an earlier run."""

    common: _Count
    only_before: _Count
    only_now: _Count
    figures: list[ChangeObject]
    better: list[PairObject]
    worse: list[PairObject]


class EvaluationObject(Printed):
    """An evaluation."""

    figures: dict[str, float]
    intervals: dict[str, tuple[float, float]] = Field(description="The 95 % interval of each figure.")
    counts: dict[str, int] = Field(description="How many questions, or citations, each figure is made of.")
    reliability: list[BinObject]
    risk_coverage: list[RiskPointObject]
    questions: list[QuestionResultObject]
    limits: list[LimitObject]
    comparison: ComparisonObject | None = Field(description="Null without --compare.")
    questions_files: list[str]
    build: str


class _Baseline(BaseModel):
    """As much of an earlier run's JSON as a comparison needs."""

    model_config = ConfigDict(extra="ignore")
    questions: list[MarksObject] = Field(min_length=1)


def read_baseline(path: Path) -> list[Marks]:
    """Return the marks of an earlier run from what its ``--json`` printed.

    Raises:
        ConfigError: the file cannot be read, or is not an evaluation.
    """
    remedy = "Name a file that was written by: qabot eval QUESTIONS.jsonl --json > BASELINE.json"
    try:
        baseline = _Baseline.model_validate_json(path.read_bytes())
    except OSError as err:
        raise ConfigError(f"{path} cannot be read: {err.strerror}", remedy=remedy) from err
    except ValidationError as err:
        fault = err.errors()[0]
        key = ".".join(str(part) for part in fault["loc"]) or "the file"
        raise ConfigError(f"{path} is not an evaluation: {key}: {fault['msg']}", remedy=remedy) from err
    return [Marks(**marks.model_dump()) for marks in baseline.questions]


def evaluation_json(
    evaluation: Evaluation,
    *,
    files: Sequence[str],
    comparison: Comparison | None = None,
    limits: Sequence[Limit] = (),
) -> str:
    """Return an evaluation as one line of JSON; ``--compare`` reads it again."""
    figures = evaluation.figures
    return EvaluationObject(
        figures={name: figure.value for name, figure in figures.items()},
        intervals={name: (figure.low, figure.high) for name, figure in figures.items()},
        counts={"questions": len(evaluation.results), **{name: figure.count for name, figure in figures.items()}},
        reliability=[BinObject.model_validate(bin_) for bin_ in evaluation.reliability],
        risk_coverage=[RiskPointObject.model_validate(point) for point in evaluation.risk_coverage],
        questions=[_question(result) for result in evaluation.results],
        limits=[
            LimitObject(figure=limit.figure, option=limit.option, bound=limit.bound, missed=limit.missed(figures))
            for limit in limits
        ],
        comparison=None if comparison is None else _comparison(comparison),
        questions_files=list(files),
        build=evaluation.build,
    ).to_line()


def _question(result: Result) -> QuestionResultObject:
    question, answer = result.question, result.answer
    marks = MarksObject.model_validate(result.marks)
    return QuestionResultObject(
        **marks.model_dump(),
        outcome=result.marks.outcome,
        status=answer.status,
        expected=list(question.expected),
        answer=answer.answer,
        candidate=answer.candidate,
        statements=[statement.text for statement in answer.statements],
    )


def _comparison(comparison: Comparison) -> ComparisonObject:
    return ComparisonObject(
        common=comparison.common,
        only_before=comparison.only_before,
        only_now=comparison.only_now,
        figures=[ChangeObject.model_validate(change) for change in comparison.changes],
        better=[_pair(pair) for pair in comparison.better],
        worse=[_pair(pair) for pair in comparison.worse],
    )


def _pair(pair: Pair) -> PairObject:
    return PairObject(id=pair.now.id, question=pair.now.question, before=pair.before.outcome, now=pair.now.outcome)
