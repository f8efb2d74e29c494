"""What ``qabot status --json`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from qabot.surfaces.json_api.base import Day, Printed

if TYPE_CHECKING:
    from qabot.surfaces.health.status import Fact


class StatusObject(Printed):
    """What is in the index."""

    build: str = Field(description="The id of the build.")
    created: str = Field(description="ISO date and time of the build.")
    age_s: int = Field(ge=0, description="Seconds since then.")
    milvus: str = Field(default="", description="The address of Milvus; present if the index is kept there.")
    articles: int = Field(ge=0)
    passages: int = Field(ge=0)
    sources: int = Field(ge=0, description="How many publishers there are.")
    published_from: Day | None
    published_to: Day | None
    model: str | None = Field(description="The embedding model.")
    reader: str
    dim: int | None = Field(description="The length of the vectors.")
    passage_tokens: list[int | None] = Field(description="The shortest and the longest passage, in tokens.")
    corpus: str
    index: str
    size_bytes: int = Field(ge=0, description="The size of the index folder.")
    changed_files: int | None = Field(description="Files changed since the build; null if unknown.")
    fits_settings: bool | None = Field(description="Whether the present settings can use the build; null if unknown.")


def status_json(facts: Sequence[Fact]) -> str:
    """Return facts about the index as one line of JSON."""
    return StatusObject.model_validate({fact.key: fact.value for fact in facts}).to_line()
