"""What all models of printed JSON share."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="An ISO date.")]


class Printed(BaseModel):
    """An object that a command prints; new fields may be added, and none is renamed or removed."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    def to_line(self, *, exclude: set[str] | None = None) -> str:
        """Return the object as one line of JSON, with letters outside ASCII as they are."""
        return json.dumps(self.model_dump(mode="json", exclude=exclude, exclude_unset=True), ensure_ascii=False)
