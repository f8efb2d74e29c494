"""Sends requests that may be repeated, until Discord has taken them or refuses them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import discord

from qabot.surfaces.discord.pages.layout import layout
from qabot.surfaces.discord.pages.split_messages import MESSAGE, shorten

if TYPE_CHECKING:
    from typing import Any

T = TypeVar("T")
NO_MENTIONS = discord.AllowedMentions.none()
LOST = (aiohttp.ClientError, OSError)
"""The errors of a connection that was lost."""
FAILED = (discord.HTTPException, *LOST)
"""The errors of a request that failed in any way."""
_ACKNOWLEDGED = 40060
_TOO_MANY = 429
_PAUSES_S = (0.5, 2.0, 8.0, 30.0)
_RESPONSE_PAUSES_S = (0.0, 0.1, 0.4, None)
"""Pauses between attempts at a first response, for which Discord gives three seconds."""
_NONCE_S = 120.0
"""Seconds in which a message is repeated with the same nonce: Discord remembers a nonce for some minutes."""


async def respond_privately(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Answer an interaction at once with a sentence that only this person sees; raises as ``respond`` does."""
    view = layout([shorten(sentence, MESSAGE)])
    await respond(lambda: interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=NO_MENTIONS))


async def respond(send: Callable[[], Awaitable[object]]) -> None:
    """Send the first response to an interaction, again if the connection is lost. An earlier response also counts.

    Raises:
        discord.HTTPException: Discord does not accept it.
        aiohttp.ClientError: the connection was lost at every attempt.
        OSError: likewise.
    """
    for pause_s in _RESPONSE_PAUSES_S:
        try:
            await send()
        except discord.HTTPException as err:
            if err.code != _ACKNOWLEDGED:
                raise
        except LOST:
            if pause_s is None:
                raise
            await asyncio.sleep(pause_s)
            continue
        return


async def post(
    channel: discord.abc.Messageable,
    views: Sequence[discord.ui.LayoutView],
    *,
    nonce: str,
    answered: discord.Message | None = None,
) -> list[discord.Message]:
    """Post messages, the first as a reply to ``answered``."""
    posted = []
    for number, view in enumerate(views):
        extra: dict[str, Any] = {"view": view, "nonce": f"{nonce}-{number}"}
        if answered is not None and number == 0:
            extra["reference"] = answered.to_reference(fail_if_not_exists=False)
        send = partial(channel.send, allowed_mentions=NO_MENTIONS, mention_author=False, **extra)
        posted.append(await lasting(send, until=time.monotonic() + _NONCE_S))
    return posted


async def lasting(send: Callable[[], Awaitable[T]], *, until: float) -> T:
    """Send, and send again after a lost connection or a server error, in addition to the attempts of discord.py.

    discord.py waits when Discord limits the rate, but not when the network in front of Discord does.

    Args:
        send: makes one attempt.
        until: the time after which no attempt begins, in the seconds of ``time.monotonic``.
    """
    attempt = 0
    while True:
        try:
            return await send()
        except FAILED as err:
            if isinstance(err, discord.HTTPException) and err.status < 500 and err.status != _TOO_MANY:
                raise
            pause_s = _PAUSES_S[min(attempt, len(_PAUSES_S) - 1)]
            if time.monotonic() + pause_s > until:
                raise
            attempt += 1
            await asyncio.sleep(pause_s)
