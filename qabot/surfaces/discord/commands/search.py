"""``/search``: list passages without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.commands.suggestions import suggest_sources
from qabot.surfaces.discord.commands.where import everywhere
from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from typing import Any

    import discord

    from qabot.surfaces.discord.asking.service import QuestionService

HELP = "**/search** lists the passages that fit your words, only to you."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="search", description="List passages, without an answer")
    @app_commands.describe(words="Words or a sentence", source="Only articles from this source")
    @app_commands.autocomplete(source=suggest_sources(service))
    @everywhere
    async def search(
        interaction: discord.Interaction[Any],
        words: app_commands.Range[str, 1, 1_000],
        source: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        request = Request(words, context_of(interaction), source=source, search=True, private=True)
        await service.answer(request, InteractionReply(interaction, private=True))
