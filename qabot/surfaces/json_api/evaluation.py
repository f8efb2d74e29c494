"""The JSON of an evaluation: the lines of a question file, the object printed, and that object read again."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from qabot.errors import ConfigError
from qabot.evaluate.comparison import Comparison, Pair
from qabot.evaluate.evaluation import Evaluation, Result
from qabot.evaluate.limits import Limit
from qabot.evaluate.marking import Marks
from qabot.evaluate.questions import GoldPassage, Kind, Question
from qabot.model import Scope
from qabot.surfaces.json_api.answer import BatchRow

_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Time = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Rank = Annotated[int, Field(ge=1)]
_Count = Annotated[int, Field(ge=0)]


class _PassageRow(BaseModel):
    model_config = ConfigDict(extra="ignore")
    article_id: str
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start >= self.end:
            msg = "start must be below end"
            raise ValueError(msg)
        return self


class QuestionRow(BatchRow):
    """One line of a question file; without an answer and without gold, the question must be refused."""

    example: ClassVar[str] = '{"question": "Who won?", "answer": "Olga Brandt", "gold": ["vote.txt"]}'

    answer: str | None = None
    answers: list[str] | None = None
    gold: list[str] | None = None
    weak: list[str] | None = None
    passages: list[_PassageRow] | None = None

    def to_question(self) -> Question:
        """Return the question; ``answers`` stands before ``answer``."""
        expected = self.answers or [self.answer or ""]
        return Question(
            id=self.id,
            text=self.question,
            expected=tuple(text for text in expected if text.strip()),
            gold=tuple(self.gold or ()),
            weak=tuple(self.weak or ()),
            passages=tuple(GoldPassage(row.article_id, row.start, row.end) for row in self.passages or ()),
            scope=self.narrowed(Scope()),
        )


class _MarksRow(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: Any = None
    question: str
    kind: Kind
    answered: bool
    confidence: _Share
    right: bool
    article_rank: _Rank | None
    passage_rank: _Rank | None
    answer_rank: _Rank | None
    scores: dict[str, _Share]
    citations: _Count
    verbatim: _Count
    right_citations: _Count | None
    timings_ms: dict[str, _Time]


class _Baseline(BaseModel):
    model_config = ConfigDict(extra="ignore")
    questions: list[_MarksRow] = Field(min_length=1)


def read_baseline(path: Path) -> list[Marks]:
    """Return the marks of an earlier run from what its ``--json`` printed.

    Raises:
        ConfigError: the file cannot be read or is something else.
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
    return [Marks(**row.model_dump()) for row in baseline.questions]


def evaluation_json(
    evaluation: Evaluation,
    *,
    files: Sequence[str],
    comparison: Comparison | None = None,
    limits: Sequence[Limit] = (),
) -> str:
    """Return an evaluation as one line of JSON; ``--compare`` reads it again."""
    figures = evaluation.figures
    fields = {
        "figures": {name: one.value for name, one in figures.items()},
        "intervals": {name: [one.low, one.high] for name, one in figures.items()},
        "counts": {"questions": len(evaluation.results), **{name: one.count for name, one in figures.items()}},
        "reliability": [asdict(one) for one in evaluation.reliability],
        "risk_coverage": [asdict(point) for point in evaluation.risk_coverage],
        "questions": [_question(result) for result in evaluation.results],
        "limits": [
            {"figure": limit.figure, "option": limit.option, "bound": limit.bound, "missed": limit.missed(figures)}
            for limit in limits
        ],
        "comparison": None if comparison is None else _comparison(comparison),
        "questions_files": list(files),
        "build": evaluation.build,
    }
    return json.dumps(fields, ensure_ascii=False)


def _question(result: Result) -> dict[str, Any]:
    question, answer = result.question, result.answer
    return {
        **asdict(result.marks),
        "outcome": result.marks.outcome,
        "status": answer.status,
        "expected": list(question.expected),
        "answer": answer.answer,
        "candidate": answer.candidate,
        "statements": [statement.text for statement in answer.statements],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "common": comparison.common,
        "only_before": comparison.only_before,
        "only_now": comparison.only_now,
        "figures": [{**asdict(change), "verdict": change.verdict} for change in comparison.changes],
        "better": [_pair(pair) for pair in comparison.better],
        "worse": [_pair(pair) for pair in comparison.worse],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "id": pair.now.id,
        "question": pair.now.question,
        "before": pair.before.outcome,
        "now": pair.now.outcome,
    }
