"""Passages as texts in Discord's Markdown: what a search found, and the heading of a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.pages.escape import escape_markdown, plain_path, safe_link
from qabot.surfaces.discord.pages.split_messages import shorten
from qabot.surfaces.excerpt import excerpt
from qabot.surfaces.refusal import NOTHING, matching
from qabot.surfaces.wording import format_day
from qabot.text.sentences import BLANK_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Article, Hit

_TITLE_UNITS = 240


def hits_blocks(
    query: str, hits: Sequence[Hit], *, article: Callable[[str], Article], link: Callable[[Hit], str]
) -> list[str]:
    """Return the passages that a search found, best first, of each the part that has most of the words."""
    blocks = [f"**Passages for** {escape_markdown(query)}"]
    for number, hit in enumerate(matching(hits), start=1):
        blocks.append(_hit_block(number, hit, query, article(hit.passage.article_id), link(hit)))
    return blocks if blocks[1:] else [*blocks, NOTHING]


def heading(number: int | None, article: Article, link: str, start: int) -> str:
    """Return the first line of a passage: number, linked title, source, day, and where it stands."""
    title = shorten(escape_markdown(article.title or article.path), _TITLE_UNITS).rstrip("\\")
    address = safe_link(link)
    named = f"[{title}]({address})" if address else title
    place = escape_markdown("".join(article.collections[-1:])) if address else plain_path(article.locate(start))
    facts = (escape_markdown(article.source), format_day(article.published), place)
    numbered = named if number is None else f"**{number}** {named}"
    return " · ".join([numbered, *(fact for fact in facts if fact)])


def quoted(text: str) -> str:
    """Return a text whose paragraphs are lines of a quotation; "> " is to stand before the first."""
    return "\n> ".join(escape_markdown(paragraph).strip() for paragraph in BLANK_LINE.split(text))


def _hit_block(number: int, hit: Hit, query: str, article: Article, link: str) -> str:
    text = quoted("\n\n".join(excerpt(hit.passage, query)))
    return f"{heading(number, article, link, hit.passage.start)}\n> {text}"
