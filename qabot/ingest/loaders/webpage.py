"""HTML files: the article of a page without its menus, and what the page says about itself."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode_html
from qabot.ingest.parsing.html_article import extract
from qabot.ingest.parsing.metadata import clean_title, clean_url, make_article, title_from_path
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Article

# trafilatura's own limit; beyond it, it finds nothing and does not say why.
_MAX_PAGE_CHARS = 20_000_000
_HEADLINE_BLOCKS = 3
"""A headline that is repeated in the text stands among so many first blocks."""
_SAVED_WITHIN_CHARS = 5_000
# Chrome, Edge and Internet Explorer; SingleFile.
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]{1,2000})"
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")


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
    yield load_page(source.read(), source)


def load_page(content: bytes, source: Source, *, url: str | None = None, title: str = "") -> Article:
    """Return the article of a page that a file holds; ``url`` and ``title`` are used where the page names none.

    Raises:
        ArticleError: as for ``read_page``, or the article is too long.
    """
    page = read_page(content, url)
    source.check_text(page.text)
    fallback = clean_title(title) or title_from_path(source.name)
    return make_article(page._asdict(), page.text, path=source.path, fallback_title=fallback)


def read_page(content: bytes, url: str | None = None) -> Page:
    """Return the article of a page of HTML.

    Args:
        content: the page's bytes, in the encoding that they or the page's ``<meta>`` tell.
        url: where it was fetched from; used where the page names no canonical address. Without it, the remark counts
            that browsers leave in a page that they save.

    Raises:
        ArticleError: not text, more than 20 million characters, or a page without an article.
    """
    page = _XML_DECLARATION.sub("", decode_html(content), count=1)
    if url is None:
        saved = _SAVED_FROM.search(page, 0, _SAVED_WITHIN_CHARS)
        url = saved[1] if saved else None
    # What a saved file gives as its address may be anything.
    url = clean_url(url) or None
    if not page.strip():
        msg = "no text in it"
        raise ArticleError(msg)
    if len(page) > _MAX_PAGE_CHARS:
        msg = f"is {describe_bytes(len(page), up=True)} of HTML; the limit is {describe_bytes(_MAX_PAGE_CHARS)}"
        raise ArticleError(msg)
    fields, blocks = extract(page, url)
    fields["title"] = _without_site(clean_title(fields["title"]), str(fields.get("source") or ""))
    title = _words(str(fields["title"]))
    repeated = next((place for place, block in enumerate(blocks[:_HEADLINE_BLOCKS]) if _words(block) == title), None)
    if repeated is not None:
        del blocks[repeated]
    if not blocks:
        msg = "no article text found in the page"
        raise ArticleError(msg)
    # Cleaned as every article is, so that what a person sees of a page is what its article will say.
    cleaned = make_article(fields, "\n\n".join(blocks), path="")
    return Page(cleaned.text, cleaned.title, cleaned.source, cleaned.url, cleaned.authors, cleaned.published)


def _without_site(title: str, site: str) -> str:
    """Return a title without the name of the site before or after it ("Moscow stays | Levant Review")."""
    if not site:
        return title
    name = re.escape(site)
    bare = re.sub(rf"\s+[|•·–—-]\s*{name}\s*$|^\s*{name}\s*(?:[|•·–—:]|\s-)\s+", "", title, flags=re.IGNORECASE).strip()
    return bare or title


def _words(line: str) -> list[str]:
    return re.findall(r"\w+", line.casefold())
