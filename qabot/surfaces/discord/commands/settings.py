"""The slash commands for those who may manage a server: ``/settings`` and ``/reindex``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import discord
from discord import app_commands

from qabot.surfaces.discord.asking.articles import CHOICES
from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.question_queue import Refused
from qabot.surfaces.discord.pages.escape import inert
from qabot.surfaces.discord.pages.settings import settings_lines
from qabot.surfaces.discord.pages.split_messages import shorten
from qabot.surfaces.discord.permissions.place import place_of
from qabot.surfaces.discord.permissions.servers import MAX_COOLDOWN_S, ServerSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from qabot.surfaces.discord.asking.service import Asking
    from qabot.surfaces.discord.commands.tree import Tree

    Change = Callable[[ServerSettings], tuple[ServerSettings, str]]

_CHOICE_UNITS = 100
IN_SERVERS: dict[str, Any] = {
    "guild_only": True,
    "default_permissions": discord.Permissions(manage_guild=True),
    "allowed_installs": app_commands.AppInstallationType(guild=True, user=False),
}


class _ChannelId(app_commands.Transformer):
    """A channel that people write in, by its id; nothing of it needs to be known."""

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


async def check_managing(interaction: discord.Interaction[Any]) -> bool:
    """Let only those in who may manage the server, whatever Discord showed to whom.

    Raises:
        NoPrivateMessage: this is no server, or one that the bot is no member of.
        MissingPermissions: the person may not manage it.
    """
    place = place_of(interaction)
    if place.server is None:
        raise app_commands.NoPrivateMessage
    if not place.manages:
        raise app_commands.MissingPermissions(["manage_guild"])
    return True


class _Managing(app_commands.Group):
    """A group of commands for those who may manage the server."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Check at run time what Discord was told at the start."""
        return await check_managing(interaction)


def add_settings(tree: Tree, asking: Asking) -> None:
    """Add ``/settings`` and ``/reindex`` to a tree."""
    servers, access = asking.memory.servers, asking.access
    group = _Managing(name="settings", description="How I behave in this server", **IN_SERVERS)
    channels = _Managing(name="channels", description="Where I answer", parent=group)
    roles = _Managing(name="roles", description="Who may ask", parent=group)
    collections = _Managing(name="collections", description="Which articles may be asked", parent=group)

    async def changed(interaction: discord.Interaction[Any], change: Change) -> None:
        """Make a change, then say what was done and what holds now."""

        async def work() -> list[list[str]]:
            server = interaction.guild_id or 0
            settings, said = change(servers.get(server))
            servers.put(server, settings)
            return [[f"{said}\n\n{settings_lines(settings, access.bound(server), asking.settings.cooldown_s)}"]]

        await asking.show(InteractionReply(interaction, private=True), work)

    @group.command(name="show", description="Show the settings of this server")
    async def show(interaction: discord.Interaction[Any]) -> None:
        await changed(interaction, lambda now: (now, "**Settings of this server**"))

    @group.command(name="reset", description="Forget all settings of this server")
    async def reset(interaction: discord.Interaction[Any]) -> None:
        servers.reset(interaction.guild_id or 0)
        await changed(interaction, lambda now: (now, "All settings are as they were at first."))

    @group.command(name="cooldown", description="How long a person waits between two questions")
    @app_commands.describe(seconds="0 for no wait; leave it out for what I do elsewhere")
    async def cooldown(
        interaction: discord.Interaction[Any], seconds: app_commands.Range[int, 0, MAX_COOLDOWN_S] | None = None
    ) -> None:
        await changed(interaction, lambda now: (now.model_copy(update={"cooldown_s": seconds}), "The wait is set."))

    @group.command(name="private", description="Whether answers are for the asker alone, unless asked for otherwise")
    @app_commands.describe(on="Whether answers are private")
    async def private(interaction: discord.Interaction[Any], on: bool) -> None:
        said = (
            "Answers are private from now on; a mention of me is sent to /ask." if on else "Answers are public again."
        )
        await changed(interaction, lambda now: (now.model_copy(update={"private": on}), said))

    @channels.command(
        name="add", description="Answer in this channel and its threads; where no other is added, only here"
    )
    @app_commands.describe(channel="A channel")
    async def add_channel(interaction: discord.Interaction[Any], channel: Channel) -> None:
        await changed(interaction, lambda now: _with_channel(now, channel))

    @channels.command(name="remove", description="Answer in this channel no more")
    @app_commands.describe(channel="A channel that was added")
    async def remove_channel(interaction: discord.Interaction[Any], channel: Channel) -> None:
        await changed(interaction, lambda now: _without_channel(now, channel))

    @channels.command(name="everywhere", description="Answer in every channel that I can see")
    async def everywhere(interaction: discord.Interaction[Any]) -> None:
        await changed(interaction, lambda now: (now.model_copy(update={"channels": ()}), "I answer everywhere."))

    @roles.command(name="add", description="Let this role ask; where no other is added, only this one")
    @app_commands.describe(role="A role")
    async def add_role(interaction: discord.Interaction[Any], role: discord.Role) -> None:
        await changed(
            interaction,
            lambda now: (
                now.model_copy(update={"roles": tuple(dict.fromkeys((*now.roles, role.id)))}),
                "Those who have the role may ask.",
            ),
        )

    @roles.command(name="remove", description="Let this role ask no more")
    @app_commands.describe(role="A role that was added")
    async def remove_role(interaction: discord.Interaction[Any], role: discord.Role) -> None:
        await changed(interaction, lambda now: _without_role(now, role.id))

    @roles.command(name="everyone", description="Let everybody ask")
    async def everyone(interaction: discord.Interaction[Any]) -> None:
        await changed(interaction, lambda now: (now.model_copy(update={"roles": ()}), "Everybody may ask."))

    async def folders(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        place = place_of(interaction)
        if place.server is None or not place.manages:
            return []
        wanted = current.strip().casefold()
        known = (await asking.shelf.glance()).within(access.bound(place.server))
        fitting = [name for name in known if wanted in name.casefold() and shorten(name, _CHOICE_UNITS) == name]
        return [app_commands.Choice(name=name, value=name) for name in fitting[:CHOICES]]

    @collections.command(
        name="allow", description="Let a channel, or all without a list of their own, ask a collection"
    )
    @app_commands.describe(collection="A folder of the articles", channel="Only this channel and its threads")
    async def allow(
        interaction: discord.Interaction[Any],
        collection: app_commands.Range[str, 1, 500],
        channel: Channel | None = None,
    ) -> None:
        name, bound = collection.strip().strip("/"), access.bound(interaction.guild_id or 0)
        known = name in (await asking.shelf.glance()).within(bound)
        await changed(interaction, lambda now: _allowing(now, name, channel, known=known))

    @collections.command(name="forbid", description="Let a channel, or all without a list of their own, ask it no more")
    @app_commands.describe(collection="A folder that was allowed", channel="Only this channel and its threads")
    async def forbid(
        interaction: discord.Interaction[Any],
        collection: app_commands.Range[str, 1, 500],
        channel: Channel | None = None,
    ) -> None:
        await changed(interaction, lambda now: _forbidding(now, collection.strip().strip("/"), channel))

    @collections.command(name="all", description="Let a channel, or all without a list of their own, ask all articles")
    @app_commands.describe(channel="Only this channel and its threads")
    async def all_(interaction: discord.Interaction[Any], channel: Channel | None = None) -> None:
        await changed(interaction, lambda now: (_put(now, channel, None), f"{_which(channel)} may ask all articles."))

    @collections.command(name="inherit", description="Let a channel ask what the channels without a list may ask")
    @app_commands.describe(channel="A channel with a list of its own")
    async def inherit(interaction: discord.Interaction[Any], channel: Channel) -> None:
        def change(now: ServerSettings) -> tuple[ServerSettings, str]:
            others = {one: names for one, names in now.channel_collections.items() if one != channel}
            return now.model_copy(update={"channel_collections": others}), f"<#{channel}> has no list of its own now."

        await changed(interaction, change)

    allow.autocomplete("collection")(folders)
    forbid.autocomplete("collection")(folders)
    tree.add_command(group)

    async def reindex(interaction: discord.Interaction[Any]) -> None:
        await check_managing(interaction)
        reply = InteractionReply(interaction, private=True)
        await reply.acknowledge()
        await asking.reindexing.run(reply, counts=access.bound(interaction.guild_id or 0) is None)

    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="reindex",
        description="Bring the index up to date with the articles; answers go on meanwhile",
        callback=reindex,
    )
    command.guild_only, command.default_permissions = True, IN_SERVERS["default_permissions"]
    command.allowed_installs = IN_SERVERS["allowed_installs"]
    tree.add_command(command)


def _with_channel(now: ServerSettings, channel: int) -> tuple[ServerSettings, str]:
    added = tuple(dict.fromkeys((*now.channels, channel)))
    return now.model_copy(update={"channels": added}), f"I answer in <#{channel}>."


def _without_channel(now: ServerSettings, channel: int) -> tuple[ServerSettings, str]:
    left = tuple(one for one in now.channels if one != channel)
    if len(left) == len(now.channels):
        raise Refused("This channel was not added", remedy="/settings show lists those that were")
    if not left:
        raise Refused(
            "It is the only channel that I answer in",
            remedy="Add another first, or send /settings channels everywhere",
        )
    return now.model_copy(update={"channels": left}), f"I answer in <#{channel}> no more."


def _without_role(now: ServerSettings, role: int) -> tuple[ServerSettings, str]:
    left = tuple(one for one in now.roles if one != role)
    if len(left) == len(now.roles):
        raise Refused("This role was not added", remedy="/settings show lists those that were")
    if not left:
        raise Refused("It is the only role that may ask", remedy="Add another first, or send /settings roles everyone")
    return now.model_copy(update={"roles": left}), "Those who have only this role may ask no more."


def _allowing(now: ServerSettings, name: str, channel: int | None, *, known: bool) -> tuple[ServerSettings, str]:
    if not known:
        raise Refused(f"There is no collection “{inert(name)}”", remedy="Choose one from the suggestions")
    names = tuple(dict.fromkeys((*(_names(now, channel) or ()), name)))
    shown = ", ".join(f"“{inert(one)}”" for one in names)
    return _put(now, channel, names), f"{_which(channel)} may ask {shown} and nothing else."


def _forbidding(now: ServerSettings, name: str, channel: int | None) -> tuple[ServerSettings, str]:
    names = _names(now, channel)
    if names is None:
        raise Refused(
            f"{_which(channel)} may ask all articles", remedy="Say what it may ask: /settings collections allow"
        )
    if name not in names:
        raise Refused(f"“{inert(name)}” was not allowed", remedy="/settings show lists what is")
    left = tuple(one for one in names if one != name)
    shown = ", ".join(f"“{inert(one)}”" for one in left) or "nothing"
    return _put(now, channel, left), f"{_which(channel)} may ask {shown} now."


def _names(now: ServerSettings, channel: int | None) -> tuple[str, ...] | None:
    """Return the list that is changed: a channel's own, at first an empty one, or that of all others."""
    return now.collections if channel is None else now.channel_collections.get(channel)


def _put(now: ServerSettings, channel: int | None, names: tuple[str, ...] | None) -> ServerSettings:
    if channel is None:
        return now.model_copy(update={"collections": names})
    return now.model_copy(update={"channel_collections": {**now.channel_collections, channel: names}})


def _which(channel: int | None) -> str:
    return "Every channel without a list of its own" if channel is None else f"<#{channel}>"
