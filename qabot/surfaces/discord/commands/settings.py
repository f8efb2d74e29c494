"""``/settings``, for people who manage the server: where the bot answers, whom, from which articles, how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import discord
from discord import app_commands

from qabot.surfaces.discord.asking.articles import MAX_CHOICES
from qabot.surfaces.discord.asking.delivery import InteractionReply, Shown
from qabot.surfaces.discord.commands import change_settings
from qabot.surfaces.discord.commands.suggestions import CHOICE_LENGTH
from qabot.surfaces.discord.commands.where import ManagersGroup
from qabot.surfaces.discord.pages.settings import settings_lines
from qabot.surfaces.discord.pages.split_messages import shorten
from qabot.surfaces.discord.permissions.channel_context import context_of
from qabot.surfaces.discord.permissions.servers import MAX_COOLDOWN_S, ServerSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qabot.surfaces.discord.asking.articles import BuildArticles
    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.commands.change_settings import Changed

    Change = Callable[[ServerSettings], Changed]
    Apply = Callable[[discord.Interaction[Any], Change], Awaitable[None]]

HELP = (
    "**/settings**, with *Manage Server*, sets where I answer, whom, how often, from which articles, whether answers "
    "are private, and whether pages may be added."
)


class _ChannelId(app_commands.Transformer):
    """Accepts a channel in which people write, and gives its id."""

    type = discord.AppCommandOptionType.channel
    channel_types: ClassVar = [
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.voice,
        discord.ChannelType.stage_voice,
        discord.ChannelType.forum,
    ]

    async def transform(self, _: discord.Interaction[Any], value: Any, /) -> int:  # noqa: ANN401
        """Return the id."""
        return int(value.id)


Channel = app_commands.Transform[int, _ChannelId]
CollectionName = app_commands.Range[str, 1, 500]


def add(tree: app_commands.CommandTree[discord.Client], service: QuestionService) -> None:
    """Add the command to a tree."""
    servers, access = service.memory.servers, service.access
    group = ManagersGroup(
        name="settings",
        description="How I behave in this server",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    async def apply(interaction: discord.Interaction[Any], change: Change) -> None:
        """Change the settings of the server, then show the sentence about the change and all settings."""

        async def work() -> Shown:
            server = interaction.guild_id or 0
            before = servers.get(server)
            settings, sentence = change(before)
            if settings != before:
                await service.memory.change_server(server, settings)
            lines = settings_lines(settings, access.bound(server), service.settings.cooldown_s)
            return Shown([[f"{sentence}\n\n{lines}"]])

        await service.show(InteractionReply(interaction, private=True), work)

    @group.command(name="show", description="Show the settings of this server")
    async def show(interaction: discord.Interaction[Any]) -> None:
        await apply(interaction, lambda now: (now, "**Settings of this server**"))

    @group.command(name="reset", description="Delete all settings of this server")
    async def reset(interaction: discord.Interaction[Any]) -> None:
        async def work() -> Shown:
            server = interaction.guild_id or 0
            await service.memory.change_server(server, None)
            lines = settings_lines(servers.get(server), access.bound(server), service.settings.cooldown_s)
            return Shown([[f"All settings have their first values again.\n\n{lines}"]])

        await service.show(InteractionReply(interaction, private=True), work)

    @group.command(name="cooldown", description="How long a person waits between two questions")
    @app_commands.describe(seconds="0 for no wait; leave it out for my usual wait")
    async def cooldown(
        interaction: discord.Interaction[Any], seconds: app_commands.Range[int, 0, MAX_COOLDOWN_S] | None = None
    ) -> None:
        await apply(interaction, lambda now: (now.model_copy(update={"cooldown_s": seconds}), "The wait is set."))

    @group.command(name="private", description="Whether only the asker sees an answer, unless /ask says otherwise")
    @app_commands.describe(on="Whether answers are private")
    async def private(interaction: discord.Interaction[Any], on: bool) -> None:
        sentence = (
            "Answers are private from now on. I answer a mention with a hint to use /ask."
            if on
            else "Answers are public again."
        )
        await apply(interaction, lambda now: (now.model_copy(update={"private": on}), sentence))

    @group.command(name="adding", description="Whether managers may add pages from the web with /add")
    @app_commands.describe(on="Whether pages may be added")
    async def adding(interaction: discord.Interaction[Any], on: bool) -> None:
        def change(now: ServerSettings) -> Changed:
            if on:
                access.check_may_add(interaction.guild_id or 0)
            sentence = "Managers may add pages with /add." if on else "Nobody may add pages any more."
            return now.model_copy(update={"adding": on}), sentence

        await apply(interaction, change)

    _add_channels(group, apply)
    _add_roles(group, apply)
    _add_collections(group, apply, service)
    tree.add_command(group)


def _add_channels(group: ManagersGroup, apply: Apply) -> None:
    channels = ManagersGroup(name="channels", description="Where I answer", parent=group)

    @channels.command(name="add", description="Answer in this channel and its threads; without others, only here")
    @app_commands.describe(channel="A channel")
    async def add(interaction: discord.Interaction[Any], channel: Channel) -> None:
        await apply(interaction, lambda now: change_settings.add_channel(now, channel))

    @channels.command(name="remove", description="Stop answering in this channel")
    @app_commands.describe(channel="A channel that was added")
    async def remove(interaction: discord.Interaction[Any], channel: Channel) -> None:
        await apply(interaction, lambda now: change_settings.remove_channel(now, channel))

    @channels.command(name="everywhere", description="Answer in every channel that I can see")
    async def everywhere(interaction: discord.Interaction[Any]) -> None:
        await apply(interaction, lambda now: (now.model_copy(update={"channels": ()}), "I answer everywhere."))


def _add_roles(group: ManagersGroup, apply: Apply) -> None:
    roles = ManagersGroup(name="roles", description="Who may ask", parent=group)

    @roles.command(name="add", description="Let this role ask; without other roles, only this one")
    @app_commands.describe(role="A role")
    async def add(interaction: discord.Interaction[Any], role: discord.Role) -> None:
        await apply(interaction, lambda now: change_settings.add_role(now, role.id))

    @roles.command(name="remove", description="Stop letting this role ask")
    @app_commands.describe(role="A role that was added")
    async def remove(interaction: discord.Interaction[Any], role: discord.Role) -> None:
        await apply(interaction, lambda now: change_settings.remove_role(now, role.id))

    @roles.command(name="everyone", description="Let everybody ask")
    async def everyone(interaction: discord.Interaction[Any]) -> None:
        await apply(interaction, lambda now: (now.model_copy(update={"roles": ()}), "Everybody may ask."))


def _add_collections(group: ManagersGroup, apply: Apply, service: QuestionService) -> None:
    collections = ManagersGroup(name="collections", description="Which articles may be asked", parent=group)
    access = service.access

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        context = context_of(interaction)
        if context.server is None or not context.manages:
            return []
        wanted, bound = typed.strip().casefold(), access.bound(context.server)

        def fitting(build: BuildArticles) -> list[str]:
            known = build.collections_inside(bound)
            return [name for name in known if wanted in name.casefold() and shorten(name, CHOICE_LENGTH) == name]

        names = await service.articles.suggest(fitting)
        return [app_commands.Choice(name=name, value=name) for name in names[:MAX_CHOICES]]

    @collections.command(
        name="allow", description="Let a channel, or all channels without their own list, ask a collection"
    )
    @app_commands.describe(collection="A folder of the articles", channel="Only this channel and its threads")
    @app_commands.autocomplete(collection=suggest)
    async def allow(
        interaction: discord.Interaction[Any], collection: CollectionName, channel: Channel | None = None
    ) -> None:
        name, bound = collection.strip().strip("/"), access.bound(interaction.guild_id or 0)
        known = await service.articles.suggest(lambda build: build.collections_inside(bound))
        await apply(interaction, lambda now: change_settings.allow_collection(now, name, channel, known=name in known))

    @collections.command(
        name="forbid", description="Stop letting a channel, or all channels without their own list, ask a collection"
    )
    @app_commands.describe(collection="A folder that was allowed", channel="Only this channel and its threads")
    @app_commands.autocomplete(collection=suggest)
    async def forbid(
        interaction: discord.Interaction[Any], collection: CollectionName, channel: Channel | None = None
    ) -> None:
        name = collection.strip().strip("/")
        await apply(interaction, lambda now: change_settings.forbid_collection(now, name, channel))

    @collections.command(
        name="all", description="Let a channel, or all channels without their own list, ask everything"
    )
    @app_commands.describe(channel="Only this channel and its threads")
    async def all_(interaction: discord.Interaction[Any], channel: Channel | None = None) -> None:
        sentence = f"{change_settings.channel_name(channel)} may ask all articles."
        await apply(interaction, lambda now: (change_settings.with_collections(now, channel, None), sentence))

    @collections.command(name="inherit", description="Let a channel ask what channels without their own list may ask")
    @app_commands.describe(channel="A channel with a list of its own")
    async def inherit(interaction: discord.Interaction[Any], channel: Channel) -> None:
        await apply(interaction, lambda now: change_settings.inherit_collections(now, channel))
