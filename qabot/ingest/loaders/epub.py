"""EPUB books: one article, its chapters in reading order, each with the name of its file as the place."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode_html
from qabot.ingest.parsing.html_blocks import blocks_of
from qabot.ingest.parsing.metadata import make_article, title_from_path
from qabot.ingest.parsing.safe_xml import attribute, local, parse_xml
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_XML_BYTES = 16_000_000
_MAX_CHAPTERS = 2_000
_SEPARATOR = "\n\n"


class _Package(NamedTuple):
    """What a book says about itself, and the names of its chapters' files in reading order."""

    fields: dict[str, object]
    chapters: list[str]


def load_epub(source: Source) -> Iterator[Article]:
    """Yield the one article of a book, with an anchor for each chapter: ``book.epub#text/ch1.xhtml``.

    Title, authors, publisher and day are the book's own.

    Raises:
        ArticleError: no such book, locked, too long, or without text.
        OSError: it cannot be read.
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
        (attribute(element, "full-path") for element in container.iter() if local(element.tag) == "rootfile"), ""
    )
    root = parse_xml(_read(archive, path))
    folder = posixpath.dirname(path)
    about: dict[str, list[str]] = {}
    files: dict[str, str] = {}
    order: list[str] = []
    for element in root.iter():
        tag = local(element.tag)
        if tag == "item":
            href = unquote(attribute(element, "href"))
            files[attribute(element, "id")] = posixpath.normpath(posixpath.join(folder, href))
        elif tag == "itemref":
            order.append(attribute(element, "idref"))
        elif element.text and element.text.strip():
            about.setdefault(tag, []).append(element.text.strip())
    chapters = [files[name] for name in dict.fromkeys(order) if name in files]
    _refuse_locked(archive, set(chapters))
    fields: dict[str, object] = {
        "title": about.get("title", [""])[0],
        "authors": about.get("creator", []),
        "source": about.get("publisher", [""])[0],
        "published": about.get("date", [""])[0],
    }
    return _Package(fields, chapters)


def _refuse_locked(archive: zipfile.ZipFile, chapters: set[str]) -> None:
    if "META-INF/encryption.xml" not in archive.namelist():
        return
    locked: Iterator[Element] = parse_xml(_read(archive, "META-INF/encryption.xml")).iter()
    # Scrambled fonts are common in books that are not locked.
    if any(unquote(attribute(element, "URI")) in chapters for element in locked):
        msg = "is locked by its shop (DRM)"
        raise ArticleError(msg)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return read_member(archive, archive.getinfo(name), max_bytes=_MAX_XML_BYTES)
    except KeyError:
        msg = "is not an EPUB book that can be read"
        raise ArticleError(msg) from None
