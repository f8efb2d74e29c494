"""Suggestions that Discord shows while a person types a source, a collection or a title."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from discord import app_commands

from qabot.surfaces.discord.asking.articles import MAX_CHOICES, choice_value
from qabot.surfaces.discord.pages.split_messages import shorten, utf16_length
from qabot.surfaces.discord.permissions.channel_context import context_of
from qabot.surfaces.discord.permissions.refused import Refused
from qabot.surfaces.wording import format_day

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, TypeAlias

    import discord

    from qabot.model import ArticleSummary
    from qabot.surfaces.discord.asking.articles import BuildArticles
    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.permissions.channel_context import Collections

    Suggest: TypeAlias = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]

_GRANT_S = 1.0
CHOICE_LENGTH = 100
"""The longest name and value of a choice, in UTF-16 units."""


def suggest_sources(service: QuestionService) -> Suggest:
    """Return a function that suggests the sources whose articles the person may see."""

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        collections = await _granted(service, interaction)
        names = await service.articles.suggest(lambda build: build.inside(collections).suggest_sources(typed))
        return [app_commands.Choice(name=name, value=name) for name in names if shorten(name, CHOICE_LENGTH) == name]

    return suggest


def suggest_articles(service: QuestionService) -> Suggest:
    """Return a function that suggests the articles that the person may see, by title or path."""

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        collections = await _granted(service, interaction)
        found = await service.articles.suggest(lambda build: build.inside(collections).suggest(typed))
        return [app_commands.Choice(name=article_choice(one), value=choice_value(one)) for one in found]

    return suggest


def article_choice(article: ArticleSummary) -> str:
    """Return the name of an article in a suggestion: title, source and day, to tell equal titles apart."""
    day = format_day(article.published) if article.published else ""
    facts = "".join(f" · {fact}" for fact in (shorten(article.source, CHOICE_LENGTH // 3), day) if fact)
    return shorten(article.title or article.path, CHOICE_LENGTH - utf16_length(facts)) + facts


def suggest_collections(service: QuestionService) -> Suggest:
    """Return a function that suggests the collections that the person may ask."""

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        collections, wanted = await _granted(service, interaction), typed.strip().casefold()

        def fitting(build: BuildArticles) -> list[str]:
            known = build.collections_inside(collections)
            return [name for name in known if wanted in name.casefold() and shorten(name, CHOICE_LENGTH) == name]

        names = await service.articles.suggest(fitting)
        return [app_commands.Choice(name=name, value=name) for name in names[:MAX_CHOICES]]

    return suggest


async def _granted(service: QuestionService, interaction: discord.Interaction[Any]) -> Collections:
    """Return the collections that the person may ask; none if they may not ask, or Discord takes long to say."""
    try:
        grant = await asyncio.wait_for(service.grant(context_of(interaction)), _GRANT_S)
    except (Refused, TimeoutError):
        return frozenset()
    return grant.collections
