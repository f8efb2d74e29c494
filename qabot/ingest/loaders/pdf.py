"""PDF files: the text layer in reading order, its lines joined into paragraphs; a place in it is named by its page."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.parsing.metadata import clean_authors, clean_title, make_article, title_from_path
from qabot.ingest.parsing.pdf_layout import (
    Line,
    Piece,
    contains,
    drop_running_heads,
    is_small_and_high,
    merge_pieces,
    paragraphs,
    read_page,
)
from qabot.ingest.parsing.pdf_words import join_lines, runs_on
from qabot.ingest.parsing.text_marks import raise_figures
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

ENDINGS = (".pdf",)
SANDBOXED = True
KEPT = (
    "the text layer: columns one after the other, wrapped lines and broken words joined, also over the end of a page,"
    " table rows kept; without page numbers and running heads; title, author, publisher and day from its properties;"
    " pages (`file.pdf#page=3`). A locked or broken file, and a scan, is refused by that name"
)

_SEPARATOR = "\n\n"
_MAX_PAGES = 5_000
_MAX_LAID_OUT = 300
"""Pages. Of a longer document the text is taken in the order in which it was written, since columns take too long."""
_MAX_PIECES = 1_500
_MAX_WORK = 60_000_000
"""Pieces times characters, summed over pages: about three seconds. Later pages are taken as they were written."""
_MAX_PAGE_CHARS = 200_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# PDFium puts U+0002 or U+FFFE where a line ends within a word; they are needed until the lines are joined.
_UNWANTED = re.compile("[\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_TITLE = re.compile(r"untitled.*|microsoft \w+ - .*|.*\.(docx?|odt|indd|tex|dvi|pdf|qxp|pptx?|rtf)", re.IGNORECASE)
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+(?!-?\n)")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NEAR_PIECES = 4
"""So many pieces before a raised one may be its number: a comma within a number is a piece of its own."""
_MIN_RISE, _MAX_RISE = 0.3, 2.0
"""How far figures are raised, as a multiple of their own height."""
_HAIR = 0.01
"""Points; less than the space between two characters."""
_FULL_LINE = 0.7
_TRUE_SHARE = 0.95


class _Content(NamedTuple):
    """Each page's lines in reading order, possibly none, and the document's own fields."""

    pages: tuple[list[Line], ...]
    fields: Mapping[str, str]


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of a PDF, with an anchor for each page that has text.

    Columns are read one after the other. Page numbers, and lines that many pages have at their top or bottom, are left
    out. Broken words are made whole, and a sentence continues over the end of a page. Title, author and day of creation
    are the document's own if they make sense; else the title is the file's name.

    Raises:
        ArticleError: the file is broken, protected or too long, or has no text layer.
        OSError: the file cannot be read.
    """
    content = _open(source.read(), max_chars=source.limits.max_article_chars)
    pages = drop_running_heads(content.pages)
    hyphenated = frozenset(
        word.lower() for page in pages for line in page for word in _HYPHENATED.findall(line.text + "\n")
    )
    text, anchors = _put_together([paragraphs(page, hyphenated=hyphenated) for page in pages], hyphenated)
    if not text.strip():
        msg = "has no text layer (a scan?)"
        raise ArticleError(msg, remedy="Recognise its text first, for example with ocrmypdf")
    source.check_text(text)
    title = clean_title(content.fields.get("Title", ""))
    publisher, authors = _publisher(_readable(content.fields.get("Author", "")), content.fields.get("Creator", ""))
    fields: dict[str, object] = {
        "title": "" if _NO_TITLE.fullmatch(title) else title,
        "source": publisher,
        "authors": authors,
        "published": content.fields.get("CreationDate", "").removeprefix("D:"),
    }
    fallback = title_from_path(source.name)
    yield make_article(fields, text, path=source.path, fallback_title=fallback, anchors=anchors)


def _publisher(author: str, creator: str) -> tuple[str, list[str]]:
    """Return the publisher and the authors: an author who is also the creator, which is usually a program, is neither.

    A publisher with a system of its own writes its name into both.
    """
    authors = clean_authors(author)
    publisher = next((name for name in authors if name.casefold() == " ".join(creator.split()).casefold()), "")
    return publisher, [name for name in authors if name != publisher]


def _put_together(pages: list[list[str]], hyphenated: frozenset[str]) -> tuple[str, list[Anchor]]:
    """Return the text of all pages and where each page begins, which may be within a paragraph."""
    blocks: list[str] = []
    anchors: list[Anchor] = []
    length = 0
    for number, page in enumerate(pages, 1):
        for place, block in enumerate(page):
            continues = place == 0 and bool(blocks) and runs_on(blocks[-1], block)
            if continues:
                whole = join_lines(blocks[-1], block, hyphenated=hyphenated)
                length += len(whole) - len(blocks[-1])
                start = length - len(block)
                blocks[-1] = whole
            else:
                start = length + (len(_SEPARATOR) if blocks else 0)
                length = start + len(block)
                blocks.append(block)
            if place == 0:
                anchors.append(Anchor(start, f"#page={number}"))
    return _SEPARATOR.join(blocks), anchors


def _open(content: bytes, *, max_chars: int) -> _Content:
    """Return what PDFium reads. It stops after the page that exceeds ``max_chars``, and after 5,000 pages."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            pages: list[list[Line]] = []
            length = 0
            work = 0 if len(document) <= _MAX_LAID_OUT else _MAX_WORK
            for number in range(min(len(document), _MAX_PAGES)):
                with closing(document[number]) as page, closing(page.get_textpage()) as textpage:
                    work += textpage.count_rects() * textpage.count_chars()
                    pages.append(_read(textpage, laid_out=work < _MAX_WORK and page.get_rotation() == 0))
                length += sum(len(line.text) for line in pages[-1])
                if length > max_chars:
                    break
            return _Content(tuple(pages), _fields(document))
    except pypdfium2.PdfiumError as err:
        protected = getattr(err, "err_code", None) == raw.FPDF_ERR_PASSWORD
        msg = "is protected by a password" if protected else "is not a readable PDF"
        raise ArticleError(msg) from err
    except MemoryError:
        raise
    except Exception as err:
        msg = "is not a readable PDF"
        raise ArticleError(msg) from err


def _fields(document: "PdfDocument") -> dict[str, str]:
    """Return the document's own title, author, creator and day; broken fields are left out."""
    fields: dict[str, str] = {}
    for name in ("Title", "Author", "Creator", "CreationDate"):
        try:
            fields[name] = document.get_metadata_value(name)
        except UnicodeDecodeError:
            continue
    return fields


def _read(textpage: "PdfTextPage", *, laid_out: bool) -> list[Line]:
    """Return a page's lines in the order of their places on the page, or, if that fails, as they were written."""
    written = _UNWANTED.sub("", textpage.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n"))[:_MAX_PAGE_CHARS]
    letters = sum(char.isalpha() for char in written)
    if laid_out and letters and len(_RIGHT_TO_LEFT.findall(written)) * 3 < letters:
        pieces = _pieces(textpage)
        found = sum(char.isalpha() for piece in pieces for char in piece.text)
        # Words that are taller than wide are turned. Text under other text is found twice, or not at all.
        turned = sum(len(piece.text) > 3 and piece.height > piece.right - piece.left for piece in pieces) * 2
        if letters * _TRUE_SHARE <= found <= letters / _TRUE_SHARE and turned <= len(pieces):
            return read_page(pieces)
    return _as_written(written)


def _pieces(textpage: "PdfTextPage") -> list[Piece]:
    count = textpage.count_rects()
    if count > _MAX_PIECES:
        return []
    rectangles = [Piece(*textpage.get_rect(number)) for number in range(count)]
    raised = [
        rectangle
        for number, rectangle in enumerate(rectangles)
        if any(is_small_and_high(rectangle, before) for before in rectangles[max(0, number - _NEAR_PIECES) : number])
        and _is_raised(textpage, rectangle)
    ]
    return [_with_text(textpage, piece, raised) for piece in merge_pieces(rectangles)]


def _is_raised(textpage: "PdfTextPage", rectangle: Piece) -> bool:
    """Return whether a rectangle has figures whose base line is above that of the character before them."""
    from pypdfium2 import raw

    text = _text_within(textpage, rectangle).strip()
    middle = (rectangle.bottom + rectangle.top) / 2
    first = textpage.get_index(rectangle.left + _HAIR, middle, rectangle.height, rectangle.height)
    if first is None or raise_figures(text) == text:
        return False
    before = next((place for place in range(first - 1, -1, -1) if not raw.FPDFText_IsGenerated(textpage, place)), None)
    if before is None:
        return False
    rise = _base_line(textpage, first) - _base_line(textpage, before)
    return _MIN_RISE < rise / rectangle.height < _MAX_RISE


def _base_line(textpage: "PdfTextPage", place: int) -> float:
    from ctypes import byref, c_double

    from pypdfium2 import raw

    left, base = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(textpage, place, byref(left), byref(base))
    return base.value


def _with_text(textpage: "PdfTextPage", piece: Piece, raised: list[Piece]) -> Piece:
    """Return a piece with its text, in which the figures of raised rectangles are superscript characters."""
    text = _text_within(textpage, piece)
    for rectangle in raised:
        if contains(piece, rectangle):
            figures = _text_within(textpage, rectangle).strip()
            left = piece._replace(right=rectangle.left - _HAIR)
            start = len(_text_within(textpage, left).rstrip()) if left.right > left.left else 0
            if text.startswith(figures, start):
                text = text[:start] + raise_figures(figures) + text[start + len(figures) :]
    return piece._replace(text=text)


def _text_within(textpage: "PdfTextPage", piece: Piece) -> str:
    return _UNWANTED.sub("", textpage.get_text_bounded(*piece[:4])).replace("\r\n", " ")


def _as_written(page: str) -> list[Line]:
    """Return a page's lines in the order in which they were written.

    A line that is nearly full, or is followed by a lower-case letter, continues in the next line.
    """
    lines = [line for line in (" ".join(line.split()) for line in page.split("\n")) if line]
    lengths = sorted(map(len, lines))
    full = _FULL_LINE * lengths[len(lengths) * 3 // 4] if lengths else 0
    read: list[Line] = []
    continues = False
    for place, line in enumerate(lines):
        read.append(Line(line, not (read and (continues or line[0].islower())), top=-place))
        continues = len(line) >= full
    return read


def _readable(value: str) -> str:
    """Return the value, ``""`` if it was decoded from damaged bytes."""
    return "" if "\ufffd" in value or _CONTROL.search(value) else value
