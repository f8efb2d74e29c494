"""The buttons under an answer. A button's id holds all it needs, so it works after a restart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, cast

import discord

from qabot.surfaces.discord.pages.split_messages import shorten

if TYPE_CHECKING:
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer

    Row = list["AnswerButton"]

IDS = re.compile(
    r"qabot:(?P<action>passages|back|on|thread|share|again|go|ask|up|down|wrong|delete)"
    r":(?P<answer>[0-9a-f]{16})(?::(?P<number>\d{1,3}))?"
)
_LABEL_UNITS = 80
_IN_A_ROW = 5
_PLAIN = discord.ButtonStyle.secondary
_LOOKS: dict[str, tuple[str | None, str | None, discord.ButtonStyle]] = {
    "passages": ("Passages", None, _PLAIN),
    "thread": ("Thread", None, _PLAIN),
    "share": ("Share", None, discord.ButtonStyle.primary),
    "again": ("Ask again", None, _PLAIN),
    "go": ("Ask", None, discord.ButtonStyle.primary),
    "ask": ("Ask this", None, discord.ButtonStyle.primary),
    "up": (None, "👍", _PLAIN),
    "down": (None, "👎", _PLAIN),
    "wrong": ("Wrong citation", None, _PLAIN),
    "delete": ("Delete", None, discord.ButtonStyle.danger),
    "back": (None, "◀️", _PLAIN),
    "on": (None, "▶️", _PLAIN),
}
_NUMBERED = ("back", "on", "ask")


class _Client(Protocol):
    async def pressed(self, interaction: discord.Interaction[Any], action: str, answer: str, number: int) -> None: ...


class AnswerButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=IDS):
    """A button under an answer; its id holds the action and the answer's id."""

    def __init__(self, action: str, answer: str, number: int = 0, *, label: str = "", disabled: bool = False) -> None:
        """Make a button for a message, or to handle a press."""
        usual, emoji, style = _LOOKS[action]
        place = f":{number}" if action in _NUMBERED else ""
        super().__init__(
            discord.ui.Button(
                label=shorten(label, _LABEL_UNITS) or usual,
                emoji=emoji,
                style=style,
                disabled=disabled,
                custom_id=f"qabot:{action}:{answer}{place}",
            )
        )
        self._pressed = (action, answer, number)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> AnswerButton:
        """Return the button that an id describes."""
        return cls(match["action"], match["answer"], int(match["number"] or 0))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press on."""
        await cast("_Client", interaction.client).pressed(interaction, *self._pressed)


def rows_under(answer: StoredAnswer) -> list[Row]:
    """Return the buttons of an answer: first what goes on from it, then what is about it; none under talk."""
    if answer.tone == "talk":
        return []
    asking = [AnswerButton("ask", answer.id, n, label=one) for n, one in enumerate(answer.follow_ups)]
    refused = answer.status == "not_found"
    about = {
        "passages": bool(answer.evidence),
        "thread": answer.threads and not refused,
        "share": answer.private,
        "again": refused,
        "wrong": answer.citations > 0,
    }
    judging = {"up": True, "down": True, "delete": not answer.private}
    looks = {"passages": "Nearest passages"} if refused else {}
    first, second = (
        [AnswerButton(action, answer.id, label=looks.get(action, "")) for action, wanted in part.items() if wanted]
        for part in (about, judging)
    )
    rows = [first + second] if len(first + second) <= _IN_A_ROW else [first, second]
    return [row for row in (asking, *rows) if row]


def page_rows(answer: StoredAnswer, number: int) -> list[Row]:
    """Return the buttons that turn the pages of an answer's passages; none if there is only one page."""
    last = len(answer.evidence) - 1
    if last < 1:
        return []
    back = AnswerButton("back", answer.id, number, disabled=number == 0)
    return [[back, AnswerButton("on", answer.id, number, disabled=number == last)]]


def is_on_message(interaction: discord.Interaction[Any], custom_id: str) -> bool:
    """Return whether the pressed message has a button or a select with this id."""
    rows = interaction.message.components if interaction.message else []
    return any(
        getattr(one, "custom_id", None) == custom_id
        for row in rows
        if isinstance(row, discord.ActionRow)
        for one in row.children
    )
