"""What ``qabot add`` prints: a line for each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from qabot.surfaces.terminal.colours import BAD, GOOD, WARNING
from qabot.surfaces.terminal.printing import print_wide
from qabot.surfaces.terminal.wrapping import Wrapped
from qabot.surfaces.wording import sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from qabot.surfaces.memory.saved_pages import SavedPage

_STYLES = {"added": GOOD, "updated": GOOD, "unchanged": "dim", "edited": WARNING, "failed": BAD}


def print_saved_pages(console: Console, pages: Sequence[SavedPage]) -> None:
    """Print what happened to each page, one line a page."""
    for page in pages:
        facts = [sanitize(part) for part in (page.path or page.url, page.detail) if part]
        print_wide(console, Wrapped(Text.assemble((f"{page.status:<9} ", _STYLES[page.status]), " · ".join(facts))))
    if not pages:
        console.print("Nothing new.")
