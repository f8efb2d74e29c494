"""HTML files: the article of a page without its menus, and what the page says about itself."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, Protocol

from qabot.errors import ArticleError
from qabot.ingest.encoding import decode_html
from qabot.ingest.metadata import clean_title, make_article, title_from_path
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Article

# trafilatura's own limit; beyond it, it finds nothing and does not say why.
_MAX_PAGE_CHARS = 20_000_000
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")
_BLOCKS = frozenset({"p", "head", "item", "quote", "list", "table", "row", "code", "ab", "div", "dt", "dd"})
_NOISY = ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer")


class _Element(Protocol):
    """The part of an lxml element that is read here."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    def __iter__(self) -> Iterator["_Element"]: ...


class Page(NamedTuple):
    """The article of a web page and what the page says about it, cleaned.

    Attributes:
        text: the body, a blank line between its blocks, without the headline; never blank.
        title: the headline, ``""`` when the page names none.
        source: the publisher ("Levant Review"), else the host's name, else ``""``.
        url: the page's canonical address, else the one it was fetched from, else ``""``; http or https.
        authors: names, possibly none.
        published: day of publication, or ``None``.
    """

    text: str
    title: str
    source: str
    url: str
    authors: tuple[str, ...]
    published: date | None


def load_webpage(source: Source) -> Iterator[Article]:
    """Yield the one article of a page: its blocks with a blank line between them, a table's row as one block.

    Title, publisher, address, authors and day are those of the page's meta tags and JSON-LD. A headline that says the
    title is left out of the text.

    Raises:
        ArticleError: not text, too large, or a page without an article.
        OSError: it cannot be read.
    """
    page = read_page(source.read())
    source.check_text(page.text)
    yield make_article(page._asdict(), page.text, path=source.path, fallback_title=title_from_path(source.path))


def read_page(content: bytes, url: str | None = None) -> Page:
    """Return the article of a page of HTML.

    Args:
        content: the page's bytes, in the encoding that they or the page's ``<meta>`` tell.
        url: where it was fetched from; used where the page names no canonical address.

    Raises:
        ArticleError: not text, more than 20 million characters, or a page without an article.
    """
    page = _XML_DECLARATION.sub("", decode_html(content), count=1)
    if not page.strip():
        msg = "no text in it"
        raise ArticleError(msg)
    if len(page) > _MAX_PAGE_CHARS:
        msg = f"is {describe_bytes(len(page), up=True)} of HTML; the limit is {describe_bytes(_MAX_PAGE_CHARS)}"
        raise ArticleError(msg)
    fields, blocks = _extract(page, url)
    if blocks and blocks[0].casefold() == clean_title(fields["title"]).casefold():
        del blocks[0]
    if not blocks:
        msg = "no article text found in the page"
        raise ArticleError(msg)
    # Cleaned as every article is, so that what a person sees of a page is what its article will say.
    cleaned = make_article(fields, "\n\n".join(blocks), path="")
    return Page(cleaned.text, cleaned.title, cleaned.source, cleaned.url, cleaned.authors, cleaned.published)


def _extract(page: str, url: str | None) -> tuple[dict[str, object], list[str]]:
    """Return the page's metadata and the blocks of its article; no blocks when there is none."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    for name in _NOISY:
        # They log an error for each page that they cannot use; qabot reports the page itself.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    if "<html" not in page[:5_000].lower():
        page = f"<html><body>{page}</body></html>"
    try:
        found = bare_extraction(
            page,
            url=url,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            # An extensive search takes any date in the text for the day of publication.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
        if not isinstance(found, Document):
            return {"title": ""}, []
        fields: dict[str, object] = {
            "title": found.title,
            "source": found.sitename or found.hostname,
            "url": found.url or url,
            "authors": (found.author or "").split(";"),
            "published": found.date,
        }
        return fields, _blocks(found.body)
    except Exception as err:
        msg = "cannot be parsed as HTML"
        raise ArticleError(msg) from err


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
