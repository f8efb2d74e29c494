"""What a page says about itself in JSON-LD (schema.org): its article, its publisher, its site."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = Mapping[str, object]

_MAX_SCRIPT_CHARS = 2_000_000
_MAX_NODES = 1_000
_WRAPPING = re.compile(r"^\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_ARTICLE = re.compile(r"(?:article|posting|report|pressrelease|review|recipe)$")
_ORGANIZATION = re.compile(r"(?:organization|newspaper|periodical|corporation)$")


@dataclass(frozen=True, slots=True)
class PageData:
    """The nodes of a page's JSON-LD that stand for the page itself; what a list names or an article mentions is absent.

    Attributes:
        articles: nodes of articles, in the page's order.
        pages: nodes of the page, "WebPage".
        sites: names of the site.
        organizations: names of organizations.
        by_id: each node that has an "@id".
    """

    articles: tuple[Node, ...]
    pages: tuple[Node, ...]
    sites: tuple[str, ...]
    organizations: tuple[str, ...]
    by_id: Mapping[str, Node]

    def article(self, addresses: frozenset[str], headlines: frozenset[str]) -> Node:
        """Return the node of the page's own article, an empty one if it is unknown which of several that is.

        Args:
            addresses: of the page, as ``plain_address`` gives them.
            headlines: of the page, as ``plain_words`` gives them.
        """
        if len(self.articles) == 1:
            return self.articles[0]
        for node in self.articles:
            if addresses & {plain_address(address) for address in self._addresses(node)}:
                return node
        for node in self.articles:
            if plain_words(node.get("headline") or node.get("name")) in headlines:
                return node
        days = {str(node.get("datePublished")) for node in self.articles}
        return self.articles[0] if len(days) == 1 else {}

    def resolved(self, value: object) -> list[object]:
        """Return a value or list of values, with a node in place of each reference to it."""
        values = value if isinstance(value, list) else [value]
        return [
            self.by_id.get(str(one.get("@id")), one) if isinstance(one, Mapping) and not one.get("name") else one
            for one in values
            if one
        ]

    def _addresses(self, node: Node) -> Iterator[str]:
        for value in (node.get("mainEntityOfPage"), node.get("url"), node.get("@id"), node.get("isPartOf")):
            for one in value if isinstance(value, list) else [value]:
                address = one.get("@id") or one.get("url") if isinstance(one, Mapping) else one
                if isinstance(address, str):
                    yield address


def read_json_ld(tree: "HtmlElement") -> PageData:
    """Return what the JSON-LD of a page says about it."""
    nodes = [node for value in _values(tree) for node in _top_nodes(value)][:_MAX_NODES]
    nodes += [node for outer in nodes for node in _mappings(outer.get("mainEntity"))]
    kinds = [(node, _kinds(node)) for node in nodes]
    names = [(_name(node), kind) for node, kind in kinds if _name(node)]
    return PageData(
        articles=tuple(node for node, kind in kinds if any(map(_ARTICLE.search, kind))),
        pages=tuple(node for node, kind in kinds if any(name.endswith("webpage") for name in kind)),
        sites=tuple(name for name, kind in names if "website" in kind),
        organizations=tuple(name for name, kind in names if any(map(_ORGANIZATION.search, kind))),
        by_id={str(node["@id"]): node for node in nodes if node.get("@id")},
    )


def plain_address(address: str) -> str:
    """Return an address without what does not tell pages apart: scheme, "www.", fragment and slash at the end."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/") + query


def plain_words(line: object) -> str:
    """Return the words of a line in lower case, ``""`` if it is no text."""
    return " ".join(re.findall(r"\w+", line.casefold())) if isinstance(line, str) else ""


def _values(tree: "HtmlElement") -> Iterator[object]:
    for script in tree.iter("script"):
        content = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(content) > _MAX_SCRIPT_CHARS:
            continue
        content = _WRAPPING.sub("", _WRAPPING.sub("", content)).strip()
        for attempt in (content, _TRAILING_COMMA.sub("", content)):
            try:
                # What stands behind the value, such as a semicolon, does no harm.
                value, _ = json.JSONDecoder(strict=False).raw_decode(attempt)
            except (ValueError, RecursionError):
                continue
            yield value
            break


def _top_nodes(value: object) -> Iterator[Node]:
    for node in _mappings(value):
        yield node
        yield from _mappings(node.get("@graph"))


def _mappings(value: object) -> list[Node]:
    return [node for node in (value if isinstance(value, list) else [value]) if isinstance(node, Mapping)]


def _kinds(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [str(kind).rpartition("/")[2].lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]


def _name(node: Node) -> str:
    name = node.get("name")
    return name if isinstance(name, str) else ""
