"""Plain text files: the text as it stands, a title from its first line, a line number for every line."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qabot.ingest.parsing.encoding import decode
from qabot.ingest.parsing.front_matter import read_front_matter
from qabot.ingest.parsing.metadata import make_article, title_from_path
from qabot.ingest.parsing.scraped_text import Scraped, read_scraped
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

_MAX_TITLE_CHARS = 120
_MAX_LINES = 100_000
# A scraped page often begins with its menu; the headline comes after it.
_NAVIGATION = re.compile(r"(skip to\b.*|advertisement|menu|home|search|sign in|log in|subscribe)\W*", re.IGNORECASE)


def load_plain(source: Source) -> Iterator[Article]:
    """Yield the one article of a ``.txt`` file.

    The text is the file's, whole, after front matter if there is any. Without a title in the front matter, the first
    line is the title when it looks like a headline, and stays in the text; else the file's name is. Of a text without
    front matter that was scraped from a page, only the article is kept, without its headline, which is the title.

    Raises:
        ArticleError: not text, too long, or broken front matter.
        OSError: it cannot be read.
    """
    content = decode(source.read_text())
    head = read_front_matter(content)
    text = content[head.body_start :]
    source.check_text(text)
    scraped = None if head.fields else read_scraped(text)
    if scraped:
        yield _article_of(scraped, source, first_line=head.body_line)
        return
    title = _headline(text) or title_from_path(source.name)
    anchors = _line_anchors(text, first_line=head.body_line)
    yield make_article(head.fields, text, path=source.path, fallback_title=title, anchors=anchors)


def _article_of(scraped: Scraped, source: Source, *, first_line: int) -> Article:
    text = "\n".join(line for _, line in scraped.lines)
    anchors: list[Anchor] = []
    start = 0
    for number, line in scraped.lines if len(scraped.lines) < _MAX_LINES else ():
        if line:
            anchors.append(Anchor(start, f":{first_line + number}"))
        start += len(line) + 1
    title = scraped.title or title_from_path(source.name)
    return make_article(scraped._asdict(), text, path=source.path, fallback_title=title, anchors=anchors)


def _line_anchors(text: str, *, first_line: int) -> Iterator[Anchor]:
    """Yield an anchor ``":<line>"`` for each line of ``text`` that is not blank; ``text`` begins on ``first_line``.

    A text of more than 100,000 lines has none: they would outweigh it, and its path alone is still true.
    """
    if text.count("\n") >= _MAX_LINES:
        return
    start = 0
    for line, content in enumerate(text.split("\n"), first_line):
        if content and not content.isspace():
            yield Anchor(start, f":{line}")
        start += len(content) + 1


def _headline(text: str) -> str:
    """Return the first line that is not a menu entry if it is short, stands alone and does not end as a sentence."""
    lines = [line.strip() for line in text[:2_000].split("\n")]
    for line, following in pairwise(lines):
        if line and not _NAVIGATION.fullmatch(line):
            plain = len(line) <= _MAX_TITLE_CHARS and not following and not line.endswith((".", ",", ";", ":"))
            return " ".join(line.split()) if plain else ""
    return ""
