"""``/sources``: list the sources, the articles of a source in pages, or show an article."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from discord import app_commands

from qabot.surfaces.discord.asking.articles import choice_value
from qabot.surfaces.discord.asking.delivery import EditingReply, InteractionReply, Shown
from qabot.surfaces.discord.commands.suggestions import suggest_articles, suggest_sources
from qabot.surfaces.discord.commands.where import everywhere
from qabot.surfaces.discord.memory.stored_answer import text_digest
from qabot.surfaces.discord.pages.articles import article_blocks, several_blocks, sources_blocks
from qabot.surfaces.discord.pages.lists import ON_A_PAGE, articles_rows, articles_text, source_select
from qabot.surfaces.discord.pages.split_messages import GAP, pack
from qabot.surfaces.discord.permissions.channel_context import context_of
from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from typing import Any

    import discord

    from qabot.surfaces.discord.asking.articles import ArticleView
    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

HELP = "**/sources** lists the sources and their articles, and shows an article; only to you."


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""

    @tree.command(name="sources", description="List the sources and their articles, or show an article")
    @app_commands.describe(
        article="Its title, or a part of it", source="A source whose articles to list; leave both out for all sources"
    )
    @app_commands.autocomplete(article=suggest_articles(service), source=suggest_sources(service))
    @everywhere
    async def sources(
        interaction: discord.Interaction[Any],
        article: app_commands.Range[str, 1, 200] | None = None,
        source: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        context = context_of(interaction)
        reply = InteractionReply(interaction, private=True)
        if article is not None:
            await service.show(reply, lambda: article_page(service, context, article))
        elif source is not None:
            await service.show(reply, lambda: source_page(service, context, source, 0))
        else:
            await service.show(reply, lambda: _sources(service, context))


async def show_chosen(
    interaction: discord.Interaction[Any], what: str, value: str, page: int, *, service: QuestionService
) -> None:
    """Show what was chosen from a list of /sources.

    Args:
        interaction: the press.
        what: "source" or "article".
        value: of the choice: the digest of a source's name, or the value of an article.
        page: of a source's articles, from 0.
        service: knows the articles.
    """
    context = context_of(interaction)
    if what == "article":
        await service.show(InteractionReply(interaction, private=True), lambda: article_page(service, context, value))
    else:
        await service.show(EditingReply(interaction), lambda: source_page(service, context, value, page))


async def _sources(service: QuestionService, context: ChannelContext) -> Shown:
    view = await service.articles.view((await service.grant(context)).collections)
    digests = {name: text_digest(name) for name in view.sources}
    blocks = sources_blocks(view.sources, len(view.articles))
    return Shown(pack([blocks], gap=GAP), source_select(view.sources, digests))


async def source_page(service: QuestionService, context: ChannelContext, source: str, page: int) -> Shown:
    """Return a page of the articles of a source.

    Args:
        service: knows the articles.
        context: who looks, and in which channel.
        source: its name, or the digest of its name.
        page: from 0.

    Raises:
        QabotError: the person may not ask here or see the source, or the index cannot be read.
    """
    view = await service.articles.view((await service.grant(context)).collections)
    name = await asyncio.to_thread(_named, view, source)
    articles = [one for one in view.articles if one.source == name]
    page = min(page, (len(articles) - 1) // ON_A_PAGE)
    values = {one.id: choice_value(one) for one in articles}
    rows = articles_rows(text_digest(name), articles, page, values)
    return Shown([[articles_text(name, articles, page)]], rows)


def _named(view: ArticleView, source: str) -> str:
    """Return the source with this name, or with this digest of its name.

    Raises:
        Refused: the person may see no such source.
    """
    folded = source.strip().casefold()
    for name in view.sources:
        if name.casefold() == folded or text_digest(name) == source:
            return name
    raise Refused("No article here is from this source", remedy="/sources lists the sources")


async def article_page(service: QuestionService, context: ChannelContext, article: str) -> Shown:
    """Return the messages about an article, by its title, its path or the value of its choice.

    Raises:
        QabotError: the person may not ask here, or the index cannot be read.
    """
    view = await service.articles.view((await service.grant(context)).collections)
    found = await asyncio.to_thread(view.find, article)
    if len(found) != 1:
        return Shown(pack([several_blocks(article, found)], gap=GAP))
    corpus = str(service.qabot.corpus)
    blocks = await service.articles.read(lambda library: article_blocks(found[0], library, corpus=corpus))
    return Shown(pack([blocks], gap=GAP))
