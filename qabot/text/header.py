"""The header of a passage: title, source and date, which are embedded and read with it, but never quoted."""

from qabot.model import Article, Passage
from qabot.text.passage_context import context_of

MAX_TITLE_CHARS = 160


def written_date(article: Article) -> str:
    """Return the day of publication as people write it ("13 December 2024"), ``""`` when unknown."""
    day = article.published
    return f"{day.day} {day:%B %Y}" if day else ""


def header(article: Article) -> str:
    """Return title, source and date, on two lines; ``""`` when none is known."""
    byline = ", ".join(part for part in (article.source, written_date(article)) if part)
    return "\n".join(filter(None, [article.title[:MAX_TITLE_CHARS], byline]))


def passage_header(article: Article, passage: Passage) -> str:
    """Return the header of the article, and what the passage leaves to the text before it; see ``context_of``."""
    return "\n".join(filter(None, [header(article), context_of(article, passage)]))


def embedded_text(article: Article, passage: Passage) -> str:
    """Return the text that is embedded for a passage: the header, then the passage on lines of its own."""
    return "\n".join(filter(None, [passage_header(article, passage), passage.text]))
