"""How a terminal names a source: a line with title, publisher and day, and where it can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from qabot.surfaces.excerpt import excerpt, paragraphs_of, places_of, words_of
from qabot.surfaces.terminal.colours import LINK, NUMBER
from qabot.surfaces.terminal.wrapping import Wrapped, indented
from qabot.surfaces.wording import format_day, sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from qabot.model import Article, Hit

_LINE = re.compile(r":\d+$")
_FRAGMENT = "#:~:text="


def text_column(numbers: Sequence[int]) -> int:
    """Return the column where what belongs to a source begins, below its title."""
    return 3 + max(2, len(" ".join(map(str, numbers))))


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
        shown.append(" " if shown else "").append(str(number), Style(color=NUMBER, link=target))
    shown.append(" " * (2 - len(shown.plain)))
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(shown, Wrapped(Text.assemble((title, Style(underline=True, link=targets[0])), (about, "dim"))))
    return Padding(table, (0, 0, 0, 2), expand=False)


class AddressLines:
    """Where passages can be read, a line each; on a terminal without what only a program needs, and each address once.

    ``#:~:text=`` lets a browser scroll to the quote. It is long and hard on the eye; ``qabot open`` has it, and so do
    terminals that make the address a link without saying so. A line is never broken: a terminal that does so itself
    copies it whole.
    """

    def __init__(self, addresses: Mapping[str, str], *, column: int = 5) -> None:
        """Keep the addresses, by the mark that stands before each where it is one of several ("[1] ").

        Args:
            addresses: at least one.
            column: where the lines begin.
        """
        self._addresses, self._column = addresses, column

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        shown: dict[str, tuple[str, str]] = {}
        for mark, address in self._addresses.items():
            whole = sanitize(address)
            seen = whole.partition(_FRAGMENT)[0] if console.is_terminal else whole
            shown.setdefault(seen, (mark, whole))
        for seen, (mark, whole) in shown.items():
            style = Style(color=LINK, link=whole if whole.startswith(("http://", "https://")) else None)
            before = mark if len(shown) > 1 else ""
            yield Text.assemble(" " * self._column, (before, NUMBER), (seen, style), no_wrap=True, overflow="ignore")


def passage_lines(
    number: int, hit: Hit, article: Article, address: str, *, query: str | None = None, hyperlinks: bool
) -> Iterator[RenderableType]:
    """Yield a passage below the line of its article: all of it, or the part that has the words of a query, in bold."""
    yield article_line([number], article, [address] if hyperlinks else [])
    whole = query is None
    words = words_of(query or "")
    for paragraph in paragraphs_of(hit.passage.text) if whole else excerpt(hit.passage, query or ""):
        text = Text(paragraph)
        for start, end in places_of(paragraph, words):
            text.stylize("bold", start, end)
        yield indented(text, 5)
    if not hyperlinks:
        yield AddressLines({"": address})


def _link_target(address: str) -> str:
    """Return the address that a terminal opens: of a web page, or of the file of ``path:line`` or ``path#page=2``."""
    shown = sanitize(address)
    if shown.startswith(("http://", "https://")):
        return shown
    path, page, number = shown.partition("#page=")
    return f"{Path(_LINE.sub('', path)).absolute().as_uri()}{page}{number}"
