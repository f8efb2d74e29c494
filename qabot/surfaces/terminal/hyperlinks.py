"""Whether a terminal makes a title a link to click on, or needs the address written out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

_PROGRAMS = frozenset(("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby", "zed", "WarpTerminal"))
_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour", "rio")
_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID")
_FIRST_VTE = 5000
"""VTE, which GNOME Terminal and others show, has links since 0.50."""


def has_hyperlinks(console: Console, environment: Mapping[str, str] | None = None) -> bool:
    """Return whether the terminal of a console shows links (OSC 8).

    A terminal cannot be asked, so it is told by the variables that it sets, like in the crate supports-hyperlinks;
    ``FORCE_HYPERLINK`` (0 or 1) overrules them. Without colours, rich writes no links.

    Args:
        console: where links would be printed.
        environment: the process's own when ``None``.
    """
    given = os.environ if environment is None else environment
    if not console.is_terminal or console.color_system is None or console.legacy_windows:
        return False
    if forced := given.get("FORCE_HYPERLINK"):
        return forced != "0"
    if given.get("TERM", "").startswith(("screen", "tmux")) or given.get("TMUX"):
        return False
    vte = given.get("VTE_VERSION", "")
    return (
        given.get("TERM_PROGRAM") in _PROGRAMS
        or given.get("TERM", "").startswith(_TERMS)
        or any(given.get(variable) for variable in _VARIABLES)
        or (vte.isdecimal() and int(vte) >= _FIRST_VTE)
    )
