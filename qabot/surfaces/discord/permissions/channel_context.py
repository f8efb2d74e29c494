"""Who asks, and in which channel: this decides which articles may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Collections: TypeAlias = frozenset[str] | None
    """Folders below the corpus, each with everything below it; ``None`` for all articles."""

MAX_MESSAGES_OUTSIDE = 6
"""Messages of one answer where the bot is not a member: the answer and five follow-ups, a limit of Discord's."""


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """A person in a channel.

    Attributes:
        person: the id of the person who asks.
        server: the id of the server; ``None`` in direct messages and in servers that the bot is not a member of.
        channel: the id of a channel or thread.
        parent: the channel that a thread belongs to; ``None`` for a channel.
        known: whether the bot knows the channel; it does not know whether an unknown one is a thread, and of which
            channel.
        roles: ids of the person's roles; the server's own id stands for everyone.
        manages: whether the person may manage the server.
        moderates: whether the person may delete other people's messages.
        max_messages: how many messages an answer may have there; ``None`` for any number.
        threads: whether a thread can be opened on a message there.
        memberships: outside servers, each server that the person shares with the bot, and their roles there.
    """

    person: int
    server: int | None = None
    channel: int = 0
    parent: int | None = None
    known: bool = True
    roles: frozenset[int] = frozenset()
    manages: bool = False
    moderates: bool = False
    max_messages: int | None = None
    memberships: tuple[tuple[int, frozenset[int]], ...] = ()
    threads: bool = False

    @property
    def direct(self) -> bool:
        """Return whether this is outside the servers that the bot is a member of."""
        return self.server is None

    @property
    def settings_channel(self) -> int:
        """Return the channel whose settings apply: a thread has those of its channel."""
        return self.channel if self.parent is None else self.parent


def context_of(interaction: discord.Interaction[Any]) -> ChannelContext:
    """Return the context of a command, a button or a form."""
    person, channel = interaction.user, interaction.channel
    outside = interaction.is_user_integration() and not interaction.is_guild_integration()
    max_messages = MAX_MESSAGES_OUTSIDE if outside else None
    if interaction.guild_id is None or outside:
        return ChannelContext(person.id, channel=interaction.channel_id or 0, max_messages=max_messages)
    rights = interaction.permissions
    return ChannelContext(
        person.id,
        server=interaction.guild_id,
        channel=interaction.channel_id or 0,
        parent=channel.parent_id if isinstance(channel, discord.Thread) else None,
        known=channel is not None,
        roles=_roles(person),
        manages=rights.manage_guild or rights.administrator,
        moderates=rights.manage_messages or rights.administrator,
        max_messages=max_messages,
        threads=isinstance(channel, discord.TextChannel),
    )


async def context_of_message(message: discord.Message, client: discord.Client) -> ChannelContext:
    """Return the context of a message; a channel that the bot does not know is fetched from Discord once."""
    channel: object = message.channel
    server = server_of(message)
    if server is None:
        return ChannelContext(message.author.id, channel=message.channel.id)
    if isinstance(channel, discord.PartialMessageable):
        try:
            channel = await client.fetch_channel(channel.id)
        except discord.DiscordException:
            channel = None
    return ChannelContext(
        message.author.id,
        server=server,
        channel=message.channel.id,
        parent=channel.parent_id if isinstance(channel, discord.Thread) else None,
        known=channel is not None,
        roles=_roles(message.author),
        threads=isinstance(channel, discord.TextChannel),
    )


def server_of(message: discord.Message) -> int | None:
    """Return the server of a message, even if the bot has not received the server yet; ``None`` outside servers."""
    if message.guild is not None:
        return message.guild.id
    return message.channel.guild_id if isinstance(message.channel, discord.PartialMessageable) else None


def _roles(person: discord.User | discord.Member) -> frozenset[int]:
    return roles_of(person) if isinstance(person, discord.Member) else frozenset()


def roles_of(member: discord.Member) -> frozenset[int]:
    """Return the ids of a member's roles, with the server's own id for everyone."""
    return frozenset(role.id for role in member.roles)
