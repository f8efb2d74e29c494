"""The connection to Discord's gateway; an event that cannot be read does not end it."""

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
    from typing import Any

_log = logging.getLogger(__name__)
_MEANT = (ReconnectWebSocket, WebSocketClosure, discord.DiscordException, aiohttp.ClientError, OSError)


def use_socket(gateway_url: str) -> None:
    """Let discord.py connect with ``Socket``; an empty ``gateway_url`` stands for Discord's own."""
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    for module in (discord.client, discord.shard):
        module.DiscordWebSocket = Socket  # type: ignore[attr-defined]


class Socket(DiscordWebSocket):
    """The socket of discord.py, but a bad event is skipped instead of ending the bot."""

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - whatever Discord sends
        """Handle a message. Skip what cannot be read; connect again after what cannot be decompressed."""
        try:
            await super().received_message(msg)
        except (TimeoutError, *_MEANT):
            raise
        except zlib.error as err:
            _log.warning("Discord sent a message that cannot be decompressed; connecting again")
            await self.close()
            raise ReconnectWebSocket(self.shard_id) from err
        except Exception:  # noqa: BLE001 - one event is lost, but the bot continues
            _log.warning("Discord sent an event that cannot be read; it is skipped", exc_info=True)
