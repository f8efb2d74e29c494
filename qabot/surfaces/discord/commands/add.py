"""``/add``, for people who manage the server: save a page from the web in the corpus, and index it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from qabot.errors import QabotError
from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.error_message import error_message
from qabot.surfaces.discord.commands.suggestions import suggest_collections
from qabot.surfaces.discord.commands.where import check_manager, for_managers

if TYPE_CHECKING:
    from typing import Any

    import discord

    from qabot.surfaces.discord.asking.service import QuestionService

HELP = "**/add**, with *Manage Server*, saves a page from the web among the articles; */settings adding* allows it."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="add", description="Save a page from the web among the articles, and index it")
    @app_commands.describe(
        url="The address of a page with an article",
        collection="The folder that it goes into; left out, one named after the site",
    )
    @app_commands.autocomplete(collection=suggest_collections(service))
    @for_managers
    async def add_page(
        interaction: discord.Interaction[Any],
        url: app_commands.Range[str, 4, 2_000],
        collection: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        await check_manager(interaction)
        reply = InteractionReply(interaction, private=True)
        with service.under_way(reply):
            await reply.acknowledge()
            try:
                await service.adder.add(reply, interaction.guild_id or 0, url, collection)
            except QabotError as err:
                await reply.deliver([[error_message(err)]])
