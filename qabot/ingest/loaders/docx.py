"""Word documents: their paragraphs, headings, list items and table rows."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from qabot.errors import ArticleError
from qabot.ingest.parsing.document import MAX_XML_BYTES, Block, article_of_blocks, unreadable
from qabot.ingest.parsing.safe_xml import attribute, local_name
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.parsing.tables import Cell, TableLine, inner_text, table_lines
from qabot.ingest.parsing.text_marks import raise_figures
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Article

ENDINGS = (".docx",)
SANDBOXED = True
KEPT = (
    "paragraphs, headings, list items, table rows with their headers, text boxes; tracked changes accepted; no page"
    " headers, notes or comments; title, author and day from its properties"
)

_MAX_PACKAGE_BYTES = 128_000_000
_MAX_DEPTH = 100
_MAX_DIGITS = 4
_MAX_SPANNED_CHARS = 200
_ABOVE_LINE = re.compile(r"[1-9]\d*")
_NO_TEXT = ("pPr", "rPr", "del", "moveFrom", "txbxContent", "Fallback", "instrText")
_LIBRARY = "python-docx"
_LIBRARY_TITLE = "Word Document"
_LIBRARY_CREATED = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""The properties of python-docx's template, which stay in a document whose author does not set them."""
_OLE = b"\xd0\xcf\x11\xe0"
"""The first bytes of a locked document, and of the formats before .docx."""


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of a Word document; what was inserted is kept, what was deleted is dropped.

    Raises:
        ArticleError: the file is no Word document, is locked or too large, or has no text.
        OSError: the file cannot be read.
    """
    import docx
    from docx.opc.exceptions import OpcError

    content = source.read()
    _check_package(source, content)
    try:
        document = docx.Document(BytesIO(content))
        styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        fields = _fields(document.core_properties)
        blocks = list(_blocks(document.element.body, styles))
    except (OpcError, OSError):
        raise unreadable("a Word document") from None
    except MemoryError:
        raise
    # Broken parts make python-docx and lxml raise errors of every kind.
    except Exception as err:
        raise unreadable("a Word document") from err
    yield article_of_blocks(source, fields, blocks)


def _fields(about: Any) -> dict[str, object]:  # noqa: ANN401
    """Return what the properties say about the document, without what the template of python-docx has written there."""
    made_by_library = _LIBRARY in (about.author, about.last_modified_by)
    return {
        "title": "" if made_by_library and about.title == _LIBRARY_TITLE else about.title,
        "authors": "" if about.author == _LIBRARY else about.author,
        "published": None if about.created == _LIBRARY_CREATED else about.created,
    }


def _check_package(source: Source, content: bytes) -> None:
    """Refuse a document that is locked, or would take too much memory once it is unpacked.

    Raises:
        ArticleError: the document is locked or too large.
    """
    if content.startswith(_OLE):
        msg = "is protected by a password, or is an old format and not a Word document"
        raise ArticleError(msg)
    with open_zip(source) as archive:
        members = archive.infolist()
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels")):
                read_member(archive, member, max_bytes=MAX_XML_BYTES)
        size = sum(member.file_size for member in members)
    if size > _MAX_PACKAGE_BYTES:
        msg = f"is {describe_bytes(size, up=True)} unpacked; the limit is {describe_bytes(_MAX_PACKAGE_BYTES)}"
        raise ArticleError(msg)


def _blocks(container: Any, styles: Mapping[str, str], *, depth: int = 0) -> Iterator[Block]:  # noqa: ANN401
    """Yield the blocks of a WordprocessingML element, for which lxml has no type."""
    for child in container if depth < _MAX_DEPTH else ():
        tag = local_name(child.tag)
        if _is_placeholder(child):
            continue
        if tag == "p":
            marked = child.find("./{*}pPr/{*}pStyle")
            name = styles.get(attribute(marked, "val"), "") if marked is not None else ""
            text = re.sub(r" {2,}", " ", "".join(_text(child))).strip()
            yield Block(text, "title" if name == "title" else "heading" if name.startswith("heading") else "")
            for box in child.iter("{*}txbxContent"):
                # Word writes each text box twice, once for programs that know only the older way to draw.
                if not any(local_name(above.tag) == "Fallback" for above in box.iterancestors()):
                    yield from _blocks(box, styles, depth=depth + 1)
        elif tag == "tbl":
            yield from (Block(line.text) for line in _table_lines(child, styles, depth=depth + 1))
        elif tag not in ("sectPr", "pPr", "tblPr", "tblGrid", "del", "moveFrom"):
            yield from _blocks(child, styles, depth=depth + 1)


def _table_lines(table: Any, styles: Mapping[str, str], *, depth: int) -> list[TableLine]:  # noqa: ANN401
    rows: list[list[Cell]] = []
    above: dict[int, str] = {}
    for row in _own(table, "tr"):
        if row.find("./{*}trPr/{*}del") is not None:
            continue
        marked = row.find("./{*}trPr/{*}tblHeader") is not None
        skipped = _number(row, "./{*}trPr/{*}gridBefore", default=0)
        cells = [Cell("", columns=skipped)] if skipped else []
        column = skipped
        for cell in _own(row, "tc"):
            merged = cell.find("./{*}tcPr/{*}vMerge")
            continues = merged is not None and attribute(merged, "val") in ("", "continue")
            text = above.get(column, "") if continues else _cell_text(cell, styles, depth=depth)
            columns = _number(cell, "./{*}tcPr/{*}gridSpan", default=1)
            cells.append(Cell(text, columns=columns, is_header=marked, is_bold=_is_bold(cell)))
            above[column] = text if len(text) <= _MAX_SPANNED_CHARS else ""
            column += columns
        rows.append(cells)
    return table_lines(rows)


def _own(element: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """Yield the rows of a table, or the cells of a row, in content controls too, but not those of a table within it."""
    for child in element:
        if local_name(child.tag) == tag:
            yield child
        elif local_name(child.tag) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _own(child, tag)


def _cell_text(cell: Any, styles: Mapping[str, str], *, depth: int) -> str:  # noqa: ANN401
    texts = []
    for child in cell if depth < _MAX_DEPTH else ():
        if local_name(child.tag) == "tbl":
            texts.append(inner_text(_table_lines(child, styles, depth=depth + 1)))
        else:
            texts += [block.text for block in _blocks([child], styles, depth=depth + 1)]
    return " ".join(filter(None, texts))


def _number(element: Any, path: str, *, default: int) -> int:  # noqa: ANN401
    found = element.find(path)
    value = attribute(found, "val") if found is not None else ""
    return int(value) if value.isdecimal() and len(value) <= _MAX_DIGITS else default


def _is_bold(cell: Any) -> bool:  # noqa: ANN401
    """Return whether all text of a cell is in bold by its own marks."""
    runs = [run for run in cell.iter("{*}r") if "".join(_text(run)).strip()]
    marks = [run.find("./{*}rPr/{*}b") for run in runs]
    return bool(runs) and all(
        mark is not None and attribute(mark, "val") not in ("0", "false", "off") for mark in marks
    )


def _text(element: Any) -> Iterator[str]:  # noqa: ANN401
    for child in element:
        tag = local_name(child.tag)
        if tag == "r":
            yield from _run_text(child)
        elif tag == "t":
            yield child.text or ""
        elif tag == "tab":
            yield " "
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag not in _NO_TEXT and not _is_placeholder(child):
            yield from _text(child)


def _run_text(run: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the text of a run: nothing if it is struck out or hidden, superscript characters if it is raised."""
    look = {local_name(mark.tag): attribute(mark, "val") for mark in run.iterfind("{*}rPr/*")}
    if any(look.get(name, "off") not in ("0", "false", "off") for name in ("strike", "dstrike", "vanish")):
        return
    text = "".join(_text(run))
    # Text is raised by its kind, or by a distance in half points.
    raised = look.get("vertAlign") == "superscript" or bool(_ABOVE_LINE.fullmatch(look.get("position", "")))
    yield raise_figures(text) if raised else text


def _is_placeholder(element: Any) -> bool:  # noqa: ANN401
    """Return whether an element is a content control that still shows what should be written in it."""
    shows = element.find("./{*}sdtPr/{*}showingPlcHdr")
    return shows is not None and attribute(shows, "val") not in ("0", "false", "off")
