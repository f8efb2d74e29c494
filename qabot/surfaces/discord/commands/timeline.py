"""``/timeline``: what the articles tell of a topic, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.commands.suggestions import suggest_collections, suggest_sources
from qabot.surfaces.discord.commands.where import everywhere
from qabot.surfaces.discord.permissions.channel_context import context_of
from qabot.surfaces.wording import timeline_question

if TYPE_CHECKING:
    from typing import Any

    import discord

    from qabot.surfaces.discord.asking.service import QuestionService

HELP = "**/timeline** lists what happened, day by day, with a source for each line."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="timeline", description="List what happened, day by day")
    @app_commands.describe(
        topic="A name or a few words",
        source="Only articles from this source",
        collection="Only articles in this folder",
        after="Only articles published on this day or later",
        before="Only articles published on this day or earlier",
        private="Show the timeline only to me",
    )
    @app_commands.autocomplete(source=suggest_sources(service), collection=suggest_collections(service))
    @everywhere
    async def timeline(
        interaction: discord.Interaction[Any],
        topic: app_commands.Range[str, 1, 300],
        source: app_commands.Range[str, 1, 200] | None = None,
        collection: app_commands.Range[str, 1, 500] | None = None,
        after: app_commands.Range[str, 1, 60] | None = None,
        before: app_commands.Range[str, 1, 60] | None = None,
        private: bool | None = None,
    ) -> None:
        context = context_of(interaction)
        hidden = service.is_private(context, private)
        request = Request(
            timeline_question(topic),
            context,
            source=source,
            collection=collection,
            after=after,
            before=before,
            private=hidden,
        )
        await service.answer(request, InteractionReply(interaction, private=hidden))
