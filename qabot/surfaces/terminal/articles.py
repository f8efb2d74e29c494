"""The articles of an index as a terminal shows them: a list with warnings, or one article with its passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qabot.surfaces.health.article_warnings import article_warnings
from qabot.surfaces.wording import format_count, format_day, sanitize, truncate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.model import Article, ArticleSummary, Passage

_MAX_TITLE_CHARS = 70
_MAX_SOURCE_CHARS = 24


def render_articles(articles: Sequence[ArticleSummary]) -> RenderableType:
    """Return a table of articles, and their number below it."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column(overflow="ellipsis", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    table.add_row(*(Text(name, "dim") for name in ("title", "date", "source", "passages", "path", "warnings")))
    for article in articles:
        table.add_row(
            Text(truncate(article.title or "(no title)", _MAX_TITLE_CHARS)),
            Text(format_day(article.published) if article.published else "", "dim"),
            Text(truncate(article.source, _MAX_SOURCE_CHARS)),
            Text(f"{article.passages:,}"),
            Text(sanitize(article.path if article.id == article.path else f"{article.path} ({article.id})"), "dim"),
            Text(", ".join(article_warnings(article)), "yellow"),
        )
    flagged = sum(bool(article_warnings(article)) for article in articles)
    total = format_count(len(articles), "article") + (f", {flagged:,} with warnings" if flagged else "")
    return Group("", Padding(Group(table, "", Text(total, "dim")), (0, 0, 0, 2)), "") if articles else Text("None.")


def render_article(article: Article, passages: Sequence[Passage], *, summary: ArticleSummary) -> RenderableType:
    """Return an article as it is indexed: its metadata, then its text with a heading above each passage."""
    facts = Table.grid(padding=(0, 2))
    for name, value in (
        ("source", article.source),
        ("published", format_day(article.published)),
        ("authors", ", ".join(article.authors)),
        ("url", article.url),
        ("path", article.path),
        ("id", article.id if article.id != article.path else ""),
        ("collection", article.collections[-1] if article.collections else ""),
        ("warnings", ", ".join(article_warnings(summary))),
    ):
        if value:
            facts.add_row(Text(name, "dim"), Text(sanitize(value), "yellow" if name == "warnings" else ""))
    parts: list[RenderableType] = ["", Text(sanitize(article.title or "(no title)"), "bold"), facts, ""]
    for name, text in _pieces(article, passages):
        parts.append(Text(f"── {name}", "cyan"))
        parts += [Text(sanitize(line)) for line in text.splitlines()]
        parts.append("")
    return Padding(Group(*parts), (0, 0, 0, 2))


def _pieces(article: Article, passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    """Yield each passage of an article, and the text between passages, with a heading for each."""
    end = 0
    for number, passage in enumerate(passages, start=1):
        if outside := article.text[end : passage.start].strip():
            yield "in no passage", outside
        yield f"passage {number} of {len(passages)}, characters {passage.start:,} to {passage.end:,}", passage.text
        end = passage.end
    if outside := article.text[end:].strip():
        yield "in no passage", outside
