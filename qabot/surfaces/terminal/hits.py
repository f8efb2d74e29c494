"""Search results as a terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qabot.model.evidence import IN_CONTEXT, IN_TIME
from qabot.surfaces.refusal import LEXICAL, NOTHING
from qabot.surfaces.terminal.sources import passage_lines
from qabot.surfaces.terminal.wrapping import indented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qabot.model import Article, Hit

_SEARCHERS = {LEXICAL: "by its words", "dense": "by its meaning"}


def render_hits(
    hits: Sequence[Hit],
    *,
    query: str,
    article: Callable[[str], Article],
    link: Callable[[Hit], str],
    nothing: str = NOTHING,
    hyperlinks: bool = False,
) -> RenderableType:
    """Return search results: each passage with its article and how the searchers found it.

    Args:
        hits: best first.
        query: what was searched for.
        article: returns an article by its id.
        link: returns where a passage can be read.
        nothing: what is said when there are no hits.
        hyperlinks: link the titles, and do not write the addresses out.
    """
    if not hits:
        return Padding(Text(nothing), (1, 2))
    parts: list[RenderableType] = [""]
    for number, hit in enumerate(hits, start=1):
        found = article(hit.passage.article_id)
        parts += passage_lines(number, hit, found, link(hit), query=query, hyperlinks=hyperlinks)
        parts += [indented(Text(describe_ranks(hit.ranks), "dim"), 5), ""]
    return Group(*parts)


def describe_ranks(ranks: Mapping[str, int]) -> str:
    """Return in words how each searcher ranked a passage: "1st by its words, 12th by its meaning"."""
    return ", ".join(f"{_place(rank)} {_searcher(name)}" for name, rank in sorted(ranks.items()))


def _searcher(name: str) -> str:
    for ending, words in ((IN_CONTEXT, " with what was said before"), (IN_TIME, " in the period of the question")):
        if name.endswith(ending):
            return _searcher(name.removesuffix(ending)) + words
    return _SEARCHERS.get(name, f"by {name}")


def _place(rank: int) -> str:
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank:,}{ending}"
