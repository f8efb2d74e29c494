"""OpenDocument texts: their paragraphs, headings, list items and table rows."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qabot.errors import ArticleError
from qabot.ingest.parsing.days import first_date
from qabot.ingest.parsing.document import MAX_XML_BYTES, Block, article_of_blocks, unreadable
from qabot.ingest.parsing.safe_xml import attribute, local_name, parse_xml
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.source import Source
from qabot.model import Article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENDINGS = (".odt",)
SANDBOXED = True
KEPT = "as for `.docx`"


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
    body = next((element for element in parse_xml(content).iter() if local_name(element.tag) == "text"), None)
    if body is None:
        raise unreadable("an OpenDocument text")
    fields = {
        "title": about.get("title"),
        "authors": about.get("initial-creator") or about.get("creator"),
        "published": first_date(about.get("creation-date"), about.get("date")),
    }
    yield article_of_blocks(source, fields, _blocks(body))


def _blocks(element: "Element") -> Iterator[Block]:
    for child in element:
        tag = local_name(child.tag)
        if tag in ("p", "h"):
            is_title = attribute(child, "style-name").lower() == "title"
            text = "".join(_text(child)).strip()
            yield Block(text, "heading" if tag == "h" else "title" if is_title else "")
            for box in child.iter():
                if local_name(box.tag) == "text-box":
                    yield from _blocks(box)
        elif tag == "table-row":
            cells = (cell for cell in child if local_name(cell.tag) == "table-cell")
            rows = (" ".join(block.text for block in _blocks(cell)) for cell in cells)
            yield Block(" | ".join(" ".join(row.split()) for row in rows))
        elif tag not in ("tracked-changes", "annotation", "forms", "sequence-decls"):
            yield from _blocks(child)


def _text(element: "Element") -> Iterator[str]:
    yield _collapsed(element.text)
    for child in element:
        tag = local_name(child.tag)
        if tag in ("s", "tab"):
            yield " "
        elif tag == "line-break":
            yield "\n"
        elif tag not in ("note", "annotation", "text-box", "annotation-end"):
            yield from _text(child)
        yield _collapsed(child.tail)


def _collapsed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
