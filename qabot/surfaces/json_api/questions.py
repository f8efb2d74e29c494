"""The JSON lines that commands read: questions of ``--batch``, and questions whose answers are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from qabot.errors import QuestionError
from qabot.evaluate.questions import GoldPassage, Question
from qabot.model import Conversation, Scope
from qabot.question.follow_ups.history import conversation_of
from qabot.question.typed import check_question
from qabot.surfaces.faults import describe_fault

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_a_day(value: object) -> object:
    """Refuse the seconds and times of day that pydantic would read as a date."""
    if value is None or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    msg = "should be a day such as 2024-12-13"
    raise ValueError(msg)


_Day = Annotated[date | None, BeforeValidator(_only_a_day)]


class HistoryTurn(BaseModel):
    """Something that was said earlier in a conversation."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["user", "assistant"]
    text: str


class BatchRow(BaseModel):
    """A line of ``--batch``. The days can only narrow what the options of the command line allow."""

    model_config = ConfigDict(extra="ignore")
    example: ClassVar[str] = '{"id": "1", "question": "Who won?"}'

    id: Any = Field(default=None, description="Copied to the answer as it is.")
    question: str
    history: list[HistoryTurn] = Field(default_factory=list, description="Earlier turns, the oldest first.")
    as_of: _Day = Field(default=None, description="Answer as on that day.")
    after: _Day = Field(default=None, description="Only articles published on that day or later.")
    before: _Day = Field(default=None, description="Only articles published on that day or earlier.")

    def narrowed(self, scope: Scope) -> Scope:
        """Return a scope limited to this row's days as well; articles published on the last day are inside."""
        return replace(
            scope,
            published_from=max((day for day in (scope.published_from, self.after) if day), default=None),
            published_to=min((day for day in (scope.published_to, self.before, self.as_of) if day), default=None),
            as_of=min((day for day in (scope.as_of, self.as_of) if day), default=None),
        )

    def conversation(self) -> Conversation:
        """Return the turns before the question; see ``qabot.question.follow_ups.history.conversation_of``."""
        return conversation_of((turn.role, turn.text) for turn in self.history)


class GoldPassageRow(BaseModel):
    """Where an answer stands: characters ``[start, end)`` of an article."""

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
    """A line of a question file; a question without an answer and without gold articles must be refused."""

    example: ClassVar[str] = '{"question": "Who won?", "answer": "Olga Brandt", "gold": ["vote.txt"]}'

    answer: str | None = Field(default=None, description="The right answer.")
    answers: list[str] | None = Field(default=None, description="Right answers, any of which will do.")
    gold: list[str] | None = Field(default=None, description="Ids of the articles that hold the answer.")
    weak: list[str] | None = Field(default=None, description="Ids of articles that probably hold the answer.")
    passages: list[GoldPassageRow] | None = Field(default=None, description="Where the answer stands.")

    def to_question(self) -> Question:
        """Return the question; ``answers`` takes precedence over ``answer``."""
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


Row = TypeVar("Row", bound=BatchRow)


def read_batch(lines: Iterable[str], *, name: str, max_chars: int, row: type[Row]) -> list[Row]:
    """Return every row; a wrong line is an error before anything is answered.

    Args:
        lines: lines of JSON; blank lines are skipped.
        name: of the file, for errors.
        max_chars: the longest question that is allowed.
        row: the model of a line.

    Raises:
        QuestionError: a line is not a JSON object with a question that can be asked, or a date is not an ISO date.
    """
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            read = row.model_validate_json(line)
            check_question(read.question, max_chars=max_chars)
        except ValidationError as err:
            fault = err.errors()[0]
            key = ".".join(str(part) for part in fault["loc"]) or "the line"
            raise QuestionError(
                f"{name}, line {number}: {describe_fault(key, fault['msg'])}",
                remedy=f"Each line is an object such as {row.example}",
            ) from err
        except QuestionError as err:
            raise QuestionError(f"{name}, line {number}: {err.problem}", remedy=err.remedy) from err
        rows.append(read)
    return rows
