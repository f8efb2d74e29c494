"""EPUB books: one article, with its chapters in reading order; a place in it is named by its chapter's file."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from qabot.errors import ArticleError
from qabot.ingest.parsing.days import first_date
from qabot.ingest.parsing.encoding import decode_html
from qabot.ingest.parsing.html.blocks import blocks_of
from qabot.ingest.parsing.metadata import make_article, title_from_path
from qabot.ingest.parsing.safe_xml import attribute, local_name, parse_xml
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENDINGS = (".epub",)
SANDBOXED = True
KEPT = "all chapters in reading order as one article; title, authors, publisher, day; the chapter's file as the place"

_MAX_XML_BYTES = 16_000_000
_MAX_CHAPTERS = 2_000
_SEPARATOR = "\n\n"


class _Package(NamedTuple):
    """The description of a book.

    Attributes:
        fields: title, authors, source and published.
        chapters: the names of its chapters' files, in reading order.
    """

    fields: dict[str, object]
    chapters: list[str]


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of a book, with an anchor for each chapter: ``book.epub#text/ch1.xhtml``.

    Title, authors, publisher and day come from the book's own description.

    Raises:
        ArticleError: the file is no EPUB book, is locked, is too long, or has no text.
        OSError: the file cannot be read.
    """
    with open_zip(source) as archive:
        package = _package(archive)
        anchors: list[Anchor] = []
        blocks: list[str] = []
        length = 0
        for name in package.chapters[:_MAX_CHAPTERS]:
            found = blocks_of(decode_html(_read(archive, name)))
            if found:
                anchors.append(Anchor(length, f"#{name}"))
            blocks += found
            length += sum(len(block) + len(_SEPARATOR) for block in found)
            if length > source.limits.max_article_chars + len(_SEPARATOR):
                break
    text = _SEPARATOR.join(blocks)
    source.check_text(text)
    title = title_from_path(source.name)
    yield make_article(package.fields, text, path=source.path, fallback_title=title, anchors=anchors)


def _package(archive: zipfile.ZipFile) -> _Package:
    container = parse_xml(_read(archive, "META-INF/container.xml"))
    path = next(
        (attribute(element, "full-path") for element in container.iter() if local_name(element.tag) == "rootfile"), ""
    )
    root = parse_xml(_read(archive, path))
    folder = posixpath.dirname(path)
    about: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    order: list[str] = []
    for element in root.iter():
        tag = local_name(element.tag)
        if tag == "item":
            href = unquote(attribute(element, "href"))
            files[attribute(element, "id")] = posixpath.normpath(posixpath.join(folder, href))
        elif tag == "itemref":
            order.append(attribute(element, "idref"))
        elif element.text and element.text.strip() and attribute(element, "event") != "modification":
            about.setdefault(tag, []).append(element.text.strip())
    chapters = [files[name] for name in dict.fromkeys(order) if name in files]
    _refuse_locked(archive, set(chapters))
    fields: dict[str, object] = {
        "title": about.get("title", [""])[0],
        "authors": about.get("creator", []),
        "source": about.get("publisher", [""])[0],
        "published": first_date(*about.get("date", [])),
    }
    return _Package(fields, chapters)


def _refuse_locked(archive: zipfile.ZipFile, chapters: set[str]) -> None:
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    locked: Iterator[Element] = parse_xml(_read(archive, "META-INF/encryption.xml")).iter()
    # Books that are not locked often have encrypted fonts.
    if any(unquote(attribute(element, "URI")) in chapters for element in locked):
        msg = "is locked by its shop (DRM)"
        raise ArticleError(msg)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return read_member(archive, archive.getinfo(name), max_bytes=_MAX_XML_BYTES)
    except KeyError:
        msg = "is not an EPUB book that can be read"
        raise ArticleError(msg) from None
