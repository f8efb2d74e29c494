"""The pages of /sources and /status: an article, a list of articles, or how many articles each source has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.citation_links import link_to
from qabot.answering.talk import describe_articles
from qabot.surfaces.discord.pages.answer import ago
from qabot.surfaces.discord.pages.escape import escape_markdown
from qabot.surfaces.discord.pages.passages import heading, quoted
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
    shown = shorten(quoted(text), _FIRST_UNITS)
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
    return [f"**{format_count(articles, 'article')}**", "\n".join(lines)]


def status_lines(articles: Sequence[ArticleSummary], made: datetime | None, *, stale: bool, counts: str) -> list[str]:
    """Return which articles the person may ask, how old the index is, and how many questions were answered.

    Args:
        articles: those that the person may ask.
        made: when the index was made.
        stale: whether the articles have changed since.
        counts: the questions that were answered, in a sentence.
    """
    sources = len({one.source for one in articles if one.source})
    of = f", of {format_count(sources, 'source')}" if sources else ""
    first = f"**I answer from {describe_articles(articles)}{of}.**" if articles else "There are no articles here."
    changed = "; the articles have changed since" if stale else ""
    return [first, *([f"Indexed {ago(made)}{changed}."] if made else []), counts]


def manager_lines(articles: Sequence[ArticleSummary], build: str, counts: str) -> list[str]:
    """Return what people who manage a server see besides ``status_lines``."""
    passages = sum(one.passages for one in articles)
    return [f"-# {format_count(passages, 'passage')}; build `{build}`", f"-# Since I started: {counts}"]
