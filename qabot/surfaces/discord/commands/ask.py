"""``/ask``: answer a question from the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.commands.suggestions import suggest_collections, suggest_sources
from qabot.surfaces.discord.commands.where import everywhere
from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from typing import Any

    import discord

    from qabot.surfaces.discord.asking.service import QuestionService

HELP = (
    "**/ask** answers a question from the articles, with a source for every sentence. You can narrow it: `source`, "
    "`collection`, `after`, `before`, `as_of` (a day: 2024-12-13, last week, 2015). `private` shows the answer only to "
    "you. `follow_up` continues from your last question in this channel."
)


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="ask", description="Ask the articles a question")
    @app_commands.describe(
        question="In a sentence",
        source="Only articles from this source",
        collection="Only articles in this folder",
        after="Only articles published on this day or later",
        before="Only articles published on this day or earlier",
        as_of="Answer as on this day: ignore what was published later",
        private="Show the answer only to me",
        follow_up="Continue from my last question in this channel",
    )
    @app_commands.autocomplete(source=suggest_sources(service), collection=suggest_collections(service))
    @everywhere
    async def ask(
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, 1_000],
        source: app_commands.Range[str, 1, 200] | None = None,
        collection: app_commands.Range[str, 1, 500] | None = None,
        after: app_commands.Range[str, 1, 60] | None = None,
        before: app_commands.Range[str, 1, 60] | None = None,
        as_of: app_commands.Range[str, 1, 60] | None = None,
        private: bool | None = None,
        follow_up: bool = False,
    ) -> None:
        context = context_of(interaction)
        hidden = service.is_private(context, private)
        request = Request(
            question,
            context,
            source=source,
            collection=collection,
            after=after,
            before=before,
            as_of=as_of,
            private=hidden,
            follow_up=follow_up,
        )
        await service.answer(request, InteractionReply(interaction, private=hidden))
