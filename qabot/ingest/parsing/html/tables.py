"""Tables of HTML as text: each row becomes one cell, in which every value stands with its header."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qabot.ingest.parsing.tables import Cell, table_lines

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAX_CELL_CHARS = 600
"""A table with a longer cell arranges a page; it has no rows and columns to be read."""
_MAX_FACT_CHARS = 120
_LAYOUT_ROLES = ("presentation", "none")
# fmt: off
_BREAKS = frozenset((
    "address", "article", "blockquote", "br", "dd", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "ol", "p", "pre", "section", "table", "ul",
))
# fmt: on
_LISTED = frozenset(("li", "dt", "tr"))
_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "audio", "video"))
_ITEM, _VALUE = "\x1e", "\x1f"
"""Marks where an item of a list, and the value of a label, begin; white space to everything that reads HTML."""


def write_rows(root: "Element") -> None:
    """Change a tree of HTML: each row of a table that holds data becomes one cell with the row's text.

    A list of labels with short values ("Length", "142 m") counts as a table of two columns.

    The caption and text that belongs to no row become rows of their own. A row keeps the share of its text that is
    links, which tells menus from tables. Tables that arrange a page stay as they are, and those within them are
    looked at in turn.
    """
    for listed in list(root.iter("dl")):
        if _is_fact_sheet(listed):
            _write_as_table(listed)
    for table in list(root.iter("table")):
        if table.getroottree().getroot() is root.getroottree().getroot() and _holds_data(table):
            _rewrite(table)


def _is_fact_sheet(listed: "Element") -> bool:
    """Return whether a ``<dl>`` has a short value, or several, for each of its labels, of which it has two or more."""
    if any(above.tag in ("table", "dl") for above in listed.iterancestors()):
        return False
    children = [child for child in listed if isinstance(child.tag, str)]
    kinds = "".join({"dt": "t", "dd": "d"}.get(str(child.tag), "-") for child in children)
    texts = ("".join(child.itertext()).strip() for child in children)
    return bool(re.fullmatch(r"(?:td+){2,}", kinds)) and all(0 < len(text) <= _MAX_FACT_CHARS for text in texts)


def _write_as_table(listed: "Element") -> None:
    for child in list(listed):
        if child.tag == "dt":
            row = listed.makeelement("tr")
            child.addprevious(row)
            row.append(child)
            child.tag = "th"
            child.tail = None
        elif child.tag == "dd":
            child.tag = "td"
            row = child.getprevious()
            row.append(child)
        else:
            listed.remove(child)
    for row in listed:
        _, value, *others = row
        for other in others:
            other.tag = "li"
            value.append(other)
    listed.tag = "table"


def _holds_data(table: "Element") -> bool:
    if (table.get("role") or "").lower() in _LAYOUT_ROLES:
        return False
    rows = [_own_cells(row) for row in _own_rows(table)]
    if max(map(len, rows), default=0) < 2:
        return False
    return all(len("".join(cell.itertext()).strip()) <= _MAX_CELL_CHARS for row in rows for cell in row)


def _rewrite(table: "Element") -> None:
    rows = list(_own_rows(table))
    lines = table_lines([[_cell(cell) for cell in _own_cells(row)] for row in rows])
    captions = [_text(caption) for caption in table.iterchildren("caption")]
    links = [sum(len("".join(link.itertext())) for link in row.iter("a")) for row in rows]
    tail, attributes = table.tail, dict(table.attrib)
    table.clear()
    table.tail = tail
    table.attrib.update(attributes)
    for caption in filter(None, captions):
        _add_row(table, caption, 0)
    for line in lines:
        _add_row(table, line.text, links[line.row])


def _add_row(table: "Element", text: str, linked: int) -> None:
    """Add a row with one cell, of whose text the first ``linked`` characters are a link."""
    cell = table.makeelement("td")
    row = table.makeelement("tr")
    row.append(cell)
    table.append(row)
    if linked:
        link = table.makeelement("a", {"href": "#"})
        link.text, link.tail = text[:linked], text[linked:]
        cell.append(link)
    else:
        cell.text = text


def _own_rows(table: "Element") -> Iterator["Element"]:
    """Yield the rows of a table without those of tables within it, the head first and the foot last."""
    parts = [child for child in table if child.tag in ("thead", "tbody", "tfoot", "tr")]
    for part in sorted(parts, key=lambda part: {"thead": 0, "tfoot": 2}.get(str(part.tag), 1)):
        yield from [part] if part.tag == "tr" else part.iterchildren("tr")


def _own_cells(row: "Element") -> list["Element"]:
    return [child for child in row if child.tag in ("td", "th")]


def _cell(element: "Element") -> Cell:
    row = element.getparent()
    in_head = row is not None and row.getparent() is not None and row.getparent().tag == "thead"
    text = _text(element)
    strong = sum(len("".join(part.itertext()).strip()) for part in element.iter("b", "strong"))
    return Cell(
        text,
        columns=_span(element, "colspan"),
        rows=_span(element, "rowspan"),
        is_header=element.tag == "th" or in_head,
        is_bold=bool(text) and strong >= len(text),
    )


def _span(element: "Element", name: str) -> int:
    """Return how many columns or rows a cell spans; a ``rowspan`` of 0 spans all rows that are left."""
    found = re.match(r"\s*(\d{1,4})", element.get(name) or "")
    number = int(found[1]) if found else 1
    return 1000 if name == "rowspan" and number == 0 else max(1, number)


def _text(element: "Element") -> str:
    """Return the text of a cell on one line: "; " between items of a list and rows of a table, ": " after a label."""
    text = re.sub(r"\s*([\x1e\x1f])[\s\x1e\x1f]*", r"\1", "".join(_pieces(element))).strip(" \x1e\x1f")
    text = re.sub(r":?\x1f", ": ", re.sub(r"(:)\x1e|[;,]?\x1e", lambda found: ": " if found[1] else "; ", text))
    return " ".join(text.split())


def _pieces(element: "Element") -> Iterator[str]:
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            around = " " if child.tag in _BREAKS else ""
            yield _ITEM if child.tag in _LISTED else _VALUE if _is_value(child) else around
            yield from _pieces(child)
            yield around
        yield re.sub(r"\s+", " ", child.tail or "")


def _is_value(element: "Element") -> bool:
    """Return whether an element follows its label: a ``<dd>`` its ``<dt>``, a cell of an inner table the one before."""
    before = element.getprevious()
    if before is None:
        return False
    return (element.tag == "dd" and before.tag == "dt") or (element.tag in ("td", "th") and before.tag in ("td", "th"))
