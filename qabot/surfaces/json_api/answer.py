"""The JSON that other programs read and write: the answer, and the lines of a batch."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from qabot.errors import QuestionError
from qabot.model import Answer, ArticleSummary, Citation, Conversation, Hit, Scope
from qabot.question.history import conversation_of
from qabot.question.typed import check_question
from qabot.surfaces.json_api.explanation import explanation_json

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_a_day(value: object) -> object:
    """Refuse the seconds and the times of day that pydantic would read as a date."""
    if value is None or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    msg = "should be a day such as 2024-12-13"
    raise ValueError(msg)


_Day = Annotated[date | None, BeforeValidator(_only_a_day)]


class _Turn(BaseModel):
    model_config = ConfigDict(extra="ignore")
    role: Literal["user", "assistant"]
    text: str


class BatchRow(BaseModel):
    """One line of ``--batch``; ``id`` is copied through as it is."""

    model_config = ConfigDict(extra="ignore")
    example: ClassVar[str] = '{"id": "1", "question": "Who won?"}'

    id: Any = None
    question: str
    history: list[_Turn] = Field(default_factory=list)
    as_of: _Day = None
    after: _Day = None
    before: _Day = None

    def narrowed(self, scope: Scope) -> Scope:
        """Return a scope with this row's days as well; an article of the last day is inside."""
        return replace(
            scope,
            published_from=max((day for day in (scope.published_from, self.after) if day), default=None),
            published_to=min((day for day in (scope.published_to, self.before, self.as_of) if day), default=None),
            as_of=min((day for day in (scope.as_of, self.as_of) if day), default=None),
        )

    def conversation(self) -> Conversation:
        """Return the turns that came before the question; see ``qabot.question.history.conversation_of``."""
        return conversation_of((turn.role, turn.text) for turn in self.history)


Row = TypeVar("Row", bound=BatchRow)


def read_batch(lines: Iterable[str], *, name: str, max_chars: int, row: type[Row]) -> list[Row]:
    """Return every row, or say which line is wrong before anything is answered.

    Args:
        lines: of the file; blank ones are passed over.
        name: of the file, for errors.
        max_chars: of a question.
        row: what each line is.

    Raises:
        QuestionError: a line is not a JSON object with a question that can be asked, or a date is not ISO.
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
                f"{name}, line {number}: {key}: {fault['msg'].removeprefix('Value error, ')}",
                remedy=f"Each line is an object such as {row.example}",
            ) from err
        except QuestionError as err:
            raise QuestionError(f"{name}, line {number}: {err.problem}", remedy=err.remedy) from err
        rows.append(read)
    return rows


def answer_json(answer: Answer, *, row_id: object = None, explain: bool = False) -> str:
    """Return an answer as one line of JSON; its fields are a contract (README, "The JSON answer").

    Args:
        answer: what was answered.
        row_id: of the line of a batch that asked.
        explain: tell in ``explanation`` how it came about, else leave that field out.
    """
    fields = {
        "id": row_id,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status,
        "answer": answer.answer,
        "confidence": answer.confidence,
        "statements": [
            {"text": statement.text, "citations": list(statement.citations)} for statement in answer.statements
        ],
        "citations": [_citation(citation) for citation in answer.citations],
        "passages": [_passage(hit, rank) for rank, hit in enumerate(answer.passages, start=1)],
        "alternatives": [{"answer": one.answer, "citations": list(one.citations)} for one in answer.alternatives],
        "independent_sources": answer.independent_sources,
        "notes": list(answer.notes),
        "unknown_words": list(answer.unknown_words),
        "timings_ms": dict(answer.timings_ms),
        "build": answer.build,
    }
    if explain:
        fields["explanation"] = explanation_json(answer)
    return json.dumps(fields, ensure_ascii=False)


def hits_json(query: str, hits: Iterable[Hit]) -> str:
    """Return the result of a search as one line of JSON."""
    passages = [{**_passage(hit, rank), "ranks": dict(hit.ranks)} for rank, hit in enumerate(hits, start=1)]
    return json.dumps({"query": query, "passages": passages}, ensure_ascii=False)


def _citation(citation: Citation) -> dict[str, Any]:
    article = citation.article
    return {
        "number": citation.number,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "path": article.path,
        "collection": article.collections[-1] if article.collections else None,
        "published": article.published.isoformat() if article.published else None,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "link": citation.link,
        "highlights": [list(span) for span in citation.highlights],
        "also": [place_json(one) for one in citation.also],
    }


def place_json(one: ArticleSummary) -> dict[str, Any]:
    """Return where an article is to be found."""
    return {
        "article_id": one.id,
        "title": one.title,
        "source": one.source,
        "url": one.url,
        "path": one.path,
        "published": one.published.isoformat() if one.published else None,
    }


def _passage(hit: Hit, rank: int) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": rank,
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 6),
        "text": passage.text,
    }
