"""Where a question comes from and from whom: this decides which articles may answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Collections: TypeAlias = frozenset[str] | None
    """Folders below the corpus, each with all below it; ``None`` for every article."""

OUTSIDE_MESSAGES = 6
"""Of an app that a person installed for themselves, where the bot is no member: the answer and five follow-ups."""


@dataclass(frozen=True, slots=True)
class Place:
    """A person in a channel.

    Attributes:
        person: who asks.
        server: ``None`` in direct messages and wherever the bot is no member of the server.
        channel: a channel or a thread.
        parent: the channel that a thread belongs to; ``None`` for a channel.
        known: whether it is certain that ``channel`` is no thread, or of which channel it is one.
        roles: of the person, with the server's own id for everyone.
        manages: whether the person may manage the server.
        moderates: whether the person may delete other people's messages.
        most_messages: how many messages an answer may have there; ``None`` for any number.
    """

    person: int
    server: int | None = None
    channel: int = 0
    parent: int | None = None
    known: bool = True
    roles: frozenset[int] = frozenset()
    manages: bool = False
    moderates: bool = False
    most_messages: int | None = None

    @property
    def direct(self) -> bool:
        """Return whether no server's settings hold here."""
        return self.server is None

    @property
    def settled_by(self) -> int:
        """Return the channel whose settings hold: a thread is asked as its channel is."""
        return self.channel if self.parent is None else self.parent


def place_of(interaction: discord.Interaction[Any]) -> Place:
    """Return where a command, a button or a form was used."""
    person, channel = interaction.user, interaction.channel
    outside = interaction.is_user_integration() and not interaction.is_guild_integration()
    most = OUTSIDE_MESSAGES if outside else None
    if interaction.guild_id is None or outside:
        return Place(person.id, channel=interaction.channel_id or 0, most_messages=most)
    rights = interaction.permissions
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return Place(
        person.id,
        server=interaction.guild_id,
        channel=interaction.channel_id or 0,
        parent=parent,
        known=channel is not None,
        roles=_roles(person),
        manages=rights.manage_guild or rights.administrator,
        moderates=rights.manage_messages or rights.administrator,
        most_messages=most,
    )


async def place_of_message(message: discord.Message, client: discord.Client) -> Place:
    """Return where a message was written; a thread that the bot has not met is asked of Discord once."""
    channel: object = message.channel
    server = server_of(message)
    if server is None:
        return Place(message.author.id, channel=message.channel.id)
    if isinstance(channel, discord.PartialMessageable):
        try:
            channel = await client.fetch_channel(channel.id)
        except discord.DiscordException:
            channel = None
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return Place(
        message.author.id,
        server=server,
        channel=message.channel.id,
        parent=parent,
        known=channel is not None,
        roles=_roles(message.author),
    )


def server_of(message: discord.Message) -> int | None:
    """Return the server of a message, also of one that the bot has not been told of yet; ``None`` outside servers."""
    if message.guild is not None:
        return message.guild.id
    return message.channel.guild_id if isinstance(message.channel, discord.PartialMessageable) else None


def _roles(person: discord.User | discord.Member) -> frozenset[int]:
    return frozenset(role.id for role in person.roles) if isinstance(person, discord.Member) else frozenset()
