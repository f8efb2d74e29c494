"""How articles that tell the same text are shown, group by group."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qabot.surfaces.json_api.answer import place_json
from qabot.surfaces.wording import format_day, sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import ArticleSummary


def told_in_several(articles: Sequence[ArticleSummary]) -> list[list[ArticleSummary]]:
    """Return the articles that tell the same as another, largest group first, in each the earliest first."""
    groups: dict[str, list[ArticleSummary]] = {}
    for one in articles:
        groups.setdefault(one.duplicate_group, []).append(one)
    several = [sorted(group, key=_rank) for group in groups.values() if len(group) > 1]
    return sorted(several, key=lambda group: (-len(group), group[0].title.casefold(), group[0].id))


def render_groups(groups: Sequence[Sequence[ArticleSummary]]) -> RenderableType:
    """Return each group under its first title, and how many there are."""
    if not groups:
        return Text("No two articles tell the same.")
    parts: list[RenderableType] = [""]
    for group in groups:
        parts.append(Text.assemble((sanitize(group[0].title or "(no title)"), "bold"), (f" · {len(group)}", "dim")))
        for one in group:
            place = one.path if one.id == one.path else f"{one.path} ({one.id})"
            facts = [format_day(one.published), one.source, "" if one.title == group[0].title else one.title, place]
            parts.append(Text("   " + " · ".join(sanitize(fact) for fact in facts if fact)))
        parts.append("")
    stories = "1 story" if len(groups) == 1 else f"{len(groups):,} stories"
    told = f"{sum(map(len, groups)):,} articles tell {stories}; each story counts as one source."
    return Padding(Group(*parts, Text(told, "dim"), ""), (0, 0, 0, 2))


def groups_json(groups: Sequence[Sequence[ArticleSummary]]) -> str:
    """Return the groups as one line of JSON."""
    stories = [{"articles": [place_json(one) for one in group]} for group in groups]
    return json.dumps({"stories": stories}, ensure_ascii=False)


def _rank(one: ArticleSummary) -> tuple[bool, date, str]:
    return one.published is None, one.published or date.min, one.id
