"""Groups of articles with nearly the same text, as a terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qabot.surfaces.wording import format_count, format_day, sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import ArticleSummary


def render_duplicates(groups: Sequence[Sequence[ArticleSummary]]) -> RenderableType:
    """Return each group under the title of its earliest article, and the number of groups."""
    if not groups:
        return Text("No two articles have nearly the same text.")
    parts: list[RenderableType] = [""]
    for group in groups:
        parts.append(Text.assemble((sanitize(group[0].title or "(no title)"), "bold"), (f" · {len(group)}", "dim")))
        for article in group:
            place = article.path if article.id == article.path else f"{article.path} ({article.id})"
            facts = [
                format_day(article.published),
                article.source,
                "" if article.title == group[0].title else article.title,
                place,
            ]
            parts.append(Text("   " + " · ".join(sanitize(fact) for fact in facts if fact)))
        parts.append("")
    count = format_count(len(groups), "group")
    total = f"{sum(map(len, groups)):,} articles in {count}; each group counts as one source."
    return Padding(Group(*parts, Text(total, "dim"), ""), (0, 0, 0, 2))
