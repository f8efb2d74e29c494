"""What looks wrong with an article as it is indexed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.text.boilerplate import NO_BODY

if TYPE_CHECKING:
    from qabot.model import ArticleSummary

SHORT_CHARS = 300
"""An article with fewer characters outside boilerplate is very short: two or three sentences."""
MOSTLY = 0.5
"""An article with a larger share of boilerplate is mostly boilerplate."""


def article_warnings(article: ArticleSummary) -> tuple[str, ...]:
    """Return what looks wrong with an article, such as "no date" or "very short"."""
    found = []
    if article.published is None:
        found.append("no date")
    if not article.passages or article.boilerplate > NO_BODY:
        found.append("no body found")
    else:
        if article.chars * (1 - article.boilerplate) < SHORT_CHARS:
            found.append("very short")
        if article.boilerplate > MOSTLY:
            found.append("mostly boilerplate")
    return tuple(found)
