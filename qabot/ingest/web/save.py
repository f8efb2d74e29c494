"""A fetched page as a file of the corpus: Markdown with front matter that a person can read and correct."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from qabot.ingest.loaders.webpage import Page

_MAX_SLUG_CHARS = 60
_INLINE = re.compile(r"([\\`*_\[\]<>&~|])")
_OPENING = re.compile(r"^([#+\-=]|(\d{1,9})([.)]))(?=\s|$|[-=#])")


def as_markdown(page: Page) -> str:
    """Return a page as a Markdown file: its fields as front matter, its blocks as paragraphs.

    What Markdown would take for a sign is escaped, so that the file reads as the page did.
    """
    import yaml

    fields = {
        "title": page.title,
        "source": page.source,
        "url": page.url,
        "authors": list(page.authors),
        "published": page.published.isoformat() if page.published else "",
    }
    kept = {name: value for name, value in fields.items() if value}
    head = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1_000_000, default_flow_style=False)
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", page.text))
    body = "\n\n".join(_escaped(block) for block in blocks if block)
    return f"---\n{head}---\n\n{body}\n"


def file_name(page: Page, url: str) -> str:
    """Return a name that tells what the page is: ``2024-12-13-moscow-stays``, without a suffix."""
    words = slug(page.title) or slug(PurePosixPath(urlsplit(url).path).stem) or "page"
    return f"{page.published.isoformat()}-{words}" if page.published else words


def slug(text: str) -> str:
    """Return the words of a text in small letters and digits, joined by hyphens; at most 60 characters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[^\W_]+", "".join(char for char in plain if not unicodedata.combining(char)))
    name = ""
    for word in words:
        if len(name) + len(word) + 1 > _MAX_SLUG_CHARS:
            break
        name = f"{name}-{word}" if name else word
    return name or "-".join(words)[:_MAX_SLUG_CHARS]


def _escaped(block: str) -> str:
    line = _INLINE.sub(r"\\\1", block)
    opening = _OPENING.match(line)
    if not opening:
        return line
    if opening[2]:
        return f"{opening[2]}\\{line[len(opening[2]) :]}"
    return f"\\{line}"
