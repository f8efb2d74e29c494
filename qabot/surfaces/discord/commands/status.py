"""``/status``: what is indexed, and how many questions were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.asking.delivery import InteractionReply, Shown
from qabot.surfaces.discord.commands.where import everywhere
from qabot.surfaces.discord.pages.articles import manager_lines, status_lines
from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from typing import Any

    import discord
    from discord import app_commands

    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

HELP = "**/status** says what is indexed and how many questions were answered; with *Manage Server* more."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="status", description="What is indexed, and what was asked")
    @everywhere
    async def status(interaction: discord.Interaction[Any]) -> None:
        context = context_of(interaction)
        await service.show(InteractionReply(interaction, private=True), lambda: _pages(service, context))


async def _pages(service: QuestionService, context: ChannelContext) -> Shown:
    """Return the state of the articles that the person may ask, and the counts of all questions.

    Raises:
        QabotError: the person may not ask here, or the index cannot be read.
    """
    collections = (await service.grant(context)).collections
    view, build = await service.articles.view(collections), service.articles.current
    counts, stale = service.counts, service.index_age.stale
    lines = status_lines(view.articles, build.created, stale=stale, counts=counts.sentence())
    if context.manages:
        lines += manager_lines(view.articles, build.build, counts.line())
    if service.reindexer.state:
        progress = service.reindexer.state if collections is None else ""
        lines.append(f"The articles are being indexed. {progress}".rstrip())
    return Shown([["\n".join(lines)]])
