"""The gateway's socket, which an event that cannot be read does not end."""

from __future__ import annotations

import logging
import zlib
from typing import TYPE_CHECKING

import aiohttp
import discord
import discord.client
import discord.shard
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure

if TYPE_CHECKING:
    from typing import Any, Self

_log = logging.getLogger(__name__)
_MEANT = (ReconnectWebSocket, WebSocketClosure, discord.DiscordException, aiohttp.ClientError, OSError)


def use_socket(gateway_url: str) -> None:
    """Let discord.py connect by this socket; ``gateway_url`` is Discord's own when it is empty."""
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    for module in (discord.client, discord.shard):
        module.DiscordWebSocket = Socket  # type: ignore[attr-defined]


class Socket(DiscordWebSocket):
    """discord.py's socket, but one bad event is lost instead of the bot."""

    @classmethod
    async def from_client(cls, client: discord.Client, **how: Any) -> Self:  # noqa: ANN401 - discord.py's own options
        """Connect; a READY that does not name its shard is that of the shard that asked."""
        socket = await super().from_client(client, **how)
        parsers = socket._discord_parsers
        if socket.shard_id is not None:
            own = {"shard": [socket.shard_id, socket.shard_count or 1]}
            socket._discord_parsers = parsers | {"READY": lambda data: parsers["READY"](own | data)}
        return socket

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - whatever Discord sends
        """Read one message, pass over one that makes no sense; after one that cannot be unpacked connect anew."""
        try:
            await super().received_message(msg)
        except (TimeoutError, *_MEANT):
            raise
        except zlib.error as err:
            _log.warning("Discord sent what cannot be unpacked; connecting anew")
            await self.close()
            raise ReconnectWebSocket(self.shard_id) from err
        except Exception:  # noqa: BLE001 - one event is lost, the bot goes on
            _log.warning("Discord sent an event that cannot be read; it is passed over", exc_info=True)
