"""Fetched pages as files of the corpus: Markdown with front matter that a person can read and correct."""

import re
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from qabot.errors import ArticleError, FetchError
from qabot.ingest.formats import load
from qabot.ingest.sandbox.parent import feed_links_in_sandbox
from qabot.ingest.source import Limits, Source
from qabot.ingest.web.fetch import Fetched
from qabot.model import Article

_MAX_SLUG_CHARS = 60
_INLINE = re.compile(r"([\\`*_\[\]<>&~|])")
_OPENING = re.compile(r"^([#+\-=]|(\d{1,9})([.)]))(?=\s|$|[-=#])")


def article_of(fetched: Fetched) -> Article:
    """Return the article of a fetched page, read in the sandbox like a file of the corpus.

    Raises:
        FetchError: the page has no article in it, or takes too much to read.
    """
    (item,) = load(_source_of(fetched, ".html"))
    if isinstance(item, Article):
        return item
    raise FetchError(f"{fetched.url} has no article in it ({item.reason})", remedy="Save the page from a browser")


def links_of(fetched: Fetched) -> list[str]:
    """Return the addresses that a fetched feed links to, in its order; the feed is read in the sandbox.

    Raises:
        FetchError: the page is no feed, or takes too much to read.
    """
    try:
        return feed_links_in_sandbox(_source_of(fetched, ".xml"))
    except ArticleError as err:
        raise FetchError(f"{fetched.url} {err.problem}", remedy="Add the page itself, without --feed") from err


def as_markdown(page: Article) -> str:
    """Return a page's article as a Markdown file: its fields as front matter, its blocks as paragraphs.

    Characters that Markdown would take for markup are escaped, so that the file reads as the page did.
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


def file_name(page: Article, url: str) -> str:
    """Return a name for a page's file, from its day and title: ``2024-12-13-moscow-stays``, without an ending."""
    words = slug(page.title) or _slug_of_url(url)
    return f"{page.published.isoformat()}-{words}" if page.published else words


def slug(text: str) -> str:
    """Return the words of a text in lower-case letters and digits, joined by hyphens; at most 60 characters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[^\W_]+", "".join(char for char in plain if not unicodedata.combining(char)))
    name = ""
    for word in words:
        if len(name) + len(word) + 1 > _MAX_SLUG_CHARS:
            break
        name = f"{name}-{word}" if name else word
    return name or "-".join(words)[:_MAX_SLUG_CHARS]


def _source_of(fetched: Fetched, ending: str) -> Source:
    """Return a fetched page as a file with that ending, named like the last part of its address."""
    content = fetched.content or b""
    name = _slug_of_url(fetched.url) + ending
    limits = Limits(max_file_bytes=max(1, len(content)))
    return Source(Path(name), name, limits, content=content, url=fetched.url)


def _slug_of_url(url: str) -> str:
    return slug(PurePosixPath(urlsplit(url).path).stem) or "page"


def _escaped(block: str) -> str:
    line = _INLINE.sub(r"\\\1", block)
    opening = _OPENING.match(line)
    if not opening:
        return line
    if opening[2]:
        return f"{opening[2]}\\{line[len(opening[2]) :]}"
    return f"\\{line}"
