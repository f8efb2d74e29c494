"""``/sources``: show an article, or how many articles each source has."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from discord import app_commands

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.commands.suggestions import suggest_articles
from qabot.surfaces.discord.commands.where import everywhere
from qabot.surfaces.discord.pages.articles import article_blocks, several_blocks, sources_blocks
from qabot.surfaces.discord.pages.split_messages import pack
from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from typing import Any

    import discord

    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

HELP = "**/sources** shows an article, or without a title how many articles each source has; only to you."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="sources", description="Show an article, or list the sources")
    @app_commands.describe(article="Its title, or a part of it; leave it out for a list of the sources")
    @app_commands.autocomplete(article=suggest_articles(service))
    @everywhere
    async def sources(
        interaction: discord.Interaction[Any], article: app_commands.Range[str, 1, 200] | None = None
    ) -> None:
        context = context_of(interaction)
        await service.show(InteractionReply(interaction, private=True), lambda: _pages(service, context, article))


async def _pages(service: QuestionService, context: ChannelContext, article: str | None) -> list[list[str]]:
    """Return the messages about an article, or about the sources when ``article`` is ``None``.

    Raises:
        QabotError: the person may not ask here, or the index cannot be read.
    """
    view = await service.articles.view((await service.grant(context)).collections)
    if article is None:
        return pack(sources_blocks(view.sources, len(view.articles)))
    found = await asyncio.to_thread(view.find, article)
    if len(found) != 1:
        return pack(several_blocks(article, found))
    corpus = str(service.qabot.corpus)
    return await service.articles.read(lambda library: pack(article_blocks(found[0], library, corpus=corpus)))
