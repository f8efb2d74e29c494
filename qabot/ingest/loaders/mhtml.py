"""MHTML files: a page as a browser saves it into one file."""

from collections.abc import Iterator

from qabot.errors import ArticleError
from qabot.ingest.parsing.html.page import article_of_page
from qabot.ingest.parsing.mime import content_of, header, read_message
from qabot.ingest.source import Source
from qabot.model import Article

ENDINGS = (".mhtml", ".mht")
SANDBOXED = True
KEPT = "the page's article, as for a web page; its address also from what the browser noted; no pictures and no frames"


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of a page saved as MHTML, from its first HTML part.

    The address is the page's own canonical address, else the part's ``Content-Location``. The title is the page's,
    else the message's subject.

    Raises:
        ArticleError: the file is no such page, or the page has no article.
        OSError: the file cannot be read.
    """
    message = read_message(source)
    pages = (part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml"))
    page = next(pages, None)
    if page is None:
        msg = "has no page of HTML in it"
        raise ArticleError(msg)
    address = header(page, "Content-Location")
    if not address.startswith(("http:", "https:")):
        address = header(message, "Snapshot-Content-Location")
    yield article_of_page(content_of(page), source, url=address or None, title=header(message, "Subject"))
