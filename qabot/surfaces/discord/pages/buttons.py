"""The row of buttons under an answer. A button's id holds all it needs, so it works after a restart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, cast

import discord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer

IDS = re.compile(
    r"qabot:(?P<action>passages|back|on|share|up|down|wrong|delete):(?P<answer>[0-9a-f]{16})(?::(?P<number>\d{1,3}))?"
)
FORM_IDS = re.compile(r"qabot:report:(?P<answer>[0-9a-f]{16})")
FORM_WORDS, FORM_NUMBER = "words", "number"
_FORM_S = 900
_PLAIN, _RED = discord.ButtonStyle.secondary, discord.ButtonStyle.danger
_LOOKS: dict[str, tuple[str | None, str | None, discord.ButtonStyle]] = {
    "passages": ("Passages", None, _PLAIN),
    "share": ("Share", None, discord.ButtonStyle.primary),
    "up": (None, "👍", _PLAIN),
    "down": (None, "👎", _PLAIN),
    "wrong": ("Wrong citation", None, _PLAIN),
    "delete": ("Delete", None, _RED),
    "back": (None, "◀️", _PLAIN),
    "on": (None, "▶️", _PLAIN),
}


class _Client(Protocol):
    async def pressed(self, interaction: discord.Interaction[Any], action: str, answer: str, number: int) -> None: ...


class AnswerButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=IDS):
    """A button under an answer; its id holds the action and the answer's id."""

    def __init__(self, action: str, answer: str, number: int = 0, *, disabled: bool = False) -> None:
        """Make a button for a message, or to handle a press."""
        label, emoji, style = _LOOKS[action]
        place = f":{number}" if action in ("back", "on") else ""
        super().__init__(
            discord.ui.Button(
                label=label,
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


class ReportForm(discord.ui.Modal):
    """Asks what is wrong with a citation; whoever reads it needs only its id, so that it outlives a restart."""

    def __init__(self, answer: StoredAnswer) -> None:
        """Ask for the citation's number only if there are several."""
        super().__init__(title="Wrong citation", custom_id=f"qabot:report:{answer.id}", timeout=_FORM_S)
        if answer.citations > 1:
            self.add_item(
                discord.ui.TextInput(
                    label="Which one?",
                    custom_id=FORM_NUMBER,
                    placeholder=f"Its number, 1 to {answer.citations}",
                    required=False,
                    max_length=4,
                )
            )
        self.add_item(
            discord.ui.TextInput(
                label="What is wrong with it?",
                custom_id=FORM_WORDS,
                style=discord.TextStyle.paragraph,
                placeholder="It does not say that; it is about something else; …",
                max_length=1_000,
            )
        )


def row_under(answer: StoredAnswer) -> discord.ui.View:
    """Return the buttons of an answer, at most five, in one row."""
    actions = {
        "passages": bool(answer.evidence),
        "share": answer.private,
        "up": True,
        "down": True,
        "wrong": answer.citations > 0,
        "delete": not answer.private,
    }
    return _row(AnswerButton(action, answer.id) for action, wanted in actions.items() if wanted)


def pages_row(answer: StoredAnswer, number: int) -> discord.ui.View | None:
    """Return the buttons that turn the pages of an answer's passages; ``None`` if there is only one page."""
    last = len(answer.evidence) - 1
    if last < 1:
        return None
    return _row(
        (
            AnswerButton("back", answer.id, number, disabled=number == 0),
            AnswerButton("on", answer.id, number, disabled=number == last),
        )
    )


def is_on_message(interaction: discord.Interaction[Any], custom_id: str) -> bool:
    """Return whether the pressed message has a button with this id."""
    rows = interaction.message.components if interaction.message else []
    return any(
        getattr(one, "custom_id", None) == custom_id
        for row in rows
        if isinstance(row, discord.ActionRow)
        for one in row.children
    )


def _row(buttons: Iterable[AnswerButton]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    return view
