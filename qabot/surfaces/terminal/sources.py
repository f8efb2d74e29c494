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
    from collections.abc import Iterator

    from rich.console import RenderableType

    from qabot.model import Article, Hit

_SNIPPET_CHARS = 280
_LINE = re.compile(r":\d+$")


def article_line(number: int, article: Article, address: str = "") -> RenderableType:
    """Return the line of a numbered source; its title is a link if there is an address."""
    title = sanitize(article.title or article.path)
    about = "".join(f" · {fact}" for fact in (sanitize(article.source), format_day(article.published)) if fact)
    style = Style(underline=True, link=_link_target(address)) if address else Style(underline=True)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(Text(f"{number:<2}", "cyan"), Text.assemble((title, style), (about, "dim")))
    return Padding(table, (0, 0, 0, 2), expand=False)


def link_line(address: str) -> RenderableType:
    """Return an address on one line, however long: a terminal that wraps the line itself copies the address whole."""
    shown = sanitize(address)
    style = Style(color="blue", link=shown) if shown.startswith(("http://", "https://")) else Style(color="blue")
    return Text.assemble(" " * 5, (shown, style), no_wrap=True, overflow="ignore")


def passage_lines(
    number: int, hit: Hit, article: Article, address: str, *, whole: bool, hyperlinks: bool
) -> Iterator[RenderableType]:
    """Yield a passage below the line of its article, shortened unless ``whole``."""
    yield article_line(number, article, address if hyperlinks else "")
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
    """Return the address that a terminal opens: of a web page, or of the file of ``path:line``."""
    shown = sanitize(address)
    if shown.startswith(("http://", "https://")):
        return shown
    return Path(_LINE.sub("", shown)).absolute().as_uri()
