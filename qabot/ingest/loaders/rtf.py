"""RTF files: their paragraphs and table rows."""

import re
from collections.abc import Iterator

from qabot.errors import ArticleError
from qabot.ingest.parsing.document import Block, article_of_blocks, unreadable
from qabot.ingest.parsing.rtf_marks import clean_rtf
from qabot.ingest.parsing.tables import Cell, table_lines
from qabot.ingest.source import Source
from qabot.model import Article

ENDINGS = (".rtf",)
SANDBOXED = True
KEPT = (
    "paragraphs, table rows with their headers, text boxes; no addresses of links; title, author and day from its"
    " information group"
)

_CELL_END = "|"
_MAX_CHARS = 16_000_000
# Pictures and embedded files, written as hexadecimal digits.
_HEX = re.compile(r"[0-9a-fA-F\r\n]{200,}")
_FIELD = re.compile(r"\{\\(title|author)\s((?:[^{}]|\\[{}]){1,2000})\}")
_DAY = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of an RTF file; title, author and day of creation come from its information group.

    Raises:
        ArticleError: the file is not RTF, is too large, or has no text.
        OSError: the file cannot be read.
    """
    from striprtf.striprtf import rtf_to_text

    raw = source.read()
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise unreadable("an RTF file")
    content = _HEX.sub("", raw.decode("latin-1"))
    if len(content) > _MAX_CHARS:
        msg = f"has more than {_MAX_CHARS:,} characters of RTF"
        raise ArticleError(msg)
    try:
        text = rtf_to_text(clean_rtf(content), errors="replace")
        fields: dict[str, object] = {
            name: rtf_to_text("{\\rtf1 " + value + "}", errors="replace") for name, value in _FIELD.findall(content)
        }
    except MemoryError:
        raise
    # Broken RTF makes the library raise errors of every kind.
    except Exception as err:
        raise unreadable("an RTF file") from err
    day = _DAY.search(content)
    if day:
        fields["published"] = f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}"
    yield article_of_blocks(source, fields, _blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    """Yield the paragraphs and table rows of what the library makes of RTF: a row is a line that ends with "|"."""
    rows: list[list[Cell]] = []
    for line in (*text.split("\n"), ""):
        plain = re.sub(r" {2,}", " ", line).strip()
        if plain.endswith(_CELL_END):
            rows.append([Cell(cell.strip()) for cell in plain.removesuffix(_CELL_END).split(_CELL_END)])
            continue
        yield from (Block(row.text) for row in table_lines(rows))
        rows = []
        yield Block(plain)
