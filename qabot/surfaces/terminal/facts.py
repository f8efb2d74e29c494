"""Names and values in two columns, as ``qabot status`` prints them."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from qabot.surfaces.wording import sanitize


def render_facts(facts: Sequence[tuple[str, str]]) -> RenderableType:
    """Return names and values in two columns."""
    table = Table.grid(padding=(0, 2))
    for name, value in facts:
        table.add_row(Text(name, "dim"), Text(sanitize(value)))
    return table
