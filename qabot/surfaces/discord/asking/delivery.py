"""Sends answers: first an acknowledgement, then edits of it, which can be repeated without being seen twice."""

from __future__ import annotations

import asyncio
import io
import logging
import math
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import discord

from qabot.surfaces.discord.asking.sending import FAILED, NO_MENTIONS, lasting, post, respond, respond_privately
from qabot.surfaces.discord.pages.layout import layout
from qabot.surfaces.discord.permissions.channel_context import context_of

if TYPE_CHECKING:
    from typing import Any

    from qabot.surfaces.discord.memory.stored_answer import Tone

    Rows = Sequence[Sequence[discord.ui.Item[Any]]]

_MESSAGE_GONE = 10008
_REST = "rest-of-the-answer.md"
_TOKEN_S = 14.5 * 60
"""Seconds for which a reply is edited: a little less than the 15 minutes that Discord allows."""
_log = logging.getLogger(__name__)


class Shown(NamedTuple):
    """What a small command shows: messages of texts, and what stands under the last of them."""

    messages: Sequence[Sequence[str]]
    rows: Rows = ()


class Reply(Protocol):
    """The place where one answer is shown."""

    async def acknowledge(self) -> None:
        """Show the person that the question was accepted."""
        ...

    async def decline(self, sentence: str) -> None:
        """Say why a question is not answered, to the asker alone where Discord allows that. Nothing was shown yet."""
        ...

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, tone: Tone | None = None, rows: Rows = ()
    ) -> tuple[int, ...]:
        """Show messages in place of what the reply showed before; further messages stand below it.

        Args:
            messages: for each message its texts.
            tone: how sure the answer is; ``None`` for what is no answer.
            rows: the buttons under the last message.

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
        except FAILED as err:
            _log.warning("Interaction %s could not be acknowledged: %r", self._interaction.id, err)

    async def decline(self, sentence: str) -> None:
        """Answer at once, to the person alone. A failure is only logged: the person sees that nothing came."""
        try:
            await respond_privately(self._interaction, sentence)
        except FAILED as err:
            _log.warning("Interaction %s could not be declined: %r", self._interaction.id, err)

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, tone: Tone | None = None, rows: Rows = ()
    ) -> tuple[int, ...]:
        """Edit the deferred message. The rest of a long answer follows in further messages, or in a file if they fail.

        When Discord has forgotten the interaction, a public answer is posted in the channel if the bot may write there.
        """
        views = _views(messages, tone, rows)
        try:
            ids = [await self._edit(views[0])]
        except FAILED as err:
            return await self._elsewhere(err, views)
        for number, view in enumerate(views[1:], start=1):
            shown = await self._followed(view) if number < self._most else None
            if shown is None:
                await self._attach(messages[0], messages[number:], tone, rows)
                break
            ids.append(shown)
        return tuple(ids)

    async def _edit(self, view: discord.ui.LayoutView) -> int:
        edit = partial(self._interaction.edit_original_response, view=view, allowed_mentions=NO_MENTIONS)
        shown = await lasting(edit, until=self._until)
        return shown.id

    async def _followed(self, view: discord.ui.LayoutView) -> int | None:
        """Send a further message, once: a second attempt after a lost response could be seen twice.

        Returns:
            The id; ``None`` when the message is missing or may be missing.
        """
        try:
            shown = await self._interaction.followup.send(
                view=view, ephemeral=self._private, allowed_mentions=NO_MENTIONS, wait=True
            )
        except FAILED as err:
            _log.warning("Interaction %s: a further message may be missing: %r", self._interaction.id, err)
            return None
        return shown.id

    async def _attach(self, first: Sequence[str], rest: Sequence[Sequence[str]], tone: Tone | None, rows: Rows) -> None:
        """Attach what may be missing as a file to the first message: an edit can be repeated, a message cannot."""
        text = "\n\n".join(part for message in rest for part in message).encode()

        async def edit() -> None:
            await self._interaction.edit_original_response(
                view=layout(first, tone=tone, rows=rows, file=_REST),
                attachments=[discord.File(io.BytesIO(text), _REST)],
                allowed_mentions=NO_MENTIONS,
            )

        try:
            await lasting(edit, until=self._until)
        except FAILED as err:
            _log.error("Interaction %s: the end of the answer was not delivered: %s", self._interaction.id, err)

    async def _elsewhere(self, err: Exception, views: Sequence[discord.ui.LayoutView]) -> tuple[int, ...]:
        if isinstance(err, discord.HTTPException) and err.code == _MESSAGE_GONE:
            return ()
        gone = isinstance(err, discord.HTTPException) and err.status in (401, 404)
        channel = self._interaction.channel
        if not gone or self._private or not isinstance(channel, discord.abc.Messageable):
            _log.error("Interaction %s: the answer was not delivered: %s", self._interaction.id, err)
            return ()
        try:
            posted = await post(channel, views, nonce=str(self._interaction.id))
        except FAILED as second:
            _log.error(
                "Interaction %s is gone (%s), and the answer cannot be posted: %s", self._interaction.id, err, second
            )
            return ()
        return tuple(one.id for one in posted)


class EditingReply(InteractionReply):
    """The reply to a press that changes the message on which it was pressed."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        """Send nothing yet."""
        super().__init__(interaction, private=True)

    async def acknowledge(self) -> None:
        """Acknowledge the press without a sign: the message changes in a moment."""
        try:
            await respond(self._interaction.response.defer)
        except FAILED as err:
            _log.warning("Interaction %s could not be acknowledged: %r", self._interaction.id, err)


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
        except FAILED as err:
            _log.info("Message %s: typing could not be shown: %s", self._message.id, err)

    async def decline(self, sentence: str) -> None:
        """Reply in the channel; a message cannot be answered to its writer alone."""
        await self.deliver([[sentence]])

    async def deliver(
        self, messages: Sequence[Sequence[str]], *, tone: Tone | None = None, rows: Rows = ()
    ) -> tuple[int, ...]:
        """Reply in the channel, or edit the reply that is there; nothing is seen twice.

        Each delivery has its own nonces: Discord drops a second message with the same nonce.
        """
        nonce = f"{self._message.id}-{self._deliveries}"
        self._deliveries += 1
        views = _views(messages, tone, rows)
        posted: list[discord.Message] = []
        try:
            if await self._edited(views[0]):
                posted = await post(self._message.channel, views[1:], nonce=nonce)
            else:
                posted = await self._replied(views, nonce)
        except FAILED as err:
            _log.error("Message %s: the answer was not delivered: %s", self._message.id, err)
        shown = [*([self._shown] if self._shown else []), *posted]
        self._shown = shown[0] if shown else None
        return tuple(one.id for one in shown)

    async def _replied(self, views: Sequence[discord.ui.LayoutView], nonce: str) -> list[discord.Message]:
        """Post the messages as a reply; where the bot may not read the history, which replies need, without one."""
        channel = self._message.channel
        try:
            return await post(channel, views, nonce=nonce, answered=self._message)
        except discord.Forbidden as err:
            _log.info("Message %s: a reply was not accepted: %s", self._message.id, err)
            return await post(channel, views, nonce=f"{nonce}a")

    async def _edited(self, view: discord.ui.LayoutView) -> bool:
        """Edit the reply that is there; return whether there was one."""
        shown = self._shown
        if shown is None:
            return False
        edit = partial(shown.edit, view=view, allowed_mentions=NO_MENTIONS)
        try:
            await lasting(edit, until=time.monotonic() + _TOKEN_S)
        except discord.NotFound:
            self._shown = None
        return self._shown is not None


def _views(messages: Sequence[Sequence[str]], tone: Tone | None, rows: Rows) -> list[discord.ui.LayoutView]:
    """Return the messages laid out, with the buttons under the last one."""
    last = len(messages) - 1
    return [layout(texts, tone=tone, rows=rows if number == last else ()) for number, texts in enumerate(messages)]
