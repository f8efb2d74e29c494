"""The pages of /sources and /status: an article, a list of articles, or how many articles each source has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.citation_links import link_to
from qabot.surfaces.discord.pages.answer import ago, heading
from qabot.surfaces.discord.pages.escape import escape_markdown
from qabot.surfaces.discord.pages.split_messages import shorten
from qabot.surfaces.wording import format_count, format_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from qabot.model import ArticleSummary
    from qabot.ports import Library

_SOURCES = 40
_SEVERAL = 10
_FIRST_UNITS = 1_500
_TITLE_UNITS = 200


def article_blocks(listed: ArticleSummary, library: Library, *, corpus: str) -> list[str]:
    """Return an article: linked title, source, day, authors, length and first passage."""
    article, passages = library.article(listed.id), library.passages_of(listed.id)
    text = passages[0].text if passages else article.text
    start = passages[0].start if passages else 0
    first = heading(None, article, link_to(article, start, " ".join(text.split()[:8]), corpus=corpus), start)
    facts = [format_count(listed.passages, "passage"), format_count(len(article.text.split()), "word")]
    by = [f"by {escape_markdown(', '.join(article.authors))}"] if article.authors else []
    shown = shorten(escape_markdown(text), _FIRST_UNITS)
    return [first, f"-# {' · '.join([*by, *facts])}", f"> {shown}" if shown else "It has no text."]


def several_blocks(wanted: str, found: Sequence[ArticleSummary]) -> list[str]:
    """Return a list of the articles that a person may mean, or a sentence that there is none."""
    if not found:
        return [f"No article here has “{escape_markdown(shorten(wanted, _TITLE_UNITS))}” in its title."]
    lines = [
        "- "
        + " · ".join(
            fact
            for fact in (
                f"**{escape_markdown(shorten(one.title or one.path, _TITLE_UNITS))}**",
                escape_markdown(one.source),
                format_day(one.published) if one.published else "",
            )
            if fact
        )
        for one in found[:_SEVERAL]
    ]
    more = [f"…and {len(found) - _SEVERAL} more."] if len(found) > _SEVERAL else []
    return ["Which of these? Choose it from the suggestions.", "\n".join([*lines, *more])]


def sources_blocks(sources: Mapping[str, int], articles: int) -> list[str]:
    """Return how many articles each source has, the largest first."""
    if not articles:
        return ["There are no articles here."]
    ordered = sorted(sources.items(), key=lambda one: (-one[1], one[0].casefold()))
    lines = [f"- {escape_markdown(shorten(name, _TITLE_UNITS))}: {count:,}" for name, count in ordered[:_SOURCES]]
    if len(ordered) > _SOURCES:
        lines.append(f"…and {len(ordered) - _SOURCES:,} more sources.")
    nameless = articles - sum(sources.values())
    if nameless:
        lines.append(f"- without a source: {nameless:,}")
    return [f"**{format_count(articles, 'article')}**", "\n".join(lines), "-# /sources with a title shows an article."]


def articles_line(articles: Sequence[ArticleSummary], build: str, made: datetime | None) -> str:
    """Return how many articles of a build the person may ask, and how new they are."""
    if not articles:
        return "There are no articles here."
    passages = sum(one.passages for one in articles)
    newest = max((one.published for one in articles if one.published), default=None)
    dated = f", the newest of {format_day(newest)}" if newest else ""
    age = f"; indexed {ago(made)}" if made else ""
    return (
        f"{format_count(len(articles), 'article')} in {format_count(passages, 'passage')}{dated}{age}; build `{build}`."
    )
