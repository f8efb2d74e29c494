"""OpenDocument texts: their paragraphs, headings, list items and table rows."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.parsing.days import first_date
from qabot.ingest.parsing.document import MAX_XML_BYTES, Block, article_of_blocks, unreadable
from qabot.ingest.parsing.safe_xml import attribute, local_name, parse_xml
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.parsing.tables import Cell, TableLine, inner_text, table_lines
from qabot.ingest.parsing.text_marks import raise_figures
from qabot.ingest.source import Source
from qabot.model import Article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENDINGS = (".odt",)
SANDBOXED = True
KEPT = "as for `.docx`"

_RAISED = re.compile(r"super|[1-9]")
"""How a position above the line begins: by its name, or by a share of the font's height ("33% 58%")."""
_NO_TEXT = ("note", "annotation", "annotation-end", "text-box", "hidden-text", "hidden-paragraph")
_MAX_REPEATED = 100
_MAX_DIGITS = 4


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of an OpenDocument text; what was inserted is kept, what was deleted is dropped.

    Raises:
        ArticleError: the file is no OpenDocument text, is locked or too large, or has no text.
        OSError: the file cannot be read.
    """
    with open_zip(source) as archive:
        try:
            content = read_member(archive, archive.getinfo("content.xml"), max_bytes=MAX_XML_BYTES)
        except KeyError:
            raise unreadable("an OpenDocument text") from None
        if "META-INF/manifest.xml" in archive.namelist():
            manifest = read_member(archive, archive.getinfo("META-INF/manifest.xml"), max_bytes=MAX_XML_BYTES)
            if b"encryption-data" in manifest:
                msg = "is protected by a password"
                raise ArticleError(msg)
        about: dict[str, str] = {}
        if "meta.xml" in archive.namelist():
            meta = parse_xml(read_member(archive, archive.getinfo("meta.xml"), max_bytes=MAX_XML_BYTES))
            about = {local_name(element.tag): element.text or "" for element in meta.iter()}
    root = parse_xml(content)
    body = next((element for element in root.iter() if local_name(element.tag) == "text"), None)
    if body is None:
        raise unreadable("an OpenDocument text")
    fields = {
        "title": about.get("title"),
        "authors": about.get("initial-creator") or about.get("creator"),
        "published": first_date(about.get("creation-date"), about.get("date")),
    }
    yield article_of_blocks(source, fields, _blocks(body, _styles(root)))


class _Styles(NamedTuple):
    """The names of a document's styles for text that is raised, and for text that is struck out or hidden."""

    raised: frozenset[str]
    left_out: frozenset[str]


def _styles(root: "Element") -> _Styles:
    raised: set[str] = set()
    left_out: set[str] = set()
    for style in root.iter():
        if local_name(style.tag) != "style":
            continue
        look = {local_name(name): value for part in style for name, value in part.attrib.items()}
        if _RAISED.match(look.get("text-position", "")):
            raised.add(attribute(style, "name"))
        if look.get("text-line-through-style", "none") != "none" or look.get("display") == "none":
            left_out.add(attribute(style, "name"))
    return _Styles(frozenset(raised), frozenset(left_out))


def _blocks(elements: "Iterable[Element]", styles: _Styles) -> Iterator[Block]:
    for child in elements:
        tag = local_name(child.tag)
        if tag in ("p", "h"):
            is_title = attribute(child, "style-name").lower() == "title"
            text = re.sub(r" {2,}", " ", "".join(_text(child, styles))).strip()
            yield Block(text, "heading" if tag == "h" else "title" if is_title else "")
            for box in child.iter():
                if local_name(box.tag) == "text-box":
                    yield from _blocks(box, styles)
        elif tag == "table":
            yield from (Block(line.text) for line in _table_lines(child, styles))
        elif tag not in ("tracked-changes", "annotation", "forms", "sequence-decls"):
            yield from _blocks(child, styles)


def _table_lines(table: "Element", styles: _Styles) -> list[TableLine]:
    return table_lines([_cells(row, styles, is_header=is_header) for row, is_header in _rows(table)])


def _rows(element: "Element", *, in_header: bool = False) -> Iterator[tuple["Element", bool]]:
    """Yield the rows of a table, each with whether it is marked as header, without those of tables within it."""
    for child in element:
        tag = local_name(child.tag)
        if tag == "table-row":
            yield child, in_header
        elif tag in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child, in_header=in_header or tag == "table-header-rows")


def _cells(row: "Element", styles: _Styles, *, is_header: bool) -> list[Cell]:
    cells = []
    for element in row:
        # A covered cell belongs to one that spans it.
        if local_name(element.tag) == "table-cell":
            text = " ".join(filter(None, _cell_texts(element, styles)))
            columns, rows = (_number(element, f"number-{name}-spanned") for name in ("columns", "rows"))
            cells += [Cell(text, columns, rows, is_header)] * min(
                _number(element, "number-columns-repeated"), _MAX_REPEATED
            )
    return cells


def _cell_texts(cell: "Element", styles: _Styles) -> Iterator[str]:
    for child in cell:
        if local_name(child.tag) == "table":
            yield inner_text(_table_lines(child, styles))
        else:
            yield from (block.text for block in _blocks([child], styles))


def _number(element: "Element", name: str) -> int:
    value = attribute(element, name)
    return max(1, int(value)) if value.isdecimal() and len(value) <= _MAX_DIGITS else 1


def _text(element: "Element", styles: _Styles) -> Iterator[str]:
    yield _collapsed(element.text)
    for child in element:
        tag = local_name(child.tag)
        if tag in ("s", "tab"):
            yield " "
        elif tag == "line-break":
            yield "\n"
        elif tag == "span" and (name := attribute(child, "style-name")) in styles.raised | styles.left_out:
            yield raise_figures("".join(_text(child, styles))) if name not in styles.left_out else ""
        elif tag not in _NO_TEXT:
            yield from _text(child, styles)
        yield _collapsed(child.tail)


def _collapsed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
