"""How a terminal names a source: a line with title, publisher and day, and where it can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from qabot.surfaces.wording import format_day, sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from qabot.model import Article, Hit

_SNIPPET_CHARS = 280
_LINE = re.compile(r":\d+$")


def article_line(numbers: Sequence[int], article: Article, addresses: Sequence[str] = ()) -> RenderableType:
    """Return the line of a source with its numbers.

    Args:
        numbers: of its citations or passages, at least one.
        article: the source.
        addresses: one for each number, which is a link to it then, as the title is to the first; none for no links.
    """
    title = sanitize(article.title or article.path)
    about = "".join(f" · {fact}" for fact in (sanitize(article.source), format_day(article.published)) if fact)
    targets: list[str | None] = [_link_target(address) for address in addresses] or [None for _ in numbers]
    shown = Text()
    for number, target in zip(numbers, targets, strict=True):
        shown.append(" " if shown else "").append(str(number), Style(color="cyan", link=target))
    shown.append(" " * (2 - len(shown.plain)))
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(shown, Text.assemble((title, Style(underline=True, link=targets[0])), (about, "dim")))
    return Padding(table, (0, 0, 0, 2), expand=False)


def link_line(address: str, mark: str = "") -> RenderableType:
    """Return an address on one line, however long: a terminal that wraps the line itself copies the address whole."""
    shown = sanitize(address)
    style = Style(color="blue", link=shown) if shown.startswith(("http://", "https://")) else Style(color="blue")
    return Text.assemble(" " * 5, (mark, "cyan"), (shown, style), no_wrap=True, overflow="ignore")


def passage_lines(
    number: int, hit: Hit, article: Article, address: str, *, whole: bool, hyperlinks: bool
) -> Iterator[RenderableType]:
    """Yield a passage below the line of its article, shortened unless ``whole``."""
    yield article_line([number], article, [address] if hyperlinks else [])
    text = sanitize(hit.passage.text)
    if not whole and len(text) > _SNIPPET_CHARS:
        text = text[:_SNIPPET_CHARS].rsplit(" ", 1)[0] + " …"
    yield indented(Text(text), 5)
    if not hyperlinks:
        yield link_line(address)


def indented(text: Text, columns: int) -> RenderableType:
    """Return a text some columns from the left edge."""
    return Padding(text, (0, 0, 0, columns), expand=False)


def _link_target(address: str) -> str:
    """Return the address that a terminal opens: of a web page, or of the file of ``path:line`` or ``path#page=2``."""
    shown = sanitize(address)
    if shown.startswith(("http://", "https://")):
        return shown
    path, page, number = shown.partition("#page=")
    return f"{Path(_LINE.sub('', path)).absolute().as_uri()}{page}{number}"
