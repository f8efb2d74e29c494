"""Splits long text into messages that Discord accepts: at paragraphs, with code fences closed and opened again."""

from __future__ import annotations

import re
from collections.abc import Sequence

CONTENT = 2_000
DESCRIPTION = 4_096
EMBED_TOTAL = 6_000
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


def pack(blocks: Sequence[str], *, limit: int = DESCRIPTION, total: int = EMBED_TOTAL) -> list[list[str]]:
    """Distribute blocks over messages of embeds.

    Args:
        blocks: texts; one is split only if it is longer than ``limit``.
        limit: the most UTF-16 units of one embed.
        total: the most UTF-16 units of all embeds of a message.

    Returns:
        For each message the descriptions of its embeds, at most ten.
    """
    embeds: list[str] = []
    for block in blocks:
        for piece in split_text(block, limit):
            if embeds and utf16_length(embeds[-1]) + 2 + utf16_length(piece) <= limit:
                embeds[-1] += "\n\n" + piece
            elif piece:
                embeds.append(piece)
    messages: list[list[str]] = []
    for embed in embeds:
        if messages and len(messages[-1]) < 10 and sum(map(utf16_length, messages[-1])) + utf16_length(embed) <= total:
            messages[-1].append(embed)
        else:
            messages.append([embed])
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
