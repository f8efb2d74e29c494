"""Plain text: the text as it stands, a title from its first line, and a line number for every line."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qabot.ingest.parsing.encoding import decode
from qabot.ingest.parsing.front_matter import read_front_matter
from qabot.ingest.parsing.metadata import make_article, title_from_path
from qabot.ingest.parsing.scraped_text import ScrapedArticle, read_scraped
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

ENDINGS = (".txt",)
SANDBOXED = False
KEPT = (
    "the whole text after optional front matter; title from it, else from a first line that looks like a headline, else"
    " from the file's name; line numbers. Of a text that was copied from a page (“Skip to main content”, a photo's"
    " credit, “Sign up ...”) only the article, without menu, captions and links to other articles; its headline,"
    " byline, day and publisher become title, authors, day and source"
)

_MAX_TITLE_CHARS = 120
_MAX_LINES = 100_000
# A page's text often begins with its menu; the headline follows.
_NAVIGATION = re.compile(r"(skip to\b.*|advertisement|menu|home|search|sign in|log in|subscribe)\W*", re.IGNORECASE)


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of a text file.

    The text is the whole file after its front matter. A first line that looks like a headline is the title and also
    stays in the text. Of a text that was copied from a page and has no front matter, only the article is kept, and
    its headline moves from the text to the title.

    Raises:
        ArticleError: the file is not text, is too long, or has broken front matter.
        OSError: the file cannot be read.
    """
    content = decode(source.read_text())
    head = read_front_matter(content)
    text = content[head.body_start :]
    source.check_text(text)
    scraped = None if head.fields else read_scraped(text)
    if scraped:
        yield _from_scraped(scraped, source, first_line=head.body_line)
        return
    title = _headline(text) or title_from_path(source.name)
    anchors = _line_anchors(text, first_line=head.body_line)
    yield make_article(head.fields, text, path=source.path, fallback_title=title, anchors=anchors)


def _from_scraped(scraped: ScrapedArticle, source: Source, *, first_line: int) -> Article:
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

    A text of more than 100,000 lines gets no anchors: they would take more memory than the text itself.
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
