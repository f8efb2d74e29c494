"""Escapes article text for Discord: nothing in it mentions, links, hides, formats or changes the writing direction."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile(r"([\\*_~`|>#\[\]<])")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.I)
_SCHEME = re.compile(r"(https?|discord|steam|mailto):(?=\S)", re.I)
_INVITE = re.compile(r"(discord(?:app)?|dsc|invite)(?=\.(?:gg|io|me|com))", re.I)
_BREAK = "\u200b"
"""A zero-width space, with which discord.py breaks mentions too; those in the text itself are removed first."""


def escape_markdown(text: str) -> str:
    """Return text on one line that Discord shows exactly as it is written."""
    line = " ".join(text.split())
    plain = "".join(char for char in line if unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Co"))
    broken = _INVITE.sub(rf"\1{_BREAK}", _SCHEME.sub(rf"\1:{_BREAK}", plain))
    return _MARKS.sub(r"\\\1", _MENTION.sub(f"@{_BREAK}", broken))


def plain_path(path: str) -> str:
    """Return a path as inline code; no character in the path can end the code."""
    shown = "".join(char for char in path if unicodedata.category(char)[0] != "C").replace("`", "'").strip()
    return f"`{shown}`"


def safe_link(address: str) -> str:
    """Return an address for a masked link; ``""`` if it is not http or https, or longer than 1,500 characters."""
    kept = "".join(char for char in address if not char.isspace() and unicodedata.category(char)[0] != "C")
    if not kept.startswith(("http://", "https://")) or len(kept) > 1_500:
        return ""
    quoted = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "[": "%5B", "]": "%5D", "\\": "%5C", "`": "%60"}
    return "".join(quoted.get(char, char) for char in kept)
