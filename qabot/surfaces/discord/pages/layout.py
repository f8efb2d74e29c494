"""A message as Discord's components: texts in a box whose edge says how sure the answer is, and buttons below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.ui import ActionRow, Container, File, LayoutView, Separator, TextDisplay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.surfaces.discord.memory.stored_answer import Tone

COLOURS: dict[Tone, int | None] = {
    "sure": 0x23A55A,
    "likely": 0x5865F2,
    "weak": 0xF0B232,
    "not found": 0x80848E,
    "overview": None,
}
"""The edge of an answer: green, blue, amber, grey, and none where no probability is known. A tone that is not here has
no box. The words stand in the answer as well, for those who do not see the colours."""


def layout(
    texts: Sequence[str],
    *,
    tone: Tone | None = None,
    rows: Sequence[Sequence[discord.ui.Item[Any]]] = (),
    file: str = "",
) -> LayoutView:
    """Return a message.

    Args:
        texts: at least one.
        tone: how sure the answer is; ``None`` for what is no answer.
        rows: buttons or one select each; at most five buttons in a row.
        file: the name of a file that is sent with the message; ``""`` for none.
    """
    view = LayoutView(timeout=None)
    parts: list[discord.ui.Item[LayoutView]] = []
    for text in texts:
        parts += [Separator()] if parts else []
        parts.append(TextDisplay(text))
    if tone in COLOURS:
        view.add_item(Container(*parts, accent_colour=COLOURS[tone]))
    else:
        for part in parts:
            view.add_item(part)
    if file:
        view.add_item(File(f"attachment://{file}"))
    for row in rows:
        view.add_item(ActionRow(*row))
    # Presses are handled by the ids of the buttons. A view that is finished is not kept by discord.py.
    view.stop()
    return view
