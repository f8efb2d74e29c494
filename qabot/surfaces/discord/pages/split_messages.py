"""Long text cut into what Discord takes: at paragraphs, with balanced code fences, lengths as Discord counts them."""

from __future__ import annotations

import re
from collections.abc import Sequence

CONTENT = 2_000
DESCRIPTION = 4_096
EMBED_TOTAL = 6_000
_FENCE = re.compile(r"^\s*(```+)(\S*)", re.M)
_ROOM_FOR_FENCE = 40


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int) -> list[str]:
    """Cut a text into pieces of at most ``limit`` UTF-16 units, at the best place there is.

    Tried in order: a blank line, a line break, the end of a sentence, a space, any character. A code block that is
    cut is closed in one piece and opened again, with its language, in the next.
    """
    pieces: list[str] = []
    rest, opened = text.strip("\n"), ""
    while opened or units(rest) > limit or not pieces:
        start = f"{opened}\n" if opened else ""
        if units(start + rest) <= limit:
            pieces.append(start + rest)
            break
        end = _cut(rest, limit - units(start) - (_ROOM_FOR_FENCE if "```" in start + rest else 0))
        head = start + rest[:end].rstrip()
        rest = rest[end:] if opened else rest[end:].lstrip()
        opened = _open_fence(head)
        pieces.append(head + "\n```" if opened else head)
        if not rest.strip():
            break
        if not opened and units(rest) <= limit:
            pieces.append(rest)
            break
    return [piece for piece in pieces if piece.strip()] or [""]


def pack(blocks: Sequence[str], *, limit: int = DESCRIPTION, total: int = EMBED_TOTAL) -> list[list[str]]:
    """Lay blocks out over messages of embeds.

    Args:
        blocks: none is cut unless it is longer than ``limit`` by itself.
        limit: UTF-16 units of one embed.
        total: of all the embeds of a message together.

    Returns:
        For each message the descriptions of its embeds, at most ten.
    """
    embeds: list[str] = []
    for block in blocks:
        for piece in split_text(block, limit):
            if embeds and units(embeds[-1]) + 2 + units(piece) <= limit:
                embeds[-1] += "\n\n" + piece
            elif piece:
                embeds.append(piece)
    messages: list[list[str]] = []
    for embed in embeds:
        if messages and len(messages[-1]) < 10 and sum(map(units, messages[-1])) + units(embed) <= total:
            messages[-1].append(embed)
        else:
            messages.append([embed])
    return messages


def shorten(text: str, limit: int) -> str:
    """Return a text of at most ``limit`` UTF-16 units, an ellipsis in place of what is left out."""
    return text if units(text) <= limit else _head(text, limit - 1).rstrip() + "…"


def _head(text: str, limit: int) -> str:
    """Return as many whole characters as ``limit`` UTF-16 units hold; at least one."""
    return text.encode("utf-16-le", "surrogatepass")[: limit * 2].decode("utf-16-le", "ignore") or text[:1]


def _cut(text: str, limit: int) -> int:
    """Return where to cut: behind the last good place inside ``limit`` that leaves no tiny piece."""
    head = _head(text, max(limit, 1))
    for mark in ("\n\n", "\n", ". ", " "):
        place = head.rfind(mark)
        if place > len(head) // 4:
            return place + len(mark)
    # A backslash stays with what it makes inert.
    slashes = len(head) - len(head.rstrip("\\"))
    return len(head) - slashes % 2 or len(head)


def _open_fence(text: str) -> str:
    """Return the fence that a piece leaves open, with its language, ``""`` for none."""
    opened = ""
    for fence in _FENCE.finditer(text):
        opened = "" if opened else f"{fence[1]}{fence[2]}"
    return opened
