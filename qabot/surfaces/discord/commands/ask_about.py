"""``Ask about this`` in the menu of a message: take the message as the question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.commands.where import everywhere
from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from qabot.surfaces.discord.asking.service import QuestionService

HELP = "**Ask about this**, in the menu of a message (Apps), takes the message as the question; only you see it."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.context_menu(name="Ask about this")
    @everywhere
    async def ask_about(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        request = Request(" ".join(message.content.split()), context_of(interaction), private=True)
        await service.answer(request, InteractionReply(interaction, private=True))
