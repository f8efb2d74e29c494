"""Web pages: the article of a page without its menus, and what the page says about itself."""

from collections.abc import Iterator

from qabot.ingest.parsing.html.page import article_of_page
from qabot.ingest.source import Source
from qabot.model import Article

ENDINGS = (".html", ".htm", ".xhtml")
SANDBOXED = True
KEPT = (
    "the article, its table rows with their headers, without menus, comments, captions, and lines that point elsewhere"
    " or ask for something (“Read more”, “Sign up”, cookies); title, publisher, canonical address, authors and day from"
    " meta tags and JSON-LD. The folder that a browser saves beside a page (`page_files/`) holds no articles."
    " In a live blog, each post with its day and time"
)


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of a page: its blocks with a blank line between them, a table's row as one block.

    Title, publisher, address, authors and day come from the page's meta tags and JSON-LD. A headline that repeats the
    title is left out of the text.

    Raises:
        ArticleError: the file is not text, is too large, or has no article in it.
        OSError: the file cannot be read.
    """
    yield article_of_page(source.read(), source, url=source.url or None)
