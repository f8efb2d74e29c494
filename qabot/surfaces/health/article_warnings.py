"""What looks wrong with an article as it is indexed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qabot.text.boilerplate import NO_BODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qabot.model import ArticleSummary

NO_DATE, NO_TEXT = "no date", "no body found"
SHORT_CHARS = 300
"""An article with fewer characters outside boilerplate is very short: two or three sentences."""
MOSTLY = 0.5
"""An article with a larger share of boilerplate is mostly boilerplate."""


def article_warnings(article: ArticleSummary) -> tuple[str, ...]:
    """Return what looks wrong with an article, such as "no date" or "very short"."""
    found = []
    if article.published is None:
        found.append(NO_DATE)
    if not article.passages or article.boilerplate > NO_BODY:
        found.append(NO_TEXT)
    else:
        if article.chars * (1 - article.boilerplate) < SHORT_CHARS:
            found.append("very short")
        if article.boilerplate > MOSTLY:
            found.append("mostly boilerplate")
    return tuple(found)


def count_unusable(articles: Iterable[ArticleSummary]) -> dict[str, int]:
    """Return how many articles have no date, and how many no body: what a question needs most; no entry for none."""
    counts = Counter(warning for article in articles for warning in article_warnings(article))
    return {warning: counts[warning] for warning in (NO_DATE, NO_TEXT) if counts[warning]}
