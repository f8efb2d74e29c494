"""Word processors' documents, once read: their title among their blocks, and the article that they make."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.parsing.metadata import clean_title, make_article, title_from_path
from qabot.ingest.source import Source
from qabot.model import Article

MAX_XML_BYTES = 24_000_000
"""Size of one XML part of a document, once unpacked."""
_FIRST_BLOCKS = 3


class Block(NamedTuple):
    """A paragraph or a row of a table, with its style if the style says what it is."""

    text: str
    style: Literal["title", "heading", ""] = ""


def article_of_blocks(source: Source, fields: Mapping[str, object], blocks: Iterable[Block]) -> Article:
    """Return the article of a document.

    The title is the document's own; else the first block styled as title, or a heading among the first three, which is
    then left out of the text; else the file's name.

    Args:
        source: the file.
        fields: what the document says about itself: title, authors, published.
        blocks: its blocks in reading order; those without text are dropped.

    Raises:
        ArticleError: the document has no text, or too much of it.
    """
    kept: list[Block] = []
    length = 0
    for block in blocks:
        if block.text.strip("| \n\t"):
            kept.append(block)
            length += len(block.text)
        if length > source.limits.max_article_chars:
            break
    named = clean_title(fields.get("title"))
    styled = next((block for block in kept if block.style == "title"), None) or next(
        (block for block in kept[:_FIRST_BLOCKS] if block.style == "heading"), None
    )
    title = named or (clean_title(styled.text) if styled else "") or title_from_path(source.name)
    for block in kept[:_FIRST_BLOCKS]:
        if clean_title(block.text).casefold() == title.casefold():
            kept.remove(block)
            break
    text = "\n\n".join(block.text.strip() for block in kept)
    source.check_text(text)
    return make_article(fields, text, path=source.path, fallback_title=title)


def unreadable(what: str) -> ArticleError:
    """Return the error for a file that is not ``what`` ("a Word document")."""
    return ArticleError(f"is not {what} that can be read")
