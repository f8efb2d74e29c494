"""All blocks of HTML that is nothing but an article: a book's chapter, a feed's item, a mail."""

import re

from qabot.errors import ArticleError
from qabot.ingest.parsing.html.inline import write_quotes
from qabot.ingest.parsing.html.tables import write_rows
from qabot.ingest.parsing.text_marks import clean_html

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
))
# fmt: on
_UNSEEN = ("script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "audio", "video")
_MAX_CHARS = 9_000_000
"""The parser silently drops a piece of text of more than ten million characters."""


def blocks_of(markup: str) -> list[str]:
    """Return the paragraphs, headings, list items and table rows of HTML in order, without blank ones.

    A table's row is one block, in which each cell stands with its header; a ``<br>`` is a line end.

    Raises:
        ArticleError: the markup cannot be parsed, or has more than 9 million characters.
    """
    from lxml import etree
    from lxml.html import HTMLParser

    if len(markup) > _MAX_CHARS:
        msg = f"has more than {_MAX_CHARS:,} characters of HTML"
        raise ArticleError(msg)
    # lxml refuses decoded text that still names an encoding.
    markup = re.sub(r"\A\s*<\?xml[^>]{0,500}\?>", "", markup)
    if not markup.strip():
        return []
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), HTMLParser(encoding="utf-8", remove_comments=True))
        blocks: list[list[str]] = [[]]
        if root is None:
            return []
        # Before style sheets are removed: they say what is struck out.
        clean_html(root)
        etree.strip_elements(root, *_UNSEEN, with_tail=False)
        write_quotes(root)
        write_rows(root)
        in_row = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            starts = event == "start"
            if tag == "tr":
                in_row += 1 if starts else -1
            if tag in _BLOCKS and (tag == "tr" or not in_row):
                blocks.append([])
            elif tag in ("td", "th") and starts and blocks[-1]:
                blocks[-1].append(" | ")
            elif tag == "br" and starts:
                blocks[-1].append(" " if in_row else "\n")
            elif tag in _BLOCKS:
                blocks[-1].append(" ")
            text = element.text if starts and tag else None if starts else element.tail
            if text:
                blocks[-1].append(re.sub(r"\s+", " ", text))
    except (etree.LxmlError, ValueError, AssertionError) as err:
        msg = "cannot be parsed as HTML"
        raise ArticleError(msg) from err
    joined = (re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(pieces))).strip() for pieces in blocks)
    return [block for block in joined if block.strip("| ")]
