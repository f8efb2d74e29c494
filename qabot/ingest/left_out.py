"""What of a web page is not in its article: menus, captions, lines that ask for something, or a part that is missed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.loaders.webpage import ENDINGS
from qabot.ingest.sandbox.parent import page_blocks_in_sandbox
from qabot.ingest.source import Limits, Source
from qabot.model import Article

_RUN = 3
_KEPT_SHARE = 0.6
"""A block is kept if the article has at least this share of its runs of three words."""


class PageBlock(NamedTuple):
    """A paragraph, heading, list item or table row of a page, and whether the article has it."""

    text: str
    kept: bool


def page_blocks(article: Article, *, corpus: Path, limits: Limits) -> list[PageBlock]:
    """Return all blocks with words that a reader of an article's page sees, in the page's order.

    Raises:
        ArticleError: the article's file is no web page, or cannot be read.
    """
    if not article.path.lower().endswith(ENDINGS):
        msg = "is no web page, and only of pages something is left out"
        raise ArticleError(msg)
    blocks = page_blocks_in_sandbox(Source(corpus / article.path, article.path, limits))
    whole = f"{article.title}\n{article.text}"
    runs = set(_runs(whole))
    lines = {" ".join(_words(line)) for line in whole.splitlines()}
    return [PageBlock(block, kept=_is_kept(block, runs, lines)) for block in blocks if _words(block)]


def _is_kept(block: str, runs: set[tuple[str, ...]], lines: set[str]) -> bool:
    own = list(_runs(block))
    if len(_words(block)) < _RUN:
        return " ".join(_words(block)) in lines
    return sum(run in runs for run in own) >= _KEPT_SHARE * len(own)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return zip(*(words[start:] for start in range(_RUN)), strict=False)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
