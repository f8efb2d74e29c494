"""How the articles of an index are shown: the list with its warnings, and one article with its passages marked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qabot.surfaces.wording import format_count, format_day, sanitize
from qabot.text.boilerplate import NO_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.model import Article, ArticleSummary, Passage

SHORT_CHARS = 300
"""An article with fewer characters besides boilerplate is very short: two or three sentences."""
MOSTLY = 0.5
"""An article with a larger share of boilerplate is mostly that."""
_MAX_TITLE_CHARS = 70
_MAX_SOURCE_CHARS = 24


def warnings(listed: ArticleSummary) -> tuple[str, ...]:
    """Return what looks wrong with an article as it is indexed."""
    found = []
    if listed.published is None:
        found.append("no date")
    if not listed.passages or listed.boilerplate > NO_BODY:
        found.append("no body found")
    else:
        if listed.chars * (1 - listed.boilerplate) < SHORT_CHARS:
            found.append("very short")
        if listed.boilerplate > MOSTLY:
            found.append("mostly boilerplate")
    return tuple(found)


def render_articles(articles: Sequence[ArticleSummary]) -> RenderableType:
    """Return a table of articles, and under it how many there are."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column(overflow="ellipsis", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    table.add_row(*(Text(name, "dim") for name in ("title", "date", "source", "passages", "path", "warnings")))
    for one in articles:
        table.add_row(
            Text(_cut(one.title or "(no title)", _MAX_TITLE_CHARS)),
            Text(format_day(one.published) if one.published else "", "dim"),
            Text(_cut(one.source, _MAX_SOURCE_CHARS)),
            Text(f"{one.passages:,}"),
            Text(sanitize(one.path if one.id == one.path else f"{one.path} ({one.id})"), "dim"),
            Text(", ".join(warnings(one)), "yellow"),
        )
    flagged = sum(bool(warnings(one)) for one in articles)
    total = format_count(len(articles), "article") + (f", {flagged:,} with warnings" if flagged else "")
    return Group("", Padding(Group(table, "", Text(total, "dim")), (0, 0, 0, 2)), "") if articles else Text("None.")


def listed_json(articles: Sequence[ArticleSummary]) -> str:
    """Return a list of articles as one line of JSON."""
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "source": one.source,
            "url": one.url,
            "published": one.published.isoformat() if one.published else None,
            "path": one.path,
            "chars": one.chars,
            "passages": one.passages,
            "boilerplate": round(one.boilerplate, 3),
            "warnings": list(warnings(one)),
        }
        for one in articles
    ]
    return json.dumps({"articles": rows}, ensure_ascii=False)


def render_article(article: Article, passages: Sequence[Passage], *, listed: ArticleSummary) -> RenderableType:
    """Return an article as it is indexed: what is known of it, then its text with each passage under its own line."""
    facts = Table.grid(padding=(0, 2))
    for name, value in (
        ("source", article.source),
        ("published", format_day(article.published)),
        ("authors", ", ".join(article.authors)),
        ("url", article.url),
        ("path", article.path),
        ("id", article.id if article.id != article.path else ""),
        ("collection", article.collections[-1] if article.collections else ""),
        ("warnings", ", ".join(warnings(listed))),
    ):
        if value:
            facts.add_row(Text(name, "dim"), Text(sanitize(value), "yellow" if name == "warnings" else ""))
    parts: list[RenderableType] = ["", Text(sanitize(article.title or "(no title)"), "bold"), facts, ""]
    for name, text in _pieces(article, passages):
        parts.append(Text(f"── {name}", "cyan"))
        parts += [Text(sanitize(line)) for line in text.splitlines()]
        parts.append("")
    return Padding(Group(*parts), (0, 0, 0, 2))


def article_json(article: Article, passages: Sequence[Passage], *, listed: ArticleSummary) -> str:
    """Return an article with its passages as one line of JSON."""
    fields: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "authors": list(article.authors),
        "path": article.path,
        "collection": article.collections[-1] if article.collections else None,
        "text": article.text,
        "passages": [{"start": one.start, "end": one.end, "text": one.text} for one in passages],
        "warnings": list(warnings(listed)),
    }
    return json.dumps(fields, ensure_ascii=False)


def _pieces(article: Article, passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    """Yield each passage of an article, and what lies outside of all, with a name for each."""
    end = 0
    for number, one in enumerate(passages, start=1):
        if outside := article.text[end : one.start].strip():
            yield "in no passage", outside
        yield f"passage {number} of {len(passages)}, characters {one.start:,} to {one.end:,}", one.text
        end = one.end
    if outside := article.text[end:].strip():
        yield "in no passage", outside


def _cut(text: str, max_chars: int) -> str:
    line = sanitize(text)
    return line if len(line) <= max_chars else line[: max_chars - 1].rstrip() + "…"
