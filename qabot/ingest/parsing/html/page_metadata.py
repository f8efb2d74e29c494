"""What a page of HTML says about itself: its title, publisher, authors and day of publication."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qabot.ingest.parsing.html.headline import Surroundings, marks_of, read_surroundings, text_of
from qabot.ingest.parsing.html.json_ld import Node, PageData, plain_address, plain_words, read_json_ld
from qabot.ingest.parsing.html.page_day import find_page_day

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_AUTHOR_TAGS = """
    citation_author author article:author og:author og:article:author dc.creator dc:creator dcterms.creator byl
    parsely-author sailthru.author authors rbauthors
""".split()  # noqa: SIM905
_SITE_TAGS = (
    "og:site_name",
    "citation_journal_title",
    "dc.publisher",
    "dc:publisher",
    "dcterms.publisher",
    "publisher",
)
_OTHER_SITE_TAGS = ("article:publisher", "application-name", "og:site_name")
_BYLINE = re.compile(r"\b(?:author|authors|byline|autor|firma|auteur|p-author|article__author)\b")
_BY = re.compile(
    r"(?:.*\b)?(?:by|von|par|por|door|text|текст|words|redazione di|a cura di|autor|author)\b:?\s+"
    r"(?P<names>[^\W\d_].*)",
    re.I,
)
_BY_NAME = re.compile(r"[Bb][Yy]:?\s+[^\W\d_a-z]")
_BEHIND_NAMES = re.compile(r"\s*[|·•]\s*|,?\s+(?=\d)|\s+[–—-]\s+|,?\s+(?:on|at|published|posted|updated|in)\s.*", re.I)
_MAX_BYLINE_CHARS = 120


def read_page_metadata(tree: "HtmlElement", url: str, found: Mapping[str, object]) -> dict[str, object]:
    """Return a page's title, source, url, authors and day; those that it does not state are empty.

    Args:
        tree: of the whole page.
        url: where it was fetched from, possibly ``""``.
        found: title, source, url and authors as trafilatura finds them; used where the page does not state them.
    """
    title = str(found.get("title") or "")
    data = read_json_ld(tree)
    meta = _meta(tree)
    addresses = frozenset(
        plain_address(address) for address in (url, _canonical(tree), *meta.get("og:url", ())) if address
    )
    headlines = frozenset(plain_words(line) for line in (title, *meta.get("og:title", ())))
    article = data.article(addresses, headlines)
    surroundings = read_surroundings(tree, title)
    sites = [*_sites(data, article, meta, surroundings), *filter(None, [str(found.get("source") or "")])]
    return {
        "title": _without_sites(title, sites),
        "source": sites[0] if sites else "",
        "url": found.get("url") or url,
        "authors": _authors(data, article, meta, surroundings) or found.get("authors"),
        "published": find_page_day(tree, data, article, surroundings, _canonical(tree) or url),
    }


def _without_sites(title: str, sites: list[str]) -> str:
    """Return a title without a site's name before or after it ("Moscow stays | Levant Review")."""
    for site in sites:
        name = re.escape(site)
        pattern = rf"\s+[|•·–—-]\s*{name}\s*$|^\s*{name}\s*(?:[|•·–—:]|\s-)\s+"
        title = re.sub(pattern, "", title, flags=re.IGNORECASE).strip() or title
    return title


def _meta(tree: "HtmlElement") -> dict[str, list[str]]:
    """Return the contents of the meta tags by name, lower case."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        if name and (content := " ".join((element.get("content") or "").split())):
            found.setdefault(name, []).append(content)
    return found


def _canonical(tree: "HtmlElement") -> str:
    links = (
        link.get("href", "") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    )
    return next((link for link in links if link.startswith(("http:", "https:"))), "")


def _sites(data: PageData, article: Node, meta: dict[str, list[str]], surroundings: Surroundings) -> Iterator[str]:
    """Yield the names of a page's publisher and site, the surest first."""
    yield from filter(_is_name, meta.get("og:site_name", ()))
    for node in data.resolved(article.get("publisher")):
        yield from _names(node)
    yield from (name for tag in _SITE_TAGS for name in meta.get(tag, ()) if _is_name(name))
    yield from filter(_is_name, data.sites)
    for element in surroundings.within:
        if element.get("itemprop") == "publisher":
            yield from _itemprop_names(element)
    yield from data.organizations
    yield from (name for tag in _OTHER_SITE_TAGS for name in meta.get(tag, ()) if not _is_address(name))


def _authors(data: PageData, article: Node, meta: dict[str, list[str]], surroundings: Surroundings) -> list[str]:
    """Return the lines that name the authors, from the surest place that names any."""
    if in_data := [name for node in data.resolved(article.get("author")) for name in _names(node)]:
        return in_data
    for tag in _AUTHOR_TAGS:
        if in_meta := [name for name in meta.get(tag, ()) if not _is_address(name)]:
            return in_meta
    marked = [element for element in surroundings.within if "author" in (element.get("itemprop") or "").split()]
    if names := [name for element in marked for name in _itemprop_names(element)]:
        return names
    linked = [element for element in surroundings.within if "author" in (element.get("rel") or "").split()]
    cards = [
        element
        for element in surroundings.within
        if {"fn", "p-author"} & set((element.get("class") or "").lower().split())
    ]
    for elements in (linked, cards):
        if names := [_without_by(text_of(element)) for element in elements if text_of(element)]:
            return names
    return list(_in_lines(surroundings))[:1]


def _in_lines(surroundings: Surroundings) -> Iterator[str]:
    """Yield the names in the lines around the headline that are marked as bylines or begin with "By"."""
    for block in surroundings.blocks:
        inner = [element for element in block.iter() if isinstance(element.tag, str)]
        marked = [text_of(element) for element in inner if _BYLINE.search(marks_of(element))]
        # The innermost element holds the name without the words around it.
        lines = [line for line in reversed(marked) if line and len(line) <= _MAX_BYLINE_CHARS]
        if not lines and len(text_of(block)) <= _MAX_BYLINE_CHARS and _BY_NAME.match(text_of(block)):
            lines = [text_of(block)]
        yield from filter(None, map(_without_by, lines))


def _without_by(line: str) -> str:
    """Return the names of a byline without the words and the day around them."""
    found = _BY.fullmatch(line)
    return _BEHIND_NAMES.split(found["names"] if found else line, maxsplit=1)[0].strip(" ,")


def _itemprop_names(element: "HtmlElement") -> list[str]:
    named = [inner for inner in element.iterdescendants() if inner.get("itemprop") == "name"]
    names = [inner.get("content") or text_of(inner) for inner in named] or [element.get("content") or text_of(element)]
    return [name for name in map(_without_by, names) if name and not _is_address(name)]


def _names(node: object) -> list[str]:
    """Return the names of a person or organization in JSON-LD, which may be given as text."""
    if isinstance(node, str):
        return [] if _is_address(node) else [node]
    if not isinstance(node, dict):
        return []
    name = node.get("name")
    names = name if isinstance(name, list) else [name]
    full = (
        ""
        if name
        else " ".join(str(node[key]) for key in ("givenName", "familyName") if isinstance(node.get(key), str))
    )
    return [line for line in (*names, full) if isinstance(line, str) and line.strip() and not _is_address(line)]


def _is_name(site: str) -> bool:
    """Return whether a site is called by a name and not by its address: "Levant Review", not "levant.example"."""
    return not _is_address(site) and not re.fullmatch(r"\S+\.\S+", site)


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http:", "https:", "www.", "//"))
