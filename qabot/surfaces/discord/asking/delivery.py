"""Sends answers: first an acknowledgement, then edits of it, which can be repeated without being seen twice."""

from __future__ import annotations

import asyncio
import io
import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import aiohttp
import discord

from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from typing import Any

T = TypeVar("T")
NO_MENTIONS = discord.AllowedMentions.none()
_ACKNOWLEDGED = 40060
_MESSAGE_GONE = 10008
_TOO_MANY = 429
_NO_EMBEDS = "I may not show embeds in this channel. Use **/ask**, or ask a moderator to give me *Embed Links* here."
_PAUSES_S = (0.5, 2.0, 8.0, 30.0)
_RESPONSE_PAUSES_S = (0.0, 0.1, 0.4, None)
"""Pauses between attempts at a first response, for which Discord gives three seconds."""
_TOKEN_S = 14.5 * 60
"""Seconds for which a reply is edited: a little less than the 15 minutes that Discord allows."""
_NONCE_S = 120.0
"""Seconds in which a message is repeated with the same nonce: Discord remembers a nonce for some minutes."""
_LOST = (aiohttp.ClientError, OSError)
_FAILED = (discord.HTTPException, *_LOST)
_log = logging.getLogger(__name__)


class Reply(Protocol):
    """The place where one answer is shown."""

    async def acknowledge(self) -> None:
        """Show the person that the question was accepted."""
        ...

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Show messages in place of what the reply showed before; further messages stand below it.

        Args:
            messages: for each message the descriptions of its embeds.
            view: the buttons under the last message.

        Returns:
            The ids of the messages that Discord accepted, in order.
        """
        ...


class InteractionReply:
    """The reply to a slash command, a button or a message command."""

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        """Send nothing yet."""
        self._interaction = interaction
        self._private = private
        self._most = context_of(interaction).max_messages or math.inf
        self._until = time.monotonic() + _TOKEN_S

    async def acknowledge(self) -> None:
        """Defer the response. A failure is only logged: it shows again when the answer is sent."""
        defer = self._interaction.response.defer
        try:
            await respond(lambda: defer(ephemeral=self._private, thinking=True))
        except _FAILED as err:
            _log.warning("Interaction %s could not be acknowledged: %r", self._interaction.id, err)

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Edit the deferred message. The rest of a long answer follows in further messages, or in a file if they fail.

        When Discord has forgotten the interaction, a public answer is posted in the channel if the bot may write there.
        """
        try:
            ids = [await self._edit(messages[0], **_under(view) if len(messages) == 1 else {})]
        except _FAILED as err:
            return await self._elsewhere(err, messages, view)
        for number, message in enumerate(messages[1:], start=1):
            buttons = _under(view) if number == len(messages) - 1 else {}
            shown = await self._followed(message, buttons) if number < self._most else None
            if shown is None:
                await self._attach(messages[0], messages[number:], view)
                break
            ids.append(shown)
        return tuple(ids)

    async def _edit(self, message: Sequence[str], **more: Any) -> int:  # noqa: ANN401 - discord.py's own options
        edit = partial(self._interaction.edit_original_response, allowed_mentions=NO_MENTIONS, **more)
        shown = await _lasting(lambda: edit(embeds=_embeds(message)), until=self._until)
        return shown.id

    async def _followed(self, message: Sequence[str], buttons: dict[str, Any]) -> int | None:
        """Send a further message, once: a second attempt after a lost response could be seen twice.

        Returns:
            The id; ``None`` when the message is missing or may be missing.
        """
        try:
            shown = await self._interaction.followup.send(
                embeds=_embeds(message), ephemeral=self._private, allowed_mentions=NO_MENTIONS, wait=True, **buttons
            )
        except _FAILED as err:
            _log.warning("Interaction %s: a further message may be missing: %r", self._interaction.id, err)
            return None
        return shown.id

    async def _attach(self, first: Sequence[str], rest: Sequence[Sequence[str]], view: discord.ui.View | None) -> None:
        """Attach what may be missing as a file to the first message: an edit can be repeated, a message cannot."""
        text = "\n\n".join(embed for message in rest for embed in message).encode()

        async def edit() -> None:
            file = discord.File(io.BytesIO(text), "rest-of-the-answer.md")
            await self._interaction.edit_original_response(
                embeds=_embeds(first), attachments=[file], allowed_mentions=NO_MENTIONS, **_under(view)
            )

        try:
            await _lasting(edit, until=self._until)
        except _FAILED as err:
            _log.error("Interaction %s: the end of the answer was not delivered: %s", self._interaction.id, err)

    async def _elsewhere(
        self, err: Exception, messages: Sequence[Sequence[str]], view: discord.ui.View | None
    ) -> tuple[int, ...]:
        if isinstance(err, discord.HTTPException) and err.code == _MESSAGE_GONE:
            return ()
        gone = isinstance(err, discord.HTTPException) and err.status in (401, 404)
        channel = self._interaction.channel
        if not gone or self._private or not isinstance(channel, discord.abc.Messageable):
            _log.error("Interaction %s: the answer was not delivered: %s", self._interaction.id, err)
            return ()
        try:
            posted = await _post(channel, messages, nonce=str(self._interaction.id), view=view)
        except _FAILED as second:
            _log.error(
                "Interaction %s is gone (%s), and the answer cannot be posted: %s", self._interaction.id, err, second
            )
            return ()
        return tuple(one.id for one in posted)


async def respond_privately(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Answer an interaction at once with a sentence that only this person sees; raises as ``respond`` does."""
    await respond(lambda: interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=NO_MENTIONS))


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
        except _LOST:
            if pause_s is None:
                raise
            await asyncio.sleep(pause_s)
            continue
        return


class MessageReply:
    """The reply to a message: a mention of the bot, or a direct message."""

    def __init__(self, message: discord.Message) -> None:
        """Send nothing yet."""
        self._message = message
        self._shown: discord.Message | None = None
        self._deliveries = 0
        self._typing: asyncio.Task[None] | None = None

    async def acknowledge(self) -> None:
        """Show that the bot is typing. Do not wait for it: nothing is lost when it fails."""
        self._typing = asyncio.create_task(self._type())

    async def _type(self) -> None:
        try:
            await self._message.channel.typing()
        except _FAILED as err:
            _log.info("Message %s: typing could not be shown: %s", self._message.id, err)

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Reply in the channel, or edit the reply that is there; nothing is seen twice.

        Each delivery has its own nonces: Discord drops a second message with the same nonce.
        """
        nonce = f"{self._message.id}-{self._deliveries}"
        self._deliveries += 1
        posted: list[discord.Message] = []
        try:
            if await self._edited(messages[0], _under(view) if len(messages) == 1 else {}):
                posted = await _post(self._message.channel, messages[1:], nonce=nonce, view=view)
            else:
                posted = await _post(self._message.channel, messages, nonce=nonce, view=view, answered=self._message)
        except discord.Forbidden as err:
            _log.error("Message %s: the answer was not delivered: %s", self._message.id, err)
            await self._say_why()
        except _FAILED as err:
            _log.error("Message %s: the answer was not delivered: %s", self._message.id, err)
        shown = [*([self._shown] if self._shown else []), *posted]
        self._shown = shown[0] if shown else None
        return tuple(one.id for one in shown)

    async def _say_why(self) -> None:
        """Say in plain text which right may be missing: to show embeds. Without the right to write, this fails too."""
        try:
            await self._message.channel.send(_NO_EMBEDS, allowed_mentions=NO_MENTIONS, nonce=f"{self._message.id}-why")
        except _FAILED as err:
            _log.info("Message %s: plain text was not accepted either: %s", self._message.id, err)

    async def _edited(self, message: Sequence[str], buttons: dict[str, Any]) -> bool:
        """Edit the reply that is there; return whether there was one."""
        shown = self._shown
        if shown is None:
            return False
        edit = partial(shown.edit, allowed_mentions=NO_MENTIONS, **buttons)
        try:
            await _lasting(lambda: edit(embeds=_embeds(message)), until=time.monotonic() + _TOKEN_S)
        except discord.NotFound:
            self._shown = None
        return self._shown is not None


async def _post(
    channel: discord.abc.Messageable,
    messages: Sequence[Sequence[str]],
    *,
    nonce: str,
    view: discord.ui.View | None,
    answered: discord.Message | None = None,
) -> list[discord.Message]:
    """Post messages, the first as a reply to ``answered``."""
    posted = []
    for number, message in enumerate(messages):
        extra: dict[str, Any] = {"embeds": _embeds(message), "nonce": f"{nonce}-{number}"}
        if answered is not None and number == 0:
            extra["reference"] = answered.to_reference(fail_if_not_exists=False)
        if number == len(messages) - 1:
            extra |= _under(view)
        send = partial(channel.send, allowed_mentions=NO_MENTIONS, mention_author=False, **extra)
        posted.append(await _lasting(send, until=time.monotonic() + _NONCE_S))
    return posted


def _under(view: discord.ui.View | None) -> dict[str, Any]:
    return {} if view is None else {"view": view}


def _embeds(descriptions: Sequence[str]) -> list[discord.Embed]:
    return [discord.Embed(description=description) for description in descriptions]


async def _lasting(send: Callable[[], Awaitable[T]], *, until: float) -> T:
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
        except _FAILED as err:
            if isinstance(err, discord.HTTPException) and err.status < 500 and err.status != _TOO_MANY:
                raise
            pause_s = _PAUSES_S[min(attempt, len(_PAUSES_S) - 1)]
            if time.monotonic() + pause_s > until:
                raise
            attempt += 1
            await asyncio.sleep(pause_s)
