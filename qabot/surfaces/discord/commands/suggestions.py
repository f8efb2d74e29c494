"""Suggestions that Discord shows while a person types a source or a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from qabot.surfaces.discord.asking.articles import MAX_CHOICES, choice_value
from qabot.surfaces.discord.pages.split_messages import shorten, utf16_length
from qabot.surfaces.discord.permissions.channel_context import context_of
from qabot.surfaces.discord.permissions.refused import Refused
from qabot.surfaces.wording import format_day

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine
    from typing import Any, TypeAlias

    import discord

    from qabot.model import ArticleSummary
    from qabot.surfaces.discord.asking.service import QuestionService

    Suggest: TypeAlias = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]

CHOICE_LENGTH = 100
"""The longest name and value of a choice, in UTF-16 units."""


def suggest_sources(service: QuestionService) -> Suggest:
    """Return a function that suggests the sources whose articles the person may see."""

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        try:
            collections = service.access.grant(context_of(interaction)).collections
        except Refused:
            return []
        names = (await service.articles.glance()).sources(collections)
        return [app_commands.Choice(name=name, value=name) for name in source_choices(sorted(names), typed)]

    return suggest


def suggest_articles(service: QuestionService) -> Suggest:
    """Return a function that suggests the articles that the person may see, by title or path."""

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        try:
            collections = service.access.grant(context_of(interaction)).collections
        except Refused:
            return []
        found = (await service.articles.glance()).titles(typed, collections)
        return [app_commands.Choice(name=article_choice(one), value=choice_value(one)) for one in found[:MAX_CHOICES]]

    return suggest


def article_choice(article: ArticleSummary) -> str:
    """Return the name of an article in a suggestion: title, source and day, to tell equal titles apart."""
    day = format_day(article.published) if article.published else ""
    facts = "".join(f" · {fact}" for fact in (shorten(article.source, CHOICE_LENGTH // 3), day) if fact)
    return shorten(article.title or article.path, CHOICE_LENGTH - utf16_length(facts)) + facts


def source_choices(names: Collection[str], typed: str) -> list[str]:
    """Return at most 25 source names that contain the typed text; names that begin with it come first."""
    wanted = typed.strip().casefold()
    fitting = [name for name in names if wanted in name.casefold() and shorten(name, CHOICE_LENGTH) == name]
    return sorted(fitting, key=lambda name: not name.casefold().startswith(wanted))[:MAX_CHOICES]
