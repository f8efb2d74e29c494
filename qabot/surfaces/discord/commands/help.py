"""``/help``: what the bot can do; a mention without a question gets the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.asking.sending import respond_privately
from qabot.surfaces.discord.commands.where import everywhere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import discord
    from discord import app_commands

_WITHOUT_COMMANDS = """\
**Mention me**, or write to me directly, and I take it as a question; quote a sentence (>) to ask about it.
**Reply** to my answer and leave the @ on, or mention me in a thread, and I understand “and when was it built?”. \
In direct messages every question can continue the one before.
**Under an answer**: *Passages* shows what I read, *Thread* opens a thread to go on in, *Share* makes a private answer \
public, *Ask again* takes the question in other words, 👍 and 👎 say whether it is right, *Wrong citation* says which \
source is not, *Delete* removes my answer."""


def help_text(lines: Iterable[str]) -> str:
    """Return the help: the help line of each command, then what works without a command."""
    return "\n".join([*lines, _WITHOUT_COMMANDS])


def add(tree: app_commands.CommandTree[discord.Client], text: str) -> None:
    """Add the command, which shows ``text``, to a tree."""

    @tree.command(name="help", description="What I can do")
    @everywhere
    async def help_(interaction: discord.Interaction[Any]) -> None:
        await respond_privately(interaction, text)
