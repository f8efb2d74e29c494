"""Word processors' files: .docx, .odt and .rtf; their paragraphs, headings, list items and table rows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.parsing.metadata import clean_title, make_article, title_from_path
from qabot.ingest.parsing.safe_xml import attribute, local, parse_xml
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_XML_BYTES = 24_000_000
_MAX_PACKAGE_BYTES = 128_000_000
_MAX_RTF_CHARS = 16_000_000
_OLE = b"\xd0\xcf\x11\xe0"
# Pictures and embedded files, written as digits: nobody's prose.
_HEX = re.compile(r"[0-9a-fA-F\r\n]{200,}")
_RTF_FIELD = re.compile(r"\{\\(title|author)\s((?:[^{}]|\\[{}]){1,2000})\}")
_RTF_DAY = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


class _Block(NamedTuple):
    """A paragraph or row, and its style where it has a telling one: "title", "heading" or ``""``."""

    text: str
    style: str = ""


def load_docx(source: Source) -> Iterator[Article]:
    """Yield the one article of a Word document, with insertions accepted and deletions gone; no headers or notes.

    Title, author and day of creation are the document's own; else the title is the first paragraph styled as title or
    heading, which is then left out of the text, else the file's name.

    Raises:
        ArticleError: not such a document, locked, too large, or without text.
        OSError: it cannot be read.
    """
    import docx
    from docx.opc.exceptions import OpcError

    content = source.read()
    _check_package(source, content, what="a Word document")
    try:
        document = docx.Document(BytesIO(content))
        styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        about = document.core_properties
        fields = {"title": about.title, "authors": about.author, "published": about.created}
        blocks = list(_docx_blocks(document.element.body, styles))
    except (OpcError, OSError):
        raise _unreadable("a Word document") from None
    except MemoryError:
        raise
    # python-docx and lxml raise whatever a broken part leads them to.
    except Exception as err:
        raise _unreadable("a Word document") from err
    yield _article(source, fields, blocks)


def load_odt(source: Source) -> Iterator[Article]:
    """Yield the one article of an OpenDocument text; as for ``load_docx``.

    Raises:
        ArticleError: not such a document, locked, too large, or without text.
        OSError: it cannot be read.
    """
    with open_zip(source) as archive:
        try:
            content = read_member(archive, archive.getinfo("content.xml"), max_bytes=_MAX_XML_BYTES)
        except KeyError:
            raise _unreadable("an OpenDocument text") from None
        if "META-INF/manifest.xml" in archive.namelist():
            manifest = read_member(archive, archive.getinfo("META-INF/manifest.xml"), max_bytes=_MAX_XML_BYTES)
            if b"encryption-data" in manifest:
                msg = "is protected by a password"
                raise ArticleError(msg)
        about: dict[str, str] = {}
        if "meta.xml" in archive.namelist():
            meta = parse_xml(read_member(archive, archive.getinfo("meta.xml"), max_bytes=_MAX_XML_BYTES))
            about = {local(element.tag): element.text or "" for element in meta.iter()}
    body = next((element for element in parse_xml(content).iter() if local(element.tag) == "text"), None)
    if body is None:
        raise _unreadable("an OpenDocument text")
    fields = {
        "title": about.get("title"),
        "authors": about.get("initial-creator") or about.get("creator"),
        "published": about.get("creation-date") or about.get("date"),
    }
    yield _article(source, fields, _odt_blocks(body))


def load_rtf(source: Source) -> Iterator[Article]:
    """Yield the one article of an RTF file; title, author and day of creation from its information group.

    Raises:
        ArticleError: not RTF, too large, or without text.
        OSError: it cannot be read.
    """
    from striprtf.striprtf import rtf_to_text

    raw = source.read()
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise _unreadable("an RTF file")
    content = _HEX.sub("", raw.decode("latin-1"))
    if len(content) > _MAX_RTF_CHARS:
        msg = f"has more than {_MAX_RTF_CHARS:,} characters of RTF"
        raise ArticleError(msg)
    try:
        text = rtf_to_text(content, errors="replace")
        fields: dict[str, object] = {
            name: rtf_to_text("{\\rtf1 " + value + "}", errors="replace") for name, value in _RTF_FIELD.findall(content)
        }
    except MemoryError:
        raise
    # Broken RTF runs into whatever the reader did not foresee.
    except Exception as err:
        raise _unreadable("an RTF file") from err
    day = _RTF_DAY.search(content)
    if day:
        fields["published"] = f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}"
    lines = (" ".join(line.replace("|", " | ").split()) if "|" in line else line.strip() for line in text.split("\n"))
    yield _article(source, fields, [_Block(line.strip("| ")) for line in lines])


def _article(source: Source, fields: Mapping[str, object], found: Iterable[_Block]) -> Article:
    blocks: list[_Block] = []
    length = 0
    for block in found:
        if block.text.strip("| \n\t"):
            blocks.append(block)
            length += len(block.text)
        if length > source.limits.max_article_chars:
            break
    named = clean_title(fields.get("title"))
    styled = next((block for block in blocks if block.style == "title"), None) or next(
        (block for block in blocks[:3] if block.style == "heading"), None
    )
    title = named or (clean_title(styled.text) if styled else "") or title_from_path(source.name)
    for block in blocks[:3]:
        if clean_title(block.text).casefold() == title.casefold():
            blocks.remove(block)
            break
    text = "\n\n".join(block.text.strip() for block in blocks)
    source.check_text(text)
    return make_article(fields, text, path=source.path, fallback_title=title)


def _check_package(source: Source, content: bytes, *, what: str) -> None:
    """Refuse a package that is locked, or that would take too much memory once it is unpacked.

    Raises:
        ArticleError: it is.
    """
    if content.startswith(_OLE):
        msg = f"is protected by a password, or is an old format and not {what}"
        raise ArticleError(msg)
    with open_zip(source) as archive:
        members = archive.infolist()
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels")):
                read_member(archive, member, max_bytes=_MAX_XML_BYTES)
        size = sum(member.file_size for member in members)
    if size > _MAX_PACKAGE_BYTES:
        msg = f"is {describe_bytes(size, up=True)} unpacked; the limit is {describe_bytes(_MAX_PACKAGE_BYTES)}"
        raise ArticleError(msg)


def _unreadable(what: str) -> ArticleError:
    return ArticleError(f"is not {what} that can be read")


def _docx_blocks(container: Any, styles: Mapping[str, str], *, depth: int = 0) -> Iterator[_Block]:  # noqa: ANN401
    """Yield the blocks of an element of WordprocessingML; lxml knows no type for one."""
    for child in container if depth < 100 else ():
        tag = local(child.tag)
        if tag == "p":
            marked = child.find("./{*}pPr/{*}pStyle")
            name = styles.get(attribute(marked, "val"), "") if marked is not None else ""
            style = "title" if name == "title" else "heading" if name.startswith("heading") else ""
            yield _Block("".join(_docx_text(child)).strip(), style)
            for box in child.iter("{*}txbxContent"):
                # Each text box stands twice: once for readers that know only the older drawing.
                if not any(local(above.tag) == "Fallback" for above in box.iterancestors()):
                    yield from _docx_blocks(box, styles, depth=depth + 1)
        elif tag == "tr":
            cells = (child for child in child.iter("{*}tc"))
            rows = (" ".join(block.text for block in _docx_blocks(cell, styles, depth=depth + 1)) for cell in cells)
            yield _Block(" | ".join(" ".join(row.split()) for row in rows))
        elif tag not in ("sectPr", "pPr", "tblPr", "tblGrid", "del", "moveFrom"):
            yield from _docx_blocks(child, styles, depth=depth + 1)


def _docx_text(element: Any) -> Iterator[str]:  # noqa: ANN401
    for child in element:
        tag = local(child.tag)
        if tag == "t":
            yield child.text or ""
        elif tag == "tab":
            yield " "
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag not in ("pPr", "rPr", "del", "moveFrom", "txbxContent", "Fallback", "instrText"):
            yield from _docx_text(child)


def _odt_blocks(element: "Element") -> Iterator[_Block]:
    for child in element:
        tag = local(child.tag)
        if tag in ("p", "h"):
            style = "heading" if tag == "h" else "title" if attribute(child, "style-name").lower() == "title" else ""
            yield _Block("".join(_odt_text(child)).strip(), style)
            for box in child.iter():
                if local(box.tag) == "text-box":
                    yield from _odt_blocks(box)
        elif tag == "table-row":
            cells = (cell for cell in child if local(cell.tag) == "table-cell")
            rows = (" ".join(block.text for block in _odt_blocks(cell)) for cell in cells)
            yield _Block(" | ".join(" ".join(row.split()) for row in rows))
        elif tag not in ("tracked-changes", "annotation", "forms", "sequence-decls"):
            yield from _odt_blocks(child)


def _odt_text(element: "Element") -> Iterator[str]:
    yield _collapsed(element.text)
    for child in element:
        tag = local(child.tag)
        if tag in ("s", "tab"):
            yield " "
        elif tag == "line-break":
            yield "\n"
        elif tag not in ("note", "annotation", "text-box", "annotation-end"):
            yield from _odt_text(child)
        yield _collapsed(child.tail)


def _collapsed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
