"""``/reindex``, for people who manage the server: bring the index up to date with the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.commands.where import check_manager, for_managers

if TYPE_CHECKING:
    from typing import Any

    import discord
    from discord import app_commands

    from qabot.surfaces.discord.asking.service import QuestionService

HELP = "**/reindex**, with *Manage Server*, brings the index up to date with the articles."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(
        name="reindex", description="Bring the index up to date with the articles; answers continue meanwhile"
    )
    @for_managers
    async def reindex(interaction: discord.Interaction[Any]) -> None:
        await check_manager(interaction)
        reply = InteractionReply(interaction, private=True)
        await reply.acknowledge()
        sees_all = service.access.bound(interaction.guild_id or 0) is None
        await service.reindexer.run(reply, show_counts=sees_all)
