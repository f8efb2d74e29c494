"""What goes in front of a passage when it is embedded, and never into what can be quoted."""

from qabot.model import Article, Passage

MAX_TITLE_CHARS = 160


def written_date(article: Article) -> str:
    """Return the day of publication as people write it ("13 December 2024"), ``""`` when unknown."""
    day = article.published
    return f"{day.day} {day:%B %Y}" if day else ""


def embedded_text(article: Article, passage: Passage) -> str:
    """Return title, source and date on lines of their own above the passage's text."""
    byline = ", ".join(part for part in (article.source, written_date(article)) if part)
    head = [article.title[:MAX_TITLE_CHARS], byline]
    return "\n".join([*filter(None, head), passage.text])
