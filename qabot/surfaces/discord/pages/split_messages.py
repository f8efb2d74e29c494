"""Splits long text into messages that Discord accepts: at paragraphs, with code fences closed and opened again."""

from __future__ import annotations

import re
from collections.abc import Sequence

MESSAGE = 4_000
"""The most UTF-16 units of all texts of a message that is laid out with components."""
GAP = "\n\n"
"""Between the blocks of a list: a blank line."""
_FENCE = re.compile(r"^\s*(```+)(\S*)", re.M)
_ROOM_FOR_FENCE = 40


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units, as Discord counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int) -> list[str]:
    """Split a text into pieces of at most ``limit`` UTF-16 units.

    The best of these places is used: a blank line, a line break, the end of a sentence, a space, any character. A code
    block that is split is closed in one piece and opened again, with its language, in the next.
    """
    pieces: list[str] = []
    rest, opened = text.strip("\n"), ""
    while opened or utf16_length(rest) > limit or not pieces:
        start = f"{opened}\n" if opened else ""
        if utf16_length(start + rest) <= limit:
            pieces.append(start + rest)
            break
        end = _cut(rest, limit - utf16_length(start) - (_ROOM_FOR_FENCE if "```" in start + rest else 0))
        head = start + rest[:end].rstrip()
        rest = rest[end:] if opened else rest[end:].lstrip()
        opened = _open_fence(head)
        pieces.append(head + "\n```" if opened else head)
        if not rest.strip():
            break
        if not opened and utf16_length(rest) <= limit:
            pieces.append(rest)
            break
    return [piece for piece in pieces if piece.strip()] or [""]


def pack(sections: Sequence[Sequence[str]], *, gap: str = "\n", total: int = MESSAGE) -> list[list[str]]:
    """Distribute sections over messages.

    Args:
        sections: blocks that belong together; a message has a line between sections. A block is split only if it is
            longer than ``total``.
        gap: what stands between the blocks of a section.
        total: the most UTF-16 units of a message.

    Returns:
        For each message its texts, one for each section that is in it.
    """
    messages: list[list[str]] = []
    used = total
    for section in sections:
        before = ""
        for piece in (piece for block in section for piece in split_text(block, total) if piece):
            length = utf16_length(before + piece)
            if used + length > total:
                messages.append([piece])
                used = utf16_length(piece)
            elif before:
                messages[-1][-1] += before + piece
                used += length
            else:
                messages[-1].append(piece)
                used += length
            before = gap
    return messages


def shorten(text: str, limit: int) -> str:
    """Return a text of at most ``limit`` UTF-16 units; an ellipsis stands for the rest."""
    return text if utf16_length(text) <= limit else _head(text, limit - 1).rstrip() + "…"


def _head(text: str, limit: int) -> str:
    """Return as many whole characters as fit into ``limit`` UTF-16 units; at least one."""
    return text.encode("utf-16-le", "surrogatepass")[: limit * 2].decode("utf-16-le", "ignore") or text[:1]


def _cut(text: str, limit: int) -> int:
    """Return where to split: behind the last good place within ``limit`` that leaves no tiny piece."""
    head = _head(text, max(limit, 1))
    for mark in ("\n\n", "\n", ". ", " "):
        place = head.rfind(mark)
        if place > len(head) // 4:
            return place + len(mark)
    # A backslash stays with the character that it escapes.
    slashes = len(head) - len(head.rstrip("\\"))
    return len(head) - slashes % 2 or len(head)


def _open_fence(text: str) -> str:
    """Return the fence that a piece leaves open, with its language; ``""`` for none."""
    opened = ""
    for fence in _FENCE.finditer(text):
        opened = "" if opened else f"{fence[1]}{fence[2]}"
    return opened
