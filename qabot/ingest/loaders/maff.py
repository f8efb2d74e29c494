"""MAFF files: one or more pages as a browser extension saves them into a zip archive."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from qabot.errors import ArticleError
from qabot.ingest.parsing.html.page import article_of_page
from qabot.ingest.parsing.safe_xml import attribute, local_name, parse_xml
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.parsing.saved_page_folders import PAGE_SUFFIXES
from qabot.ingest.source import Source
from qabot.model import Anchor, Article, Skipped

ENDINGS = (".maff",)
SANDBOXED = True
KEPT = "an article for each page in it, as for a web page; address and title also from what the browser noted"

_MAX_DESCRIPTION_BYTES = 100_000


def load(source: Source) -> Iterator[Article | Skipped]:
    """Yield the article of each page; if there are several pages, their ids are ``PATH#1`` and so on.

    Raises:
        ArticleError: the file is not a zip archive, or has no page in it.
        OSError: the file cannot be read.
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
                article = article_of_page(content, source, url=url or None, title=title)
            except ArticleError as err:
                yield Skipped(where, err.problem)
                continue
            anchors = (Anchor(0, f"#{number}"),) if len(pages) > 1 else ()
            yield replace(article, id=where, anchors=anchors)


def _pages(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the ``index`` page of each folder at the top level, in the order of their names."""
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
    """Return the address and title from the ``index.rdf`` beside a page; ``""`` for what it does not say."""
    beside = str(PurePosixPath(page.filename).with_name("index.rdf"))
    try:
        root = parse_xml(read_member(archive, archive.getinfo(beside), max_bytes=_MAX_DESCRIPTION_BYTES))
    except (KeyError, ArticleError):
        return "", ""
    fields = {local_name(element.tag).lower(): attribute(element, "resource") for element in root.iter()}
    return fields.get("originalurl", ""), fields.get("title", "")
