"""Starts and stops the bot. A start that fails ends with a plain sentence; a stop lets answers finish."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import discord

from qabot.errors import DiscordUnavailable
from qabot.surfaces.discord.asking.sending import NO_MENTIONS
from qabot.surfaces.discord.asking.service import QuestionService
from qabot.surfaces.discord.client.bot import Bot, ShardedBot, intents
from qabot.surfaces.discord.client.gateway_socket import use_socket
from qabot.surfaces.discord.client.log_format import start_logging
from qabot.surfaces.discord.memory.memory import Memory

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.app.settings import DiscordSettings
    from qabot.surfaces.discord.client.log_format import LogFormat

_log = logging.getLogger(__name__)
_CLOSE_CODES = {
    4004: ("Discord does not accept the bot's token", "Set DISCORD_TOKEN to the token from the developer portal"),
    4010: ("Discord does not accept the shard count", "Correct [discord] shard_count"),
    4011: ("Discord wants the bot sharded", "Set [discord] shard_count"),
    4013: ("Discord does not accept the intents", "Update qabot"),
}


def run_bot(qabot: Qabot, token: str, *, log_format: LogFormat = "text") -> None:
    """Run the bot until it gets SIGTERM or SIGINT.

    Raises:
        DiscordUnavailable: Discord cannot be reached, or does not accept the token, the intents or the shards.
        IndexNotWritable: the state database cannot be used.
    """
    start_logging(log_format)
    asyncio.run(_run(qabot, token))


async def _run(qabot: Qabot, token: str) -> None:
    settings = qabot.settings.discord
    if settings.api_base:
        discord.http.Route.BASE = settings.api_base.rstrip("/")
    use_socket(settings.gateway_url)
    memory = Memory(Path(qabot.settings.index.path), days=qabot.settings.conversation.remember_days)
    service = QuestionService(qabot, memory=memory, waiting=settings.queue)
    bot = _make_bot(settings)
    bot.prepare(service, settings)
    stopping: list[asyncio.Task[None]] = []

    def stop_once() -> None:
        if not stopping:
            stopping.append(asyncio.create_task(stop()))

    async def stop() -> None:
        _log.info("Stopping: no more questions are taken")
        await bot.close()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # on Windows the process ends at once
            loop.add_signal_handler(number, stop_once)
    try:
        async with bot:
            await _start(bot, token)
            if stopping:
                await stopping[0]
    finally:
        service.queue.close()
        await memory.close()


def _make_bot(settings: DiscordSettings) -> Bot | ShardedBot:
    kind = ShardedBot if settings.shard_count else Bot
    return kind(
        intents=intents(),
        allowed_mentions=NO_MENTIONS,
        shard_count=settings.shard_count or None,
        guild_ready_timeout=settings.guild_ready_timeout_s,
        chunk_guilds_at_startup=False,
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
    )


async def _start(bot: Bot | ShardedBot, token: str) -> None:
    """Log in and stay connected. An error of discord.py that ends the bot becomes one sentence."""
    try:
        await bot.start(token)
    except discord.LoginFailure as err:
        raise DiscordUnavailable(*_CLOSE_CODES[4004][:1], remedy=_CLOSE_CODES[4004][1]) from err
    except discord.PrivilegedIntentsRequired as err:
        raise DiscordUnavailable(
            "Discord wants a privileged intent switched on",
            remedy="Look at the bot's page in the developer portal; qabot asks for none",
        ) from err
    except discord.ConnectionClosed as err:
        problem, remedy = _CLOSE_CODES.get(
            err.code, (f"Discord closed the connection with code {err.code}", "Start the bot again")
        )
        raise DiscordUnavailable(problem, remedy=remedy) from err
    except discord.HTTPException as err:
        raise DiscordUnavailable(
            f"Discord answered with HTTP status {err.status}", remedy="Wait until discordstatus.com reports no problems"
        ) from err
    except (discord.GatewayNotFound, aiohttp.ClientError, OSError, TimeoutError) as err:
        raise DiscordUnavailable("Discord cannot be reached", remedy="Check the network, then start again") from err
