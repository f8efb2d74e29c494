"""``/forget``: delete what the bot keeps about the person who uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.asking.delivery import InteractionReply, Shown
from qabot.surfaces.discord.commands.where import everywhere

if TYPE_CHECKING:
    from typing import Any

    import discord
    from discord import app_commands

    from qabot.surfaces.discord.asking.service import QuestionService

HELP = "**/forget** deletes what I keep about you: your questions, my answers to you, and your votes."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="forget", description="Delete everything that you keep about me")
    @everywhere
    async def forget(interaction: discord.Interaction[Any]) -> None:
        async def work() -> Shown:
            return Shown([[await service.memory.forget_person(interaction.user.id)]])

        await service.show(InteractionReply(interaction, private=True), work)
