"""Articles as JSON and back, on the way between the process that reads files and the one that indexes them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qabot.model import Anchor, Article, Skipped


def from_item(item: Article | Skipped) -> dict[str, Any]:
    """Return an article, or what was skipped, as a JSON object."""
    if isinstance(item, Skipped):
        return {"path": item.path, "reason": item.reason}
    return {
        "id": item.id,
        "title": item.title,
        "source": item.source,
        "url": item.url,
        "authors": list(item.authors),
        "published": item.published.isoformat() if item.published else None,
        "path": item.path,
        "text": item.text,
        "anchors": [[anchor.start, anchor.locator] for anchor in item.anchors],
    }


def to_item(fields: Mapping[str, Any]) -> Article | Skipped:
    """Return what ``from_item`` was given.

    Raises:
        KeyError, TypeError, ValueError: it was given nothing of the kind.
    """
    if "reason" in fields:
        return Skipped(str(fields["path"]), str(fields["reason"]))
    published = fields["published"]
    return Article(
        id=str(fields["id"]),
        title=str(fields["title"]),
        source=str(fields["source"]),
        url=str(fields["url"]),
        authors=tuple(str(name) for name in fields["authors"]),
        published=date.fromisoformat(published) if published else None,
        path=str(fields["path"]),
        text=str(fields["text"]),
        anchors=tuple(Anchor(int(start), str(locator)) for start, locator in fields["anchors"]),
    )
