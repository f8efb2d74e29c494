"""The client: which events it listens to, and what keeps it alive when one is not as it should be."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

import discord

from qabot.errors import DiscordUnavailable
from qabot.surfaces.discord.asking.delivery import MessageReply
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.client.sync_commands import sync_if_changed
from qabot.surfaces.discord.commands.button_actions import Presses
from qabot.surfaces.discord.commands.settings import add_settings
from qabot.surfaces.discord.commands.tree import HELP, Tree, add_commands, question_in
from qabot.surfaces.discord.pages.buttons import AnswerButton
from qabot.surfaces.discord.permissions.place import place_of_message, server_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from typing import Any

    import yarl

    from qabot.app.settings import DiscordSettings
    from qabot.surfaces.discord.asking.service import Asking
    from qabot.surfaces.discord.permissions.place import Place

_AGAIN_S = 1.0
_REMEMBERED_EVENTS = 10_000
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
_log = logging.getLogger(__name__)


def intents() -> discord.Intents:
    """Return what the bot is told of: servers and messages; nothing that is privileged."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class _Answering(discord.Client):
    """What plain and sharded clients have in common."""

    asking: Asking
    state: sqlite3.Connection
    settings: DiscordSettings
    _farewell: asyncio.Task[None] | None = None

    def prepare(self, asking: Asking, state: sqlite3.Connection, settings: DiscordSettings) -> None:
        """Take the parts, add the commands, and let no event be taken twice."""
        self.asking, self.state, self.settings = asking, state, settings
        self.presses = Presses(asking)
        self.add_dynamic_items(AnswerButton)
        self.tree = Tree(self)
        add_commands(self.tree, asking)
        add_settings(self.tree, asking)
        parsers = self._connection.parsers
        for name in ("INTERACTION_CREATE", "MESSAGE_CREATE"):
            parsers[name] = _once(parsers[name])

    async def setup_hook(self) -> None:
        """Send the commands if they changed, and open the index meanwhile."""
        self._warming = asyncio.create_task(self.asking.warm())
        if self.settings.sync:
            await sync_if_changed(self.tree, self.state)

    async def close(self) -> None:
        """Let running answers finish, or say that the bot restarts, before the connection that they need is closed."""
        self._farewell = self._farewell or asyncio.create_task(self.asking.close(self.settings.stop_patience_s))
        await self._farewell
        await super().close()

    async def on_ready(self) -> None:
        """Log that questions are taken."""
        _log.info("Connected to %s servers", len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Take a mention of the bot, a direct message, or a reply to an answer, as a question."""
        if message.author.bot or self.user is None or message.type not in _WRITTEN:
            return
        question = question_in(message, self.user.id)
        mentioned = any(one.id == self.user.id for one in message.mentions)
        if server_of(message) is not None and not mentioned and not (question and self._about_an_answer(message)):
            return
        if not question:
            await MessageReply(message).deliver([[HELP]])
            return
        place = await place_of_message(message, self)
        reply_to, follow_up = self._continued(message, place)
        request = Request(question, place, reply_to=reply_to, follow_up=follow_up, always_public=not place.direct)
        await self.asking.handle(request, MessageReply(message))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take forms, and presses of buttons that are not known."""
        await self.presses.rest(interaction)

    async def pressed(self, interaction: discord.Interaction[Any], action: str, answer: str, number: int) -> None:
        """Take a press of a button under an answer."""
        await self.presses.take(interaction, action, answer, number)

    def _about_an_answer(self, message: discord.Message) -> bool:
        """Return whether a message replies to an answer, or stands in a thread on one."""
        answers, reference = self.asking.memory.answers, message.reference
        replied_to = reference.message_id if reference else None
        return any(one and answers.in_message(one) for one in (replied_to, message.channel.id))

    def _continued(self, message: discord.Message, place: Place) -> tuple[str | None, bool]:
        """Return which answer a message goes on from, and whether it goes on from what its author asked there.

        A reply goes on from the answer it replies to; in a thread and in direct messages people go on from their own
        last question, at first from the answer that the thread was opened on.
        """
        answers, reference = self.asking.memory.answers, message.reference
        if reference is not None and reference.message_id is not None:
            answer = answers.in_message(reference.message_id)
            if answer is not None:
                return answer.id, False
        if place.direct:
            return None, True
        # A thread on a message has that message's id.
        opened_on = answers.in_message(place.channel)
        return (opened_on.id if opened_on else None), place.parent is not None or opened_on is not None


class Bot(_Answering):
    """The bot with one connection, which also survives that the first one fails."""

    async def connect(self, *, reconnect: bool = True) -> None:
        """Connect; a first connection that is refused is tried again for a while.

        Raises:
            DiscordUnavailable: the gateway could not be reached in that time.
        """
        until = time.monotonic() + self.settings.connect_patience_s
        while True:
            try:
                await super().connect(reconnect=reconnect)
            except AttributeError as err:
                # discord.py #10520: a first connection that fails has no session to go on from.
                if self.ws is not None:
                    raise
                if time.monotonic() > until:
                    raise _unreachable() from err
                await asyncio.sleep(_AGAIN_S)
            else:
                return


class ShardedBot(_Answering, discord.AutoShardedClient):
    """The bot over several connections."""

    _tried: dict[int, float]

    async def launch_shards(self) -> None:
        """Connect all shards, one after the other."""
        self._tried = {}
        await super().launch_shards()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect one shard; discord.py calls this again, for ever, when the first connection fails.

        Raises:
            DiscordUnavailable: the gateway could not be reached for a while.
        """
        since = self._tried.setdefault(shard_id, time.monotonic())
        if time.monotonic() - since > self.settings.connect_patience_s:
            raise _unreachable()
        await super().launch_shard(gateway, shard_id, initial=initial)


def _unreachable() -> DiscordUnavailable:
    return DiscordUnavailable(
        "Discord's gateway cannot be reached", remedy="Check the network, then start the bot again"
    )


def _once(parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a parser that passes over what it had already: after a resumed connection Discord may send it again."""
    seen: dict[str, None] = {}

    def once(data: Any) -> None:  # noqa: ANN401 - whatever Discord sends
        if data["id"] in seen:
            return
        seen[data["id"]] = None
        if len(seen) > _REMEMBERED_EVENTS:
            del seen[next(iter(seen))]
        parse(data)

    return once
