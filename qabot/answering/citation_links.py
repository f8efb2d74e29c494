"""Makes links that open an article at a quote."""

import re
from urllib.parse import quote as percent_encode

from qabot.model import POST_LOCATOR, Article

_WHOLE_WORDS = 12
_EDGE_WORDS = 5


def link_to(article: Article, start: int, quote: str, *, corpus: str) -> str:
    """Return a link to the quote: a web address that scrolls to it (of a live blog: its post's), else ``path:line``.

    Args:
        article: contains the quote.
        start: the quote's first character in ``article.text``.
        quote: its text.
        corpus: the corpus folder as the user names it, put before a local path.
    """
    if article.url:
        # A post of a live blog may be on a later part of the page, which only its own address opens.
        _, is_post, post = article.locate(start).rpartition(POST_LOCATOR)
        address = f"{article.url.partition('#')[0]}#{post}" if is_post else article.url
        return _with_text_fragment(address, quote)
    return f"{corpus.rstrip('/')}/{article.locate(start)}" if corpus else article.locate(start)


def _with_text_fragment(url: str, quote: str) -> str:
    """Return the address with a text directive, ``#:~:text=`` (wicg.github.io/scroll-to-text-fragment).

    A long quote is given by its first and last words, which also finds a quote that contains a line break in the page.
    """
    words = quote.split()
    if len(words) <= _WHOLE_WORDS:
        directive = _encode(" ".join(words))
    else:
        directive = _encode(" ".join(words[:_EDGE_WORDS])) + "," + _encode(" ".join(words[-_EDGE_WORDS:]))
    address, hash_mark, fragment = url.partition("#")
    fragment = re.sub(r":~:.*", "", fragment) if hash_mark else ""
    return f"{address}#{fragment}:~:text={directive}"


def _encode(text: str) -> str:
    """Return text percent-encoded, including what has a meaning in a text directive: ``-``, ``,`` and ``&``."""
    return percent_encode(text, safe="").replace("-", "%2D")
