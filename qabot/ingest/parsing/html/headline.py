"""The parts of a page around its headline in which it states its day and its authors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from qabot.ingest.parsing.html.json_ld import plain_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    """
    p div li dt dd td th h1 h2 h3 h4 h5 h6 section article header footer main aside nav ul ol table tr blockquote figure
    figcaption address form pre body
    """.split()  # noqa: SIM905
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HEADLINE_MARKS = frozenset({"entry-title", "post-title", "p-name", "headline", "article-title"})
_OTHER_TAGS = ("aside", "nav", "footer", "header", "form", "figure", "blockquote", "select", "iframe", "noscript")
_OTHER_WORDS = frozenset(
    """
    sidebar related recommended recommendations comment comments commentlist footer widget latest trending popular
    teaser teasers promo newsletter breadcrumb breadcrumbs menu nav navigation respond reply replies more also masthead
    """.split()  # noqa: SIM905
)
"""Words of the class or id of a part that is not of the article."""
_PROSE_WORDS = 20
_SENTENCE_WORDS = 12
_MAX_LOOKED_AT = 60
_BEFORE = 5
_AFTER = 40


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The short blocks of a page from a little above the headline to its second paragraph.

    Attributes:
        headline: the element of the headline, if the page has one.
        blocks: elements with text and no block within them, in the page's order.
        within: all elements of the page that belong to its article, in the page's order: none of a sidebar, footer,
            comment, menu or list of other stories.
    """

    headline: "HtmlElement | None"
    blocks: tuple["HtmlElement", ...]
    within: tuple["HtmlElement", ...]


def read_surroundings(tree: "HtmlElement", title: str) -> Surroundings:
    """Return what surrounds the headline of a page whose title is ``title``."""
    body = tree.find(".//body")
    if body is None:
        return Surroundings(None, (), ())
    headline = _headline(body, title)
    above = frozenset() if headline is None else frozenset((headline, *headline.iterancestors()))
    within = tuple(_within(body, above))
    leaves = [element for element in within if _is_leaf(element) and text_of(element)]
    place = next((place for place, leaf in enumerate(leaves) if leaf is headline), None)
    before = [] if place is None else leaves[max(0, place - _BEFORE) : place]
    after = leaves if place is None else leaves[place + 1 :]
    if articles := [element for element in above if element.tag == "article"]:
        after = [leaf for leaf in after if set(leaf.iterancestors("article")) & set(articles)]
    blocks = (*filter(_is_short, before), *_until_prose(after))
    return Surroundings(headline, blocks, within)


def text_of(element: "HtmlElement") -> str:
    """Return the text of an element as one line."""
    return " ".join("".join(element.itertext()).split())


def marks_of(element: "HtmlElement") -> str:
    """Return the class, id and the like of an element in lower case, between spaces."""
    return f" {element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')} ".lower()


def _headline(body: "HtmlElement", title: str) -> "HtmlElement | None":
    """Return the heading that says the title, else the first that is marked as headline, else the first of level 1."""
    headings = list(body.iter(*_HEADINGS))
    words = plain_words(title)
    same = [heading for heading in headings if words and plain_words(text_of(heading)) == words]
    marked = [heading for heading in headings if _HEADLINE_MARKS & set(marks_of(heading).split())]
    first = [heading for heading in headings if heading.tag == "h1"]
    return next(iter((*same, *marked, *first)), None)


def _within(body: "HtmlElement", above: frozenset["HtmlElement"]) -> Iterator["HtmlElement"]:
    waiting = [body]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [
            child
            for child in reversed(element)
            if isinstance(child.tag, str) and (child in above or not _is_other(child, above))
        ]


def _is_other(element: "HtmlElement", above: frozenset["HtmlElement"]) -> bool:
    """Return whether an element that does not hold the headline is a part of the page beside its article."""
    if element.tag in ("script", "style", "template"):
        return True
    if element.tag in ("header", "footer") and any(article in above for article in element.iterancestors("article")):
        return False
    if element.tag in _OTHER_TAGS:
        return True
    if element.tag == "article" and any(holder.tag == "article" for holder in above):
        return True
    words = set(re.split(r"[\s_-]+", f"{element.get('class', '')} {element.get('id', '')}".lower()))
    return bool(words & _OTHER_WORDS)


def _is_leaf(element: "HtmlElement") -> bool:
    """Return whether an element is a block without blocks in it, or stands between blocks as if it were one."""
    if element.tag in _BLOCKS:
        return not _has_blocks(element)
    parent = element.getparent()
    return parent is not None and parent.tag in _BLOCKS and _has_blocks(parent) and not _has_blocks(element)


def _has_blocks(element: "HtmlElement") -> bool:
    return any(inner.tag in _BLOCKS for inner in islice(element.iterdescendants(), _MAX_LOOKED_AT))


def _is_short(element: "HtmlElement") -> bool:
    text = text_of(element)
    return len(text.split()) < (_SENTENCE_WORDS if text.endswith((".", "!", "?", "…", "”", '"')) else _PROSE_WORDS)


def _until_prose(leaves: list["HtmlElement"]) -> Iterator["HtmlElement"]:
    """Yield the short blocks before the second paragraph: a standfirst may stand above the byline."""
    paragraphs = 0
    for leaf in leaves[:_AFTER]:
        if _is_short(leaf):
            yield leaf
        else:
            paragraphs += 1
        if paragraphs == 2:
            return
