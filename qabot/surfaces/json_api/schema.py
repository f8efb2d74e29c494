"""The JSON Schemas of what commands print with ``--json``, and of the lines that they read."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from qabot.surfaces.json_api.add import SavedPagesObject
from qabot.surfaces.json_api.answer import AnswerObject, SearchObject
from qabot.surfaces.json_api.articles import ArticleObject, ArticlesObject, DuplicatesObject
from qabot.surfaces.json_api.calibration import CalibrationObject
from qabot.surfaces.json_api.evaluation import EvaluationObject
from qabot.surfaces.json_api.questions import BatchRow, QuestionRow
from qabot.surfaces.json_api.status import StatusObject

PRINTED: dict[str, type[BaseModel]] = {
    "ask": AnswerObject,
    "search": SearchObject,
    "articles": ArticlesObject,
    "show": ArticleObject,
    "duplicates": DuplicatesObject,
    "status": StatusObject,
    "add": SavedPagesObject,
    "eval": EvaluationObject,
    "calibrate": CalibrationObject,
}
"""What each command prints with ``--json``; ``qabot ask --batch`` prints it once a line."""
READ: dict[str, type[BaseModel]] = {"batch": BatchRow, "questions": QuestionRow}
"""The lines that ``--batch`` reads, and those of a question file for ``qabot eval`` and ``qabot calibrate``."""


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a command's output, or of the lines of a file that it reads.

    Raises:
        KeyError: there is no such name in ``PRINTED`` or ``READ``.
    """
    if name in READ:
        schema = READ[name].model_json_schema(mode="validation")
    else:
        schema = PRINTED[name].model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
