"""Article text made inert for Discord: nothing in it mentions, links, hides, formats or turns the writing around."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile(r"([\\*_~`|>#\[\]<])")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.I)
_SCHEME = re.compile(r"(https?|discord|steam|mailto):(?=\S)", re.I)
_INVITE = re.compile(r"(discord(?:app)?|dsc|invite)(?=\.(?:gg|io|me|com))", re.I)
_BREAK = "\u200b"
"""Discord.py breaks mentions with it; any that the text itself had is gone before."""


def inert(text: str) -> str:
    """Return text on one line that Discord shows as it is written, whatever it says."""
    line = " ".join(text.split())
    plain = "".join(char for char in line if unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Co"))
    broken = _INVITE.sub(rf"\1{_BREAK}", _SCHEME.sub(rf"\1:{_BREAK}", plain))
    return _MARKS.sub(r"\\\1", _MENTION.sub(f"@{_BREAK}", broken))


def plain_path(path: str) -> str:
    """Return a path as inline code, which nothing in it can end."""
    shown = "".join(char for char in path if unicodedata.category(char)[0] != "C").replace("`", "'").strip()
    return f"`{shown}`"


def safe_link(address: str) -> str:
    """Return an address that can stand in a masked link; ``""`` for one that is not http or https, or too long."""
    kept = "".join(char for char in address if not char.isspace() and unicodedata.category(char)[0] != "C")
    if not kept.startswith(("http://", "https://")) or len(kept) > 1_500:
        return ""
    quoted = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "[": "%5B", "]": "%5D", "\\": "%5C", "`": "%60"}
    return "".join(quoted.get(char, char) for char in kept)
