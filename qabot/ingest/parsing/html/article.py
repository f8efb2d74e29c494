"""Finds the article in a page of HTML: its blocks and the page's metadata. The only module that uses trafilatura."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple, Protocol

from qabot.errors import ArticleError
from qabot.ingest.parsing.html.inline import write_paragraphs, write_quotes
from qabot.ingest.parsing.html.live_blog import read_live_blog
from qabot.ingest.parsing.html.page_metadata import read_page_metadata
from qabot.ingest.parsing.html.tables import write_rows
from qabot.ingest.parsing.text_marks import clean_html
from qabot.text.boilerplate import is_clutter

_BLOCKS = frozenset({"p", "head", "item", "quote", "list", "table", "row", "code", "ab", "div", "dt", "dd"})
_NOISY = ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer")
_ALIKE = 0.7
"""Two readings of a page with at least this Dice coefficient, over pairs of words, are of the same article."""


class _Element(Protocol):
    """The part of an lxml element that is used here."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    def __iter__(self) -> Iterator["_Element"]: ...


class ExtractedPage(NamedTuple):
    """What a page says.

    Attributes:
        fields: its metadata.
        blocks: those of its article; none if it has no article.
        post_ids: the fragment of the page's address that opens a post of a live blog, by the first block of the post.
    """

    fields: dict[str, object]
    blocks: list[str]
    post_ids: Mapping[str, str]


def extract(page: str, url: str | None) -> ExtractedPage:
    """Return a page's metadata and the blocks of its article.

    The page is read once for precision, which leaves out paragraphs that are nothing but links, and once without. If
    the two readings differ much, one of them missed the article or took in something else: a third reading, by the
    simplest rules, decides between them. At the end, lines of the page around the article are left out. The posts of a
    live blog are read one by one.

    Args:
        page: HTML, at most 20 million characters.
        url: where the page was fetched from, if known.

    Raises:
        ArticleError: the page cannot be parsed.
    """
    from trafilatura.utils import load_html

    for name in _NOISY:
        # These libraries log an error for each page that they cannot use; qabot reports the page itself.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if "<html" not in page[:5_000].lower():
        page = f"<html><body>{page}</body></html>"
    try:
        tree = load_html(page)
        if tree is None:
            return ExtractedPage({"title": ""}, [], {})
        clean_html(tree)
        body = deepcopy(tree)
        write_quotes(body)
        write_paragraphs(body)
        write_rows(body)
        fields, precise = _read(body, url, precise=True, with_metadata=True)
        other_fields, balanced = _read(body, url, with_metadata=not fields)
        readings = [precise, balanced]
        if _likeness(precise, balanced) < _ALIKE:
            readings.append(_read(body, url, plain=True)[1])
        blocks = [block for block in most_agreed(readings) if not is_clutter(block)]
        found = fields or other_fields
        if live := read_live_blog(tree):
            blocks = live.with_introduction(blocks)
            found["title"] = live.title or found.get("title")
        return ExtractedPage(read_page_metadata(tree, url or "", found), blocks, live.ids if live else {})
    except MemoryError:
        raise
    except Exception as err:
        msg = "cannot be parsed as HTML"
        raise ArticleError(msg) from err


def _read(
    tree: object, url: str | None, *, precise: bool = False, plain: bool = False, with_metadata: bool = False
) -> tuple[dict[str, object], list[str]]:
    """Return the metadata and blocks that trafilatura finds in a page; both are empty if it finds no article."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(
        tree,
        url=url,
        include_comments=False,
        include_tables=True,
        with_metadata=with_metadata,
        # Its day is not used; this keeps the search for one short.
        date_extraction_params={"extensive_search": False},
        favor_precision=precise,
        fast=plain,
    )
    if not isinstance(found, Document):
        return {}, []
    fields: dict[str, object] = {
        "title": found.title,
        "source": found.sitename or found.hostname,
        "url": found.url or url,
        "authors": (found.author or "").split(";"),
    }
    return fields if with_metadata else {}, _blocks(found.body)


def most_agreed(readings: list[list[str]]) -> list[str]:
    """Return the reading that is most like the others; of equals the first; an empty reading only if all are empty."""
    found = [reading for reading in readings if reading]
    if len(found) < 3:
        return found[0] if found else []
    return max(found, key=lambda reading: sum(_likeness(reading, other) for other in found))


def _likeness(blocks: list[str], others: list[str]) -> float:
    """Return the Dice coefficient of two texts over pairs of neighbouring words, from 0 to 1."""
    first, second = (Counter(pairwise(re.findall(r"\w+", " ".join(text)))) for text in (blocks, others))
    both = first.total() + second.total()
    return 2 * (first & second).total() / both if both else 1.0


def _blocks(body: _Element) -> list[str]:
    blocks: list[list[str]] = [[]]
    _collect(body, blocks, in_row=False, in_code=False)
    joined = (re.sub(r" *\n *", "\n", "".join(pieces)) for pieces in blocks)
    cleaned = (re.sub(r"\n{3,}", "\n\n", re.sub(r"[^\S\n]{2,}", " ", block)).strip() for block in joined)
    return [block for block in cleaned if block.strip("| ")]


def _collect(element: _Element, blocks: list[list[str]], *, in_row: bool, in_code: bool) -> None:
    in_code = in_code or element.tag == "code"
    starts_block = element.tag in _BLOCKS and not in_row
    if starts_block:
        blocks.append([])
    elif element.tag == "cell" and blocks[-1]:
        blocks[-1].append(" | ")
    elif element.tag == "lb":
        blocks[-1].append(" " if in_row else "\n")
    elif element.tag in _BLOCKS:
        blocks[-1].append(" ")
    _add(element.text, blocks, in_code=in_code)
    for child in element:
        if isinstance(child.tag, str):
            _collect(child, blocks, in_row=in_row or element.tag == "row", in_code=in_code)
        _add(child.tail, blocks, in_code=in_code)
    if starts_block:
        blocks.append([])


def _add(text: str | None, blocks: list[list[str]], *, in_code: bool) -> None:
    if text and (blocks[-1] or not text.isspace()):
        blocks[-1].append(text if in_code else re.sub(r"\s+", " ", text))
