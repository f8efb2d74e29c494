"""Answers on their way: acknowledged, then delivered by an edit, which may be repeated without being seen twice."""

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

from qabot.surfaces.discord.permissions.place import place_of

if TYPE_CHECKING:
    from typing import Any

T = TypeVar("T")
NOBODY = discord.AllowedMentions.none()
_ACKNOWLEDGED = 40060
_MESSAGE_GONE = 10008
_TOO_MANY = 429
_NO_EMBEDS = "I may not show embeds in this channel. Ask with **/ask**, or let a moderator give me *Embed Links* here."
_PAUSES_S = (0.5, 2.0, 8.0, 30.0)
_RESPONSE_PAUSES_S = (0.0, 0.1, 0.4, None)
"""Between attempts at a first response, for which there are three seconds."""
_TOKEN_S = 14.5 * 60
"""A little less than the time for which Discord takes edits of a reply."""
_NONCE_S = 120.0
"""Discord knows a nonce again for some minutes."""
_LOST = (aiohttp.ClientError, OSError)
_FAILED = (discord.HTTPException, *_LOST)
_log = logging.getLogger(__name__)


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
        self._most = place_of(interaction).most_messages or math.inf
        self._until = time.monotonic() + _TOKEN_S

    async def acknowledge(self) -> None:
        """Defer; that Discord has it already is as good, and what is gone is noticed when the answer is sent."""
        defer = self._interaction.response.defer
        try:
            await respond(lambda: defer(ephemeral=self._private, thinking=True))
        except _FAILED as err:
            _log.warning("Interaction %s could not be acknowledged: %r", self._interaction.id, err)

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Edit the deferred message; of a long answer, further messages follow, or a file where they cannot.

        When the interaction is gone, a public answer is posted in the channel, if the bot may.
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
        edit = partial(self._interaction.edit_original_response, allowed_mentions=NOBODY, **more)
        shown = await _lasting(lambda: edit(embeds=_embeds(message)), until=self._until)
        return shown.id

    async def _followed(self, message: Sequence[str], buttons: dict[str, Any]) -> int | None:
        """Send a further message, once: a second attempt after a lost reply might be seen twice.

        Returns:
            Its id; ``None`` when it is not there, or may not be.
        """
        try:
            shown = await self._interaction.followup.send(
                embeds=_embeds(message), ephemeral=self._private, allowed_mentions=NOBODY, wait=True, **buttons
            )
        except _FAILED as err:
            _log.warning("Interaction %s: a further message may be missing: %r", self._interaction.id, err)
            return None
        return shown.id

    async def _attach(self, first: Sequence[str], rest: Sequence[Sequence[str]], view: discord.ui.View | None) -> None:
        """Put what may be missing into a file at the first message: an edit can be repeated, a message cannot."""
        text = "\n\n".join(embed for message in rest for embed in message).encode()

        async def edit() -> None:
            file = _File(io.BytesIO(text), "rest-of-the-answer.md")
            await self._interaction.edit_original_response(
                embeds=_embeds(first), attachments=[file], allowed_mentions=NOBODY, **_under(view)
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
            _log.error("Interaction %s is gone (%s), nor may I post: %s", self._interaction.id, err, second)
            return ()
        return tuple(one.id for one in posted)


async def tell(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Answer an interaction at once with a sentence that nobody else sees; raises as ``respond`` does."""
    await respond(lambda: interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=NOBODY))


async def respond(send: Callable[[], Awaitable[object]]) -> None:
    """Make an interaction's first response, again when the connection is lost; that it is there already is as good.

    Raises:
        discord.HTTPException: Discord does not take it.
        aiohttp.ClientError: the connection was lost every time.
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
        """Nothing is sent yet."""
        self._message = message
        self._shown: discord.Message | None = None
        self._deliveries = 0
        self._typing: asyncio.Task[None] | None = None

    async def acknowledge(self) -> None:
        """Show that the bot is typing, without waiting for it; it is no loss when that fails."""
        self._typing = asyncio.create_task(self._type())

    async def _type(self) -> None:
        try:
            await self._message.channel.typing()
        except _FAILED as err:
            _log.info("Message %s: typing could not be shown: %s", self._message.id, err)

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, view: discord.ui.View | None = None
    ) -> tuple[int, ...]:
        """Reply in the channel, or edit the reply that is there; nothing that is repeated is seen twice.

        Each delivery has nonces of its own: Discord drops a second message with the same one.
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
        """Say in plain text what may be missing: the right to show embeds, if not that to write at all."""
        try:
            await self._message.channel.send(_NO_EMBEDS, allowed_mentions=NOBODY, nonce=f"{self._message.id}-why")
        except _FAILED as err:
            _log.info("Message %s: nor may I write there: %s", self._message.id, err)

    async def _edited(self, message: Sequence[str], buttons: dict[str, Any]) -> bool:
        """Put a message in place of the reply that is there; return whether there was one."""
        shown = self._shown
        if shown is None:
            return False
        edit = partial(shown.edit, allowed_mentions=NOBODY, **buttons)
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
            extra["reference"] = _Reference.from_message(answered, fail_if_not_exists=False)
        if number == len(messages) - 1:
            extra |= _under(view)
        send = partial(channel.send, allowed_mentions=NOBODY, mention_author=False, **extra)
        posted.append(await _lasting(send, until=time.monotonic() + _NONCE_S))
    return posted


def _under(view: discord.ui.View | None) -> dict[str, Any]:
    return {} if view is None else {"view": view}


class _Reference(discord.MessageReference):
    """What a message replies to, with ids as Discord's documents have them: discord.py sends numbers."""

    def to_message_reference_dict(self) -> Any:  # noqa: ANN401 - as discord.py has it
        return {key: str(value) if key.endswith("_id") else value for key, value in self.to_dict().items()}


class _File(discord.File):
    """A file with its id as Discord's documents have it: discord.py sends a number."""

    def to_dict(self, index: int) -> dict[str, Any]:
        return {**super().to_dict(index), "id": str(index)}


def _embeds(descriptions: Sequence[str]) -> list[discord.Embed]:
    return [discord.Embed(description=description) for description in descriptions]


async def _lasting(send: Callable[[], Awaitable[T]], *, until: float) -> T:
    """Send, and again after a dropped connection or a server's error, on top of discord.py's own attempts.

    discord.py waits when Discord limits it, but not when the network before Discord does.

    Args:
        send: makes one attempt.
        until: no attempt begins after this, in the seconds of ``time.monotonic``.
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
