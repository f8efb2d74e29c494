"""PDF files: the text layer page by page, with its lines joined into paragraphs."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.metadata import clean_title, make_article, title_from_path
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

_SEPARATOR = "\n\n"
# PDFium puts U+0002 or U+FFFE where a line ends within a word.
_BROKEN_WORD = re.compile("[\x02\ufffe]\n?|(?<=[a-zà-ÿ])[-\u00ad]\n(?=[a-zà-ÿ])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_TITLE = re.compile(r"untitled.*|microsoft \w+ - .*|.*\.(docx?|odt|indd|tex|dvi|pdf|qxp|pptx?|rtf)", re.IGNORECASE)
_FULL_LINE = 0.7


class _Content(NamedTuple):
    """Each page's text, possibly empty, and the document's own fields."""

    pages: tuple[str, ...]
    fields: Mapping[str, str]


def load_pdf(source: Source) -> Iterator[Article]:
    """Yield the one article of a PDF: its pages' text with a blank line between them, an anchor for each page.

    Title, author and day of creation are the document's own where they make sense; else the title is the file's name.

    Raises:
        ArticleError: broken, protected, too long, or without a text layer.
        OSError: it cannot be read.
    """
    content = _open(source.read(), max_chars=source.limits.max_article_chars)
    texts = [_join_lines(page) for page in content.pages]
    numbered = [(number, text) for number, text in enumerate(texts, 1) if text]
    if not numbered:
        msg = "has no text layer (a scan?)"
        raise ArticleError(msg, remedy="Recognise its text first, for example with ocrmypdf")
    text = _SEPARATOR.join(text for _, text in numbered)
    source.check_text(text)
    title = clean_title(content.fields.get("Title", ""))
    fields: dict[str, object] = {
        "title": "" if _NO_TITLE.fullmatch(title) else title,
        "authors": _readable(content.fields.get("Author", "")),
        "published": content.fields.get("CreationDate", "").removeprefix("D:")[:8],
    }
    yield make_article(
        fields,
        text,
        path=source.path,
        fallback_title=title_from_path(source.name),
        anchors=_page_anchors(numbered),
    )


def _page_anchors(numbered: list[tuple[int, str]]) -> Iterator[Anchor]:
    start = 0
    for number, text in numbered:
        yield Anchor(start, f"#page={number}")
        start += len(text) + len(_SEPARATOR)


def _open(content: bytes, *, max_chars: int) -> _Content:
    """Return what PDFium reads; it stops after the page that goes beyond ``max_chars``."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            pages: list[str] = []
            length = 0
            for number in range(len(document)):
                with closing(document[number]) as page, closing(page.get_textpage()) as textpage:
                    pages.append(textpage.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n"))
                length += len(pages[-1])
                if length > max_chars:
                    break
            fields = {name: value for name, value in document.get_metadata_dict().items() if isinstance(value, str)}
            return _Content(tuple(pages), fields)
    except pypdfium2.PdfiumError as err:
        protected = getattr(err, "err_code", None) == raw.FPDF_ERR_PASSWORD
        msg = "is protected by a password" if protected else "is not a readable PDF"
        raise ArticleError(msg) from err
    except Exception as err:
        msg = "is not a readable PDF"
        raise ArticleError(msg) from err


def _join_lines(page: str) -> str:
    """Return a page's lines as paragraphs with a blank line between them.

    A PDF knows lines only. One that is nearly full, or is followed by a small letter, runs on into the next.
    """
    text = _CONTROL.sub("", _BROKEN_WORD.sub("", page))
    lines = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
    lengths = sorted(map(len, lines))
    full = _FULL_LINE * lengths[len(lengths) * 3 // 4] if lengths else 0
    paragraphs: list[str] = []
    runs_on = False
    for line in lines:
        if paragraphs and (runs_on or line[0].islower()):
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        runs_on = len(line) >= full
    return _SEPARATOR.join(paragraphs)


def _readable(value: str) -> str:
    """Return the value, or nothing when it was decoded from damaged bytes."""
    return "" if "\ufffd" in value or _CONTROL.search(value) else value
