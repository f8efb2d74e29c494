"""Raised, struck-out, deleted and hidden text in RTF, which the library that reads RTF takes for ordinary text."""

import re

from qabot.ingest.parsing.text_marks import raise_figures

_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\.|[{}]|[^\\{}]+", re.DOTALL)
_USED = re.compile(r"\\(?:super|strike|striked\d|deleted|v)(?![a-z])")
_LEFT_OUT = frozenset({"strike", "striked", "deleted", "v"})
_NOT_RAISED = frozenset({"nosupersub", "sub", "plain"})


def clean_rtf(content: str) -> str:
    """Return RTF without struck-out, deleted and hidden text, and with superscript characters for raised figures."""
    if not _USED.search(content):
        return content
    pieces: list[str] = []
    looks: list[frozenset[str]] = []
    look: frozenset[str] = frozenset()
    for token in _TOKEN.finditer(content):
        piece, word, number = token[0], token[1], token[2]
        if piece == "{":
            looks.append(look)
        elif piece == "}":
            look = looks.pop() if looks else frozenset()
        elif word in _LEFT_OUT or word == "super":
            look = look - {word} if number == "0" else look | {word}
        elif word in _NOT_RAISED:
            look = frozenset() if word == "plain" else look - {"super"}
        elif word is None or word == "u":
            if look & _LEFT_OUT:
                continue
            piece = _raised(piece) if "super" in look else piece
        pieces.append(piece)
    return "".join(pieces)


def _raised(text: str) -> str:
    """Return raised text in ASCII: a character outside of it as a code with one replacement character."""
    changed = raise_figures(text)
    return text if changed == text else "".join(f"{{\\uc1\\u{ord(char)}?}}" for char in changed)
