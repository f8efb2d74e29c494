"""RTF as a reader sees it, where the library that reads RTF sees it otherwise.

The library takes struck-out, deleted and hidden text for ordinary text, leaves out text boxes and text that is given in
ANSI and in Unicode, and shows the addresses of links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qabot.ingest.parsing.text_marks import raise_figures

_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\.|[{}]|[^\\{}]+", re.DOTALL)
_USED = re.compile(r"\\(?:super|up\d*|strike|striked\d|deleted|v|shp|dptxbxtext|fldinst|upr)(?![a-z])")
_LEFT_OUT = frozenset({"strike", "striked", "deleted", "v"})
_NOT_RAISED = frozenset({"nosupersub", "sub", "plain"})
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_DRAWINGS = frozenset({"shp", "do"})
"""A drawing: of what it holds, only the text of its boxes is shown. Its ``shprslt`` repeats that for old programs."""
_UNSEEN = frozenset(
    {"fldinst", "shprslt", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"}
)


@dataclass(slots=True)
class _Group:
    """What is known of an open group.

    Attributes:
        look: which marks hold for its text.
        sink: where its text goes; ``None`` if it is left out.
        braces: where its braces go.
        boxes: text boxes inside it are shown.
        is_pair: it holds the same text in ANSI, then in Unicode.
        is_box: it is a text box.
    """

    look: frozenset[str]
    sink: list[str] | None
    braces: list[str] | None
    boxes: bool = True
    is_pair: bool = False
    is_box: bool = False


def clean_rtf(content: str) -> str:
    """Return RTF whose text, as the library reads it, is what a reader sees.

    Struck-out, deleted and hidden text and the addresses of links are left out. Raised figures become superscript
    characters. The text of a box stands behind the paragraph that holds it. Text in ANSI is dropped if Unicode follows.
    """
    if not _USED.search(content):
        return content
    return "".join(_cleaned(content))


def _cleaned(content: str) -> list[str]:
    pieces: list[str] = []
    boxes: list[str] = []
    groups = [_Group(frozenset(), pieces, None)]
    starred = False
    for piece, word, number in _tokens(content):
        group = groups[-1]
        if piece == "{":
            # In a pair, the first group is the text in ANSI; the second begins with \*\ud.
            sink = None if group.is_pair else group.sink
            groups.append(_Group(group.look, sink, sink, boxes=group.boxes))
            _put(sink, piece)
            continue
        if piece == "}":
            if len(groups) == 2:
                pieces += boxes
                boxes.clear()
            if len(groups) > 1:
                groups.pop()
            if group.is_box:
                boxes.append("}\\par ")
            _put(group.braces, piece)
            continue
        if piece == "\\*":
            starred = True
            continue
        if word in _DRAWINGS | _UNSEEN:
            _put(group.sink, "\\*")
            group.sink, group.boxes = None, group.boxes and word in _DRAWINGS
        elif word in _BOXES and group.boxes:
            group.sink, group.is_box = boxes, True
            boxes.append("\\par {")
        elif word == "upr":
            group.is_pair = True
        elif word == "ud" and len(groups) > 1 and groups[-2].is_pair:
            group.sink = group.braces = groups[-2].sink
            _put(group.sink, "{")
        else:
            if starred:
                _put(group.sink, "\\*")
            group.look = _look(group.look, word, number)
            is_text = word is None or word == "u"
            if not (is_text and group.look & _LEFT_OUT):
                _put(group.sink, _raised(piece) if is_text and "super" in group.look else piece)
            if word == "par" and group.sink is pieces and boxes:
                pieces += boxes
                boxes.clear()
        starred = False
    return pieces + boxes


def _tokens(content: str) -> Iterator[tuple[str, str | None, str | None]]:
    r"""Yield each token with its control word and number; ``\bin`` and its bytes are left out."""
    place = 0
    while token := _TOKEN.match(content, place):
        place = token.end()
        if token[1] == "bin":
            place += max(0, int(token[2] or 0))
        else:
            yield token[0], token[1], token[2]


def _put(sink: list[str] | None, piece: str) -> None:
    if sink is not None:
        sink.append(piece)


def _look(look: frozenset[str], word: str | None, number: str | None) -> frozenset[str]:
    if word in _LEFT_OUT or word == "super":
        return look - {word} if number == "0" else look | {word}
    if word == "up":
        # A distance above the line, in half points; without a number it is 6.
        return look - {"super"} if number == "0" else look | {"super"}
    if word in _NOT_RAISED:
        return frozenset() if word == "plain" else look - {"super"}
    return look


def _raised(text: str) -> str:
    """Return raised text in ASCII: a character outside of it as a code with one replacement character."""
    changed = raise_figures(text)
    return text if changed == text else "".join(f"{{\\uc1\\u{ord(char)}?}}" for char in changed)
