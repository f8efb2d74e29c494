"""Which servers a person shares with the bot: this decides what they may ask in direct messages."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

import discord

from qabot.surfaces.discord.permissions.channel_context import roles_of

if TYPE_CHECKING:
    from typing import TypeAlias

    Membership: TypeAlias = tuple[tuple[int, frozenset[int]], ...]
    """Each shared server with the ids of the person's roles there."""

KNOWN_FOR_S = 300.0
"""Seconds after which Discord is asked again, so that a role that was taken away is noticed."""
MAX_SERVERS = 100
"""With more servers, one direct message would cost too many requests: ``direct_collections`` must be set."""
_MAX_PEOPLE = 10_000
_log = logging.getLogger(__name__)


class Memberships:
    """Asks Discord which of the bot's servers a person is a member of."""

    def __init__(self, client: discord.Client) -> None:
        """Ask nothing yet."""
        self._client = client
        self._known: dict[int, tuple[float, Membership]] = {}

    async def of(self, person: int) -> Membership:
        """Return the servers that a person shares with the bot. A server that cannot be asked counts as not shared."""
        asked_at, known = self._known.get(person, (0.0, ()))
        if asked_at and time.monotonic() - asked_at < KNOWN_FOR_S:
            return known
        servers = list(self._client.guilds)
        if len(servers) > MAX_SERVERS:
            _log.warning("Direct messages are not answered: with over %s servers, set direct_collections", MAX_SERVERS)
            return ()
        found = await asyncio.gather(*(_roles_in(server, person) for server in servers))
        shared = tuple((server.id, roles) for server, roles in zip(servers, found, strict=True) if roles is not None)
        self._known.pop(person, None)
        self._known[person] = (time.monotonic(), shared)
        if len(self._known) > _MAX_PEOPLE:
            del self._known[next(iter(self._known))]
        return shared


async def _roles_in(server: discord.Guild, person: int) -> frozenset[int] | None:
    """Return a person's roles in a server; ``None`` if they are not a member, or Discord does not say."""
    try:
        return roles_of(await server.fetch_member(person))
    except discord.NotFound:
        return None
    except (discord.HTTPException, OSError) as err:
        _log.warning("Discord did not say whether %s is a member of server %s: %s", person, server.id, err)
        return None
