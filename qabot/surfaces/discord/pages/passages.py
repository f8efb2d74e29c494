"""Passages as texts in Discord's Markdown: what a search found, and the heading of a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.pages.escape import escape_markdown, plain_path, safe_link
from qabot.surfaces.discord.pages.split_messages import shorten
from qabot.surfaces.refusal import is_near
from qabot.surfaces.wording import format_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Article, Hit

_TITLE_UNITS = 240
_SNIPPET_UNITS = 280
_NOT_NEAR = "-# None of these is about the same thing as your words."


def hits_blocks(
    query: str, hits: Sequence[Hit], *, article: Callable[[str], Article], link: Callable[[Hit], str]
) -> list[str]:
    """Return the passages that a search found, best first, each shortened."""
    blocks = [f"**Passages for** {escape_markdown(query)}"]
    if hits and not any(map(is_near, hits)):
        blocks[0] += f"\n{_NOT_NEAR}"
    for number, hit in enumerate(hits, start=1):
        blocks.append(_hit_block(number, hit, article(hit.passage.article_id), link(hit)))
    return blocks if hits else [*blocks, "No passage found."]


def heading(number: int | None, article: Article, link: str, start: int) -> str:
    """Return the first line of a passage: number, linked title, source, day, and where it stands."""
    title = shorten(escape_markdown(article.title or article.path), _TITLE_UNITS).rstrip("\\")
    address = safe_link(link)
    named = f"[{title}]({address})" if address else title
    place = escape_markdown("".join(article.collections[-1:])) if address else plain_path(article.locate(start))
    facts = (escape_markdown(article.source), format_day(article.published), place)
    numbered = named if number is None else f"**{number}** {named}"
    return " · ".join([numbered, *(fact for fact in facts if fact)])


def _hit_block(number: int, hit: Hit, article: Article, link: str) -> str:
    text = shorten(escape_markdown(hit.passage.text), _SNIPPET_UNITS)
    return f"{heading(number, article, link, hit.passage.start)}\n> {text}"
