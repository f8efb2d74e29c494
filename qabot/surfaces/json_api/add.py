"""What ``qabot add --json`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from qabot.surfaces.json_api.base import Printed

if TYPE_CHECKING:
    from qabot.surfaces.memory.saved_pages import SavedPage


class SavedPageObject(Printed):
    """What happened to an address."""

    url: str
    status: Literal["added", "updated", "unchanged", "edited", "failed"]
    path: str = Field(description='The path of the file in the corpus; "" if there is none.')
    told: str = Field(description="The title of the page, or why it was not saved.")


class SavedPagesObject(Printed):
    """What happened to each address."""

    pages: list[SavedPageObject]


def saved_pages_json(pages: Sequence[SavedPage]) -> str:
    """Return what happened to each address as one line of JSON."""
    rows = [SavedPageObject(url=page.url, status=page.status, path=page.path, told=page.detail) for page in pages]
    return SavedPagesObject(pages=rows).to_line()
