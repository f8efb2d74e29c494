"""Where a command can be used, and who may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import app_commands

from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from collections.abc import Callable

Decorated = TypeVar("Decorated", bound="Callable[..., Any]")


def everywhere(callback: Decorated) -> Decorated:
    """Let a command work in servers, in direct messages, and for people who installed the app for themselves."""
    in_contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return in_contexts(app_commands.allowed_installs(guilds=True, users=True)(callback))


def for_managers(callback: Decorated) -> Decorated:
    """Show a command only in servers, and only to people with Manage Server; ``check_manager`` checks this again."""
    shown_to = app_commands.default_permissions(manage_guild=True)
    return app_commands.guild_only(shown_to(app_commands.allowed_installs(guilds=True, users=False)(callback)))


async def check_manager(interaction: discord.Interaction[Any]) -> bool:
    """Return ``True`` if the person may manage the server; whom Discord showed the command to does not matter.

    Raises:
        NoPrivateMessage: the command was used outside servers, or in a server that the bot is not a member of.
        MissingPermissions: the person may not manage the server.
    """
    context = context_of(interaction)
    if context.server is None:
        raise app_commands.NoPrivateMessage
    if not context.manages:
        raise app_commands.MissingPermissions(["manage_guild"])
    return True


class ManagersGroup(app_commands.Group):
    """A group of commands for people who may manage the server."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Check the person's rights at each use."""
        return await check_manager(interaction)
