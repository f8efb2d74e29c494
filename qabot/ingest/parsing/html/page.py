"""An article from a page of HTML: decoding, its address, its title without the site's name, its cleaned fields."""

import re
from collections.abc import Iterator, Mapping, Sequence

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode_html
from qabot.ingest.parsing.html.article import extract
from qabot.ingest.parsing.metadata import clean_title, clean_url, make_article, title_from_path
from qabot.ingest.source import Source, describe_bytes
from qabot.model import POST_LOCATOR, Anchor, Article

# trafilatura's own limit. Beyond it, the library finds nothing and does not say why.
_MAX_PAGE_CHARS = 20_000_000
_BLANK_LINE = "\n\n"
_HEADLINE_BLOCKS = 3
"""A headline that is repeated in the text is among this many first blocks."""
_SAVED_WITHIN_CHARS = 5_000
# Chrome, Edge and Internet Explorer; SingleFile.
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]{1,2000})"
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")


def article_of_page(content: bytes, source: Source, *, url: str | None = None, title: str = "") -> Article:
    """Return the article of a page of HTML.

    Args:
        content: the page's bytes, in the encoding that they or the page's ``<meta>`` declare.
        source: the file that the page came from.
        url: where the page was fetched from; used if the page names no canonical address. Without it, the note counts
            that browsers leave in a page that they save.
        title: used if the page names none.

    Raises:
        ArticleError: the content is not text, is too large, or has no article in it.
    """
    page = _XML_DECLARATION.sub("", decode_html(content), count=1)
    if url is None:
        saved = _SAVED_FROM.search(page, 0, _SAVED_WITHIN_CHARS)
        url = saved[1] if saved else None
    # The address in a saved file may be anything.
    url = clean_url(url) or None
    if not page.strip():
        msg = "no text in it"
        raise ArticleError(msg)
    if len(page) > _MAX_PAGE_CHARS:
        msg = f"is {describe_bytes(len(page), up=True)} of HTML; the limit is {describe_bytes(_MAX_PAGE_CHARS)}"
        raise ArticleError(msg)
    fields, blocks, post_ids = extract(page, url)
    fields["title"] = clean_title(fields["title"])
    headline = _words(str(fields["title"]))
    repeated = next((place for place, block in enumerate(blocks[:_HEADLINE_BLOCKS]) if _words(block) == headline), None)
    if repeated is not None:
        # What stands above the headline belongs to the page: a menu, a teaser of another story.
        del blocks[: repeated + 1]
    if not blocks:
        msg = "no article text found in the page"
        raise ArticleError(msg)
    text = _BLANK_LINE.join(blocks)
    source.check_text(text)
    fallback = clean_title(title) or title_from_path(source.name)
    anchors = list(_post_anchors(blocks, post_ids))
    return make_article(fields, text, path=source.path, fallback_title=fallback, anchors=anchors)


def _post_anchors(blocks: Sequence[str], post_ids: Mapping[str, str]) -> Iterator[Anchor]:
    """Yield where each post of a live blog begins in the blocks, joined by blank lines; the introduction has none."""
    start = 0
    for block in blocks:
        if block in post_ids:
            yield Anchor(start, f"{POST_LOCATOR}{post_ids[block]}")
        start += len(block) + len(_BLANK_LINE)


def _words(line: str) -> list[str]:
    return re.findall(r"\w+", line.casefold())
