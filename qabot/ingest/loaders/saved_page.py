"""Pages as browsers save them into one file: MHTML (.mhtml, .mht) and MAFF."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from qabot.errors import ArticleError
from qabot.ingest.loaders.webpage import load_page
from qabot.ingest.parsing.mime import content_of, header, read_message
from qabot.ingest.parsing.safe_xml import attribute, local, parse_xml
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.parsing.saved_page_folders import PAGE_SUFFIXES
from qabot.ingest.source import Source
from qabot.model import Anchor, Article, Skipped

_MAX_DESCRIPTION_BYTES = 100_000


def load_mhtml(source: Source) -> Iterator[Article]:
    """Yield the one article of a page saved as MHTML: its first part of HTML; pictures and frames are left out.

    Address: the page's own canonical one, else the part's ``Content-Location``. Title: the page's, else the subject.

    Raises:
        ArticleError: no such page, or one without an article.
        OSError: it cannot be read.
    """
    message = read_message(source)
    pages = (part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml"))
    page = next(pages, None)
    if page is None:
        msg = "has no page of HTML in it"
        raise ArticleError(msg)
    address = header(page, "Content-Location")
    if not address.startswith(("http:", "https:")):
        address = header(message, "Snapshot-Content-Location")
    yield load_page(content_of(page), source, url=address or None, title=header(message, "Subject"))


def load_maff(source: Source) -> Iterator[Article | Skipped]:
    """Yield the article of each page in a MAFF file; of several, ids are ``PATH#1`` and so on.

    Raises:
        ArticleError: not a zip archive, or no page in it.
        OSError: it cannot be read.
    """
    with open_zip(source) as archive:
        pages = _pages(archive)
        if not pages:
            msg = "has no page in it"
            raise ArticleError(msg)
        for number, page in enumerate(pages, 1):
            where = f"{source.path}#{number}" if len(pages) > 1 else source.path
            try:
                url, title = _describe(archive, page)
                content = read_member(archive, page, max_bytes=source.limits.max_file_bytes)
                article = load_page(content, source, url=url or None, title=title)
            except ArticleError as err:
                yield Skipped(where, err.problem)
                continue
            anchors = (Anchor(0, f"#{number}"),) if len(pages) > 1 else ()
            yield replace(article, id=where, anchors=anchors)


def _pages(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the ``index`` page of each folder at the top, by name."""
    named = {member.filename: member for member in archive.infolist()}
    indexes = (
        member
        for name, member in named.items()
        if PurePosixPath(name).stem.lower() == "index"
        and name.lower().endswith(PAGE_SUFFIXES)
        and len(PurePosixPath(name).parts) <= 2
    )
    return sorted(indexes, key=lambda member: member.filename)


def _describe(archive: zipfile.ZipFile, page: zipfile.ZipInfo) -> tuple[str, str]:
    """Return the address and title in the ``index.rdf`` beside a page, each ``""`` when there is none."""
    beside = str(PurePosixPath(page.filename).with_name("index.rdf"))
    try:
        root = parse_xml(read_member(archive, archive.getinfo(beside), max_bytes=_MAX_DESCRIPTION_BYTES))
    except (KeyError, ArticleError):
        return "", ""
    said = {local(element.tag).lower(): attribute(element, "resource") for element in root.iter()}
    return said.get("originalurl", ""), said.get("title", "")
