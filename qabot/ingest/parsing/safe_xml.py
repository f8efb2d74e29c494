"""XML that may be hostile: parsed without entities, and with bounds on size, depth and attributes."""

from typing import TYPE_CHECKING

from qabot.errors import ArticleError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_DEPTH = 200
_MAX_ATTRIBUTES = 500
_MAX_BYTES = 32_000_000
"""The parsed tree takes about ten times as much memory."""


def parse_xml(content: bytes) -> "Element":
    """Return the root of an XML document.

    Raises:
        ArticleError: the document is not well-formed, is over 32 MB, is nested more than 200 deep, or declares
            entities.
    """
    from xml.etree.ElementTree import ParseError, TreeBuilder

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    class Shallow(TreeBuilder):
        """Builds a tree, and stops when it is too deep."""

        depth = 0

        def start(self, tag: str, attrs: dict[str, str], /) -> "Element":
            self.depth += 1
            if self.depth > _MAX_DEPTH:
                msg = f"has XML nested more than {_MAX_DEPTH} deep"
                raise ArticleError(msg)
            if len(attrs) > _MAX_ATTRIBUTES:
                msg = f"has an XML element with more than {_MAX_ATTRIBUTES} attributes"
                raise ArticleError(msg)
            return super().start(tag, attrs)

        def end(self, tag: str, /) -> "Element":
            self.depth -= 1
            return super().end(tag)

    if len(content) > _MAX_BYTES:
        msg = f"has more than {_MAX_BYTES // 1_000_000} MB of XML"
        raise ArticleError(msg)
    try:
        parser = DefusedXMLParser(target=Shallow())
        parser.feed(content)
        root: Element = parser.close()
    except ParseError as err:
        msg = f"is not well-formed XML at line {err.position[0]}"
        raise ArticleError(msg) from err
    except DefusedXmlException as err:
        msg = "declares XML entities, which qabot does not read"
        raise ArticleError(msg) from err
    except (ValueError, LookupError) as err:
        msg = "is XML in an encoding that cannot be read"
        raise ArticleError(msg) from err
    return root


def local_name(name: object) -> str:
    """Return a tag's or attribute's name without its namespace, ``""`` for a comment, which has no name."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attribute(element: "Element", name: str) -> str:
    """Return an attribute's value, whatever its namespace, ``""`` if it is missing."""
    return next((value for key, value in element.attrib.items() if local_name(key) == name), "")
