"""RSS and Atom feeds: an article for each item."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from qabot.errors import ArticleError
from qabot.ingest.parsing.days import first_date
from qabot.ingest.parsing.html.blocks import blocks_of
from qabot.ingest.parsing.metadata import clean_url, make_article
from qabot.ingest.parsing.safe_xml import local_name, parse_xml
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Anchor, Article, Skipped
from qabot.text.boilerplate import is_clutter

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENDINGS = (".rss", ".atom", ".rdf", ".xml")
SANDBOXED = True
KEPT = (
    "an article for each item: its content, else its summary, never a caption; title, link, authors, day; the feed's"
    " name is the source"
)
_MAX_FEED_BYTES = 16_000_000
_ROOTS = ("rss", "feed", "rdf")
_MEDIA = "{http://search.yahoo.com/mrss"


def load(source: Source) -> Iterator[Article | Skipped]:
    """Yield the article of each item: its content, else its summary; ids are ``PATH#1`` and so on.

    The text has no marks, and a caption of Media RSS is never part of it.

    Title, link, authors and day are the item's; the source is what the item, else the feed, is called.

    Raises:
        ArticleError: no RSS or Atom feed, too large, not well-formed, or without items.
        OSError: it cannot be read.
    """
    root, feed = _parsed(source.read())
    elements = [element for element in root.iter() if local_name(element.tag) in ("item", "entry")]
    for number, (entry, element) in enumerate(zip(feed.entries, elements, strict=False), 1):
        where = f"{source.path}#{number}"
        # An Atom entry without authors has those of its source, else of the feed (RFC 4287, section 4.2.1).
        authors = next(filter(None, map(_authors, (element, _child(element, "source"), root))), [])
        try:
            yield replace(_article(entry, feed.feed, source, number, authors, _captions(element)), id=where)
        except ArticleError as err:
            yield Skipped(where, err.problem)
    if not feed.entries:
        msg = "has no items in it"
        raise ArticleError(msg)


def feed_links(content: bytes, base: str) -> list[str]:
    """Return the addresses that a feed's items link to, in the feed's order, without repetitions.

    Args:
        content: the feed.
        base: the address that the feed came from, against which relative links are resolved.

    Raises:
        ArticleError: the content is no RSS or Atom feed, is too large, or is not well-formed.
    """
    links = (
        clean_url(urljoin(base, entry.get("link") or "")) for entry in _parsed(content)[1].entries if entry.get("link")
    )
    return list(dict.fromkeys(link for link in links if link))


def _parsed(content: bytes) -> tuple["Element", Any]:
    """Return a feed as XML and as feedparser's mapping.

    Raises:
        ArticleError: the content is no RSS or Atom feed, is too large, or is not well-formed.
    """
    import feedparser

    if not content.strip():
        msg = "no text in it"
        raise ArticleError(msg)
    if len(content) > _MAX_FEED_BYTES:
        msg = f"is {describe_bytes(len(content), up=True)}; the limit for a feed is {describe_bytes(_MAX_FEED_BYTES)}"
        raise ArticleError(msg)
    # Refuses entities, deep nesting, and everything that would make the library use its parser for broken feeds.
    root = parse_xml(content.lstrip())
    if local_name(root.tag).lower() not in _ROOTS:
        msg = "is XML, but no RSS or Atom feed"
        raise ArticleError(msg)
    try:
        # Given as a stream: the library would take some texts for the name of a file or the address of a page.
        feed = feedparser.parse(BytesIO(content.lstrip()), sanitize_html=False, resolve_relative_uris=False)
    except MemoryError:
        raise
    # Odd dates, encodings and namespaces make the library raise errors of every kind.
    except Exception as err:
        msg = "is not a feed that can be read"
        raise ArticleError(msg) from err
    return root, feed


def _article(
    entry: Any,  # noqa: ANN401
    feed: Any,  # noqa: ANN401
    source: Source,
    number: int,
    authors: list[str],
    captions: set[str],
) -> Article:
    """Return one of feedparser's entries as an article.

    Raises:
        ArticleError: the entry has no text, or too much.
    """
    contents = [part.get("value") or "" for part in entry.get("content", ())]
    bodies = (_body(text, captions) for text in (*sorted(contents, key=len, reverse=True), entry.get("summary") or ""))
    text = next(filter(None, bodies), "")
    source.check_text(text)
    publisher = (entry.get("source") or {}).get("title") or feed.get("title")
    fields: dict[str, object] = {
        "title": _line(entry.get("title")),
        "url": entry.get("link"),
        "authors": authors,
        "published": first_date(*(entry.get(name) for name in ("published", "created", "updated") if name in entry)),
        "source": _line(publisher),
    }
    return make_article(fields, text, path=source.path, anchors=[Anchor(0, f"#{number}")])


def _body(markup: str, captions: set[str]) -> str:
    """Return a text of an item without clutter, ``""`` if it is a caption."""
    blocks = blocks_of(markup)
    return "" if _folded(blocks) in captions else "\n\n".join(block for block in blocks if not is_clutter(block))


def _captions(element: "Element") -> set[str]:
    """Return what an item says about its pictures and films, which feedparser gives out as the item's own text.

    A text that the item has itself as well is none of these.
    """
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    for one in element.iter():
        texts[str(one.tag).startswith(_MEDIA)].add(_folded(blocks_of(one.text or "")))
    return texts[True] - texts[False]


def _folded(blocks: Sequence[str]) -> str:
    return " ".join(" ".join(blocks).split())


def _authors(element: "Element | None") -> list[str]:
    """Return the lines that name the authors of a feed or item: feedparser tears addresses with long endings apart."""
    found = [child for child in (() if element is None else element) if local_name(child.tag) in ("author", "creator")]
    # Atom has elements in it, RSS and Dublin Core have text.
    texts = (
        next((part.text for name in ("name", "email") if (part := _child(author, name)) is not None), author.text)
        for author in found
    )
    return [_line(text) for text in texts if text and text.strip()]


def _child(element: "Element", name: str) -> "Element | None":
    return next((child for child in element if local_name(child.tag) == name), None)


def _line(title: object) -> str:
    """Return a title, which may be HTML, as one line of text."""
    if not isinstance(title, str):
        return ""
    return " ".join(blocks_of(title)) if re.search(r"[<&]", title) else title
