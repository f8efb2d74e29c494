"""Markdown files: front matter, then the text as a reader sees it, without markup and addresses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode
from qabot.ingest.parsing.front_matter import read_front_matter
from qabot.ingest.parsing.html.blocks import blocks_of
from qabot.ingest.parsing.metadata import clean_title, make_article, title_from_path
from qabot.ingest.parsing.tables import Cell, table_lines
from qabot.ingest.parsing.text_marks import raise_figures
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

if TYPE_CHECKING:
    from markdown_it.token import Token

ENDINGS = (".md", ".markdown")
SANDBOXED = True
KEPT = (
    "what a reader sees: a block for each paragraph, heading, list item or table row, with its headers; title from"
    " front matter, else the first heading; line numbers"
)

_SEPARATOR = "\n\n"
_OWN_LINE = re.compile(r"^[^\S\n]*(?:[–—·•‣]|(?:\*\*)?(?:[QA]|Question|Answer)[:.](?:\*\*)?)[^\S\n]", re.MULTILINE)
_OWN_LINES = 2
_MAX_MARKUP_RATIO = 2
_STRUCK_TAG = re.compile(r"<(/?)(?:del|s|strike)\b", re.IGNORECASE)
_RAISED_TAG = re.compile(r"<(/?)sup\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


class _Block(NamedTuple):
    """A paragraph, heading, list item, table row or piece of code.

    Attributes:
        text: what a reader sees.
        lines: (first character within ``text``, 1-based line of the file), ascending.
        is_main_heading: the block is a heading of the first level.
    """

    text: str
    lines: Sequence[tuple[int, int]]
    is_main_heading: bool = False


def load(source: Source) -> Iterator[Article]:
    """Yield the one article of a Markdown file: its blocks, with a blank line between them.

    The title is the front matter's, else the first main heading, else the file's name. A main heading that repeats the
    title is left out of the text.

    Raises:
        ArticleError: the file is not text, is too long, or has broken front matter.
        OSError: the file cannot be read.
    """
    content = decode(source.read_text(markup_ratio=_MAX_MARKUP_RATIO))
    head = read_front_matter(content)
    body = content[head.body_start :]
    source.check_text(body, markup_ratio=_MAX_MARKUP_RATIO)
    blocks = list(_blocks(_parse(body), first_line=head.body_line))
    heading = next((block for block in blocks if block.is_main_heading), None)
    heading_title = clean_title(heading.text) if heading else ""
    title = clean_title(head.fields.get("title")) or heading_title or title_from_path(source.name)
    if heading and heading_title.casefold() == title.casefold():
        blocks.remove(heading)
    text = _SEPARATOR.join(block.text for block in blocks)
    source.check_text(text)
    yield make_article(head.fields, text, path=source.path, fallback_title=title, anchors=_anchors(blocks))


def _parse(body: str) -> list["Token"]:
    from markdown_it import MarkdownIt

    try:
        return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    except Exception as err:
        msg = "cannot be parsed as Markdown"
        raise ArticleError(msg) from err


def _blocks(tokens: Sequence["Token"], *, first_line: int) -> Iterator[_Block]:
    cells: list[Cell] = []
    rows: list[list[Cell]] = []
    row_lines: list[int] = []
    opened = ""
    struck = 0
    for token, closed_later in zip(tokens, _closed_later(tokens), strict=True):
        was = struck
        struck = max(0, struck + _struck_change(token)) if closed_later or was else 0
        if was and token.type in ("html_block", "fence", "code_block"):
            continue
        line = first_line + (token.map[0] if token.map else 0)
        if token.type == "inline" and opened in ("th", "td"):
            cells.append(Cell(_inline(token, line=line, struck=was).text, is_header=opened == "th"))
        elif token.type == "inline":
            yield from _visible(_inline(token, line=line, struck=was)._replace(is_main_heading=opened == "h1"))
        elif token.type == "tr_open":
            row_lines.append(line)
        elif token.type == "tr_close":
            rows.append(cells)
            cells = []
        elif token.type == "table_close":
            for row in table_lines(rows):
                yield from _visible(_Block(row.text, [(0, row_lines[row.row])]))
            rows, row_lines = [], []
        elif token.type in ("fence", "code_block"):
            yield from _visible(_code(token.content, line=line + (token.type == "fence")))
        elif token.type == "html_block":
            for text in blocks_of(_COMMENT.sub("", token.content)):
                yield _Block(text, [(0, line)])
        if token.nesting == 1:
            opened = token.tag


def _struck_change(token: "Token") -> int:
    """Return how many tags for struck-out text a block opens, less those that it closes."""
    if token.type == "html_block":
        return sum(-1 if closes else 1 for closes in _STRUCK_TAG.findall(token.content))
    return sum(_change(child, "", "", _STRUCK_TAG) for child in token.children or ())


def _closed_later(tokens: Sequence["Token"]) -> list[bool]:
    """Return for each block whether struck-out text is closed in it or later: a tag without its end strikes nothing."""
    found = [False]
    for token in reversed(tokens):
        found.append(found[-1] or _struck_change(token) < 0)
    return found[:0:-1]


def _inline(token: "Token", *, line: int, struck: int) -> _Block:
    """Return running text; a line end within a paragraph becomes a space, and the new line is noted in ``lines``.

    If several lines begin with a dash, a dot in the middle or the label of a turn, which are no markup, each stays a
    line of its own.

    Args:
        token: a paragraph, heading or cell.
        line: of the file, where it begins.
        struck: how many tags for struck-out text are open there.
    """
    pieces: list[str] = []
    lines = [(0, line)]
    line_end = "\n" if len(_OWN_LINE.findall(token.content)) >= _OWN_LINES else " "
    length = raised = ends = 0
    after_space = left_out = False
    for child in token.children or ():
        struck += _change(child, "s_open", "s_close", _STRUCK_TAG)
        raised += _change(child, "", "", _RAISED_TAG)
        if child.type in ("softbreak", "hardbreak"):
            piece = line_end if child.type == "softbreak" else "\n"
        else:
            shown = child.content if child.type in ("text", "code_inline", "image") and struck <= 0 else ""
            piece = raise_figures(shown) if raised > 0 else shown
        # Around text that was left out, one space is enough.
        left_out = left_out or struck > 0
        piece = piece.removeprefix(" ") if after_space and left_out else piece
        pieces.append(piece)
        length += len(piece)
        if child.type in ("softbreak", "hardbreak"):
            ends += 1
            if lines[-1][0] == length:
                lines.pop()  # of a line that is struck out as a whole nothing is left
            lines.append((length, line + ends))
        if piece:
            after_space, left_out = piece.endswith(" "), False
    # A tag or a piece of code may span a line end; then only the first line's place is certain.
    return _Block("".join(pieces), lines if ends == token.content.count("\n") else lines[:1])


def _change(token: "Token", opens: str, closes: str, tag: re.Pattern[str]) -> int:
    """Return 1 if a token opens such text, -1 if it closes it, else 0; ``tag`` matches the HTML tag for it."""
    if token.type in (opens, closes):
        return 1 if token.type == opens else -1
    found = tag.match(token.content) if token.type == "html_inline" else None
    return 0 if found is None else -1 if found[1] else 1


def _code(content: str, *, line: int) -> _Block:
    text = content.rstrip("\n")
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return _Block(text, [(start, line + number) for number, start in enumerate(starts)])


def _visible(block: _Block) -> Iterator[_Block]:
    """Yield the block without blank lines and spaces at its ends; yield nothing if no text is left."""
    text = block.text.rstrip()
    lead = len(text) - len(text.lstrip())
    if "\n" in text[:lead]:
        lead = text.rindex("\n", 0, lead) + 1
    text = text[lead:]
    if not text:
        return
    lines = [(max(0, start - lead), line) for start, line in block.lines if start < lead + len(text)]
    first = max((number for number, (start, _) in enumerate(lines) if start == 0), default=0)
    yield block._replace(text=text, lines=lines[first:])


def _anchors(blocks: Iterable[_Block]) -> Iterator[Anchor]:
    start = 0
    for block in blocks:
        for offset, line in block.lines:
            yield Anchor(start + offset, f":{line}")
        start += len(block.text) + len(_SEPARATOR)
