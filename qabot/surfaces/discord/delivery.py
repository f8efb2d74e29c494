"""Answers on their way: acknowledged, then delivered by an edit, which may be repeated without being seen twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import aiohttp
import discord

if TYPE_CHECKING:
    from typing import Any

NOBODY = discord.AllowedMentions.none()
_ACKNOWLEDGED = 40060
_REPLY_DELETED = 10008
_PAUSES_S = (0.5, 2.0, 8.0, 30.0)
_log = logging.getLogger(__name__)
T = TypeVar("T")


class Reply(Protocol):
    """Where one answer goes."""

    async def acknowledge(self) -> None:
        """Tell the person that the question was taken."""
        ...

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Show messages, each of embeds; in place of what was shown before, or below it.

        Args:
            messages: for each the descriptions of its embeds.
            view: buttons, which stand under the last message.

        Returns:
            The ids of the messages that Discord took, in order.
        """
        ...


class InteractionReply:
    """The reply to a slash command, a button or a message command."""

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        """Nothing is sent yet."""
        self._interaction = interaction
        self._private = private

    async def acknowledge(self) -> None:
        """Defer; that Discord has it already is as good, and what is gone is noticed when the answer is sent."""
        try:
            await self._interaction.response.defer(ephemeral=self._private, thinking=True)
        except discord.HTTPException as err:
            if err.code != _ACKNOWLEDGED:
                _log.warning("Interaction %s could not be acknowledged: %s", self._interaction.id, err)
        except (aiohttp.ClientError, OSError) as err:
            _log.warning("Interaction %s: the acknowledgement's reply was lost: %r", self._interaction.id, err)

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Edit the deferred message; of a long answer, further messages follow.

        When the interaction is gone, a public answer is posted in the channel, if the bot may.
        """
        first, rest = messages[0], messages[1:]
        buttons = {} if rest else _under(view)
        try:
            shown = await _lasting(
                lambda: self._interaction.edit_original_response(
                    embeds=_embeds(first), allowed_mentions=NOBODY, **buttons
                )
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            return await self._elsewhere(err, messages, view)
        ids = [shown.id]
        for number, message in enumerate(rest, start=1):
            ids += await self._further(number, message, _under(view) if number == len(rest) else {})
        return tuple(ids)

    async def _further(self, number: int, message: Sequence[str], buttons: dict[str, Any]) -> list[int]:
        try:
            shown = await _lasting(
                lambda: self._interaction.followup.send(
                    embeds=_embeds(message), ephemeral=self._private, allowed_mentions=NOBODY, wait=True, **buttons
                )
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            _log.warning("Interaction %s: page %s was not sent: %s", self._interaction.id, number + 1, err)
            return []
        return [shown.id]

    async def _elsewhere(
        self, err: Exception, messages: Sequence[Sequence[str]], view: discord.ui.View | None
    ) -> tuple[int, ...]:
        if isinstance(err, discord.HTTPException) and err.code == _REPLY_DELETED:
            return ()
        gone = isinstance(err, discord.NotFound | discord.HTTPException) and err.status in (401, 404)
        channel = self._interaction.channel
        if not gone or self._private or not isinstance(channel, discord.abc.Messageable):
            _log.error("Interaction %s: the answer was not delivered: %s", self._interaction.id, err)
            return ()
        try:
            return await _post(channel, messages, nonce=str(self._interaction.id), view=view)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as second:
            _log.error("Interaction %s is gone (%s), nor may I post: %s", self._interaction.id, err, second)
            return ()


class MessageReply:
    """The reply to a message: a mention of the bot, or a direct message."""

    def __init__(self, message: discord.Message) -> None:
        """Nothing is sent yet."""
        self._message = message
        self._deliveries = 0

    async def acknowledge(self) -> None:
        """Show that the bot is typing; it is no loss when that fails."""
        try:
            await self._message.channel.typing()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            _log.info("Message %s: typing could not be shown: %s", self._message.id, err)

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Reply in the channel; a nonce keeps a repeated request from being shown twice.

        Each delivery has nonces of its own: Discord drops a second message with the same one.
        """
        nonce = f"{self._message.id}-{self._deliveries}"
        self._deliveries += 1
        try:
            return await _post(self._message.channel, messages, nonce=nonce, answered=self._message, view=view)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            _log.error("Message %s: the answer was not delivered: %s", self._message.id, err)
            return ()


async def _post(
    channel: discord.abc.Messageable,
    messages: Sequence[Sequence[str]],
    *,
    nonce: str,
    answered: discord.Message | None = None,
    view: discord.ui.View | None = None,
) -> tuple[int, ...]:
    ids = []
    for number, message in enumerate(messages):
        extra: dict[str, Any] = {"embeds": _embeds(message), "nonce": f"{nonce}-{number}"}
        if answered is not None and number == 0:
            extra["reference"] = answered.to_reference(fail_if_not_exists=False)
        if number == len(messages) - 1:
            extra |= _under(view)
        shown = await _lasting(partial(channel.send, allowed_mentions=NOBODY, mention_author=False, **extra))
        ids.append(shown.id)
    return tuple(ids)


def _under(view: discord.ui.View | None) -> dict[str, Any]:
    return {} if view is None else {"view": view}


def _embeds(descriptions: Sequence[str]) -> list[discord.Embed]:
    return [discord.Embed(description=description) for description in descriptions]


async def _lasting(send: Callable[[], Awaitable[T]]) -> T:
    """Send, and again after a dropped connection or a server's error, on top of discord.py's own attempts."""
    for pause in _PAUSES_S:
        try:
            return await send()
        except (discord.DiscordServerError, aiohttp.ClientError, OSError):
            await asyncio.sleep(pause)
    return await send()
