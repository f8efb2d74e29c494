"""The articles of an index as a terminal shows them: a list with warnings, or one article with its passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qabot.surfaces.health.article_warnings import NO_DATE, article_warnings
from qabot.surfaces.terminal.colours import BAD, NUMBER, WARNING
from qabot.surfaces.terminal.wrapping import Wrapped, indented
from qabot.surfaces.wording import format_count, format_day, sanitize, truncate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.ingest.left_out import PageBlock
    from qabot.model import Article, ArticleSummary, Passage

_MAX_SOURCE_CHARS = 24
_INDENT = _GAP = 2


def render_articles(articles: Sequence[ArticleSummary]) -> RenderableType:
    """Return a list of articles, and their number below it: a line each where all fit, else two."""
    return ArticleList(articles) if articles else Text("None.")


@dataclass(frozen=True, slots=True)
class ArticleList:
    """Articles with what ``qabot show`` needs of each: a line each where every title fits whole, else two or more."""

    articles: Sequence[ArticleSummary]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the list, as wide as the console."""
        rows = [_cells(article) for article in self.articles]
        widths = [max(cell_len(row[place]) for row in rows) for place in range(len(rows[0]))]
        needed = _INDENT + sum(width + _GAP for width in widths if width) - _GAP
        shown = _table(rows, widths) if needed <= options.max_width else _pairs(rows)
        flagged = sum(bool(article_warnings(article)) for article in self.articles)
        total = format_count(len(self.articles), "article") + (f", {flagged:,} with warnings" if flagged else "")
        yield Group("", Padding(Group(*shown, "", Text(total, "dim")), (0, 0, 0, _INDENT)), "")


def _cells(article: ArticleSummary) -> tuple[str, str, str, str, str]:
    """Return an article's title, day, source, id and warnings."""
    return (
        sanitize(article.title) or "(no title)",
        format_day(article.published),
        truncate(article.source, _MAX_SOURCE_CHARS),
        sanitize(article.id),
        ", ".join(warning for warning in article_warnings(article) if warning != NO_DATE),
    )


def _table(rows: Sequence[tuple[str, str, str, str, str]], widths: Sequence[int]) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for place, width in enumerate(widths):
        table.add_column(justify="right" if place == 1 else "left", no_wrap=True, width=width)
    for title, day, source, name, warnings in rows:
        table.add_row(Text(title), Text(day, "dim"), Text(source), Text(name, NUMBER), Text(warnings, WARNING))
    yield table


def _pairs(rows: Sequence[tuple[str, str, str, str, str]]) -> Iterator[RenderableType]:
    for title, day, source, name, warnings in rows:
        yield Wrapped(Text(title))
        about = "".join(f"{fact} · " for fact in (day, source) if fact)
        facts = Text.assemble((about, "dim"), (name, NUMBER))
        if warnings:
            facts.append(f" · {warnings}", WARNING)
        yield indented(facts, _INDENT)


def render_article(
    article: Article,
    passages: Sequence[Passage],
    *,
    summary: ArticleSummary,
    blocks: Sequence[PageBlock] | None = None,
) -> RenderableType:
    """Return an article as it is indexed: its metadata, then its text with a heading above each passage.

    With the blocks of its page, they stand in place of the passages, and those that were left out are marked.
    """
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
            facts.add_row(Text(name, "dim"), Text(sanitize(value), WARNING if name == "warnings" else ""))
    parts: list[RenderableType] = ["", Text(sanitize(article.title or "(no title)"), "bold"), facts, ""]
    if blocks is not None:
        return Padding(Group(*parts, *_marked(blocks)), (0, 0, 0, 2))
    for name, text in _pieces(article, passages):
        parts.append(Text(f"── {name}", NUMBER))
        parts += [Text(sanitize(line)) for line in text.splitlines()]
        parts.append("")
    return Padding(Group(*parts), (0, 0, 0, 2))


def _marked(blocks: Sequence[PageBlock]) -> Iterator[RenderableType]:
    """Yield the lines of a page's blocks: "-" before those that were left out, and how many they are at the end."""
    for block in blocks:
        for line in block.text.splitlines():
            yield Text(f"  {sanitize(line)}") if block.kept else Text(f"- {sanitize(line)}", BAD)
    left_out = sum(not block.kept for block in blocks)
    yield ""
    yield Text(f"{format_count(len(blocks), 'paragraph')} in the page, {left_out:,} left out (-)", "dim")
    yield ""


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
