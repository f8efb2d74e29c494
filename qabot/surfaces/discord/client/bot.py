"""The Discord client: the events that it handles, and how it survives failed connections."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

import discord

from qabot.errors import DiscordUnavailable
from qabot.surfaces.discord.asking.delivery import MessageReply
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.client.message_text import said_in
from qabot.surfaces.discord.client.sync_commands import sync_if_changed
from qabot.surfaces.discord.commands.presses.actions import ButtonActions
from qabot.surfaces.discord.commands.sources import show_chosen
from qabot.surfaces.discord.commands.tree import HELP, Tree, add_commands
from qabot.surfaces.discord.pages.buttons import AnswerButton
from qabot.surfaces.discord.pages.lists import PageButton, PickSelect
from qabot.surfaces.discord.permissions.channel_context import context_of_message, server_of
from qabot.surfaces.discord.permissions.memberships import Memberships
from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import yarl

    from qabot.app.settings import DiscordSettings
    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

_AGAIN_S = 1.0
_DAY_S = 86_400
_REMEMBERED_EVENTS = 10_000
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
_log = logging.getLogger(__name__)


def intents() -> discord.Intents:
    """Return the events that the bot asks for: servers and messages, and nothing privileged."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class _AnsweringClient(discord.Client):
    """The behaviour that the plain and the sharded client share."""

    service: QuestionService
    settings: DiscordSettings
    _farewell: asyncio.Task[None] | None = None
    _sweeping: asyncio.Task[None] | None = None

    def prepare(self, service: QuestionService, settings: DiscordSettings) -> None:
        """Set the parts, add the commands, and make sure that no event is handled twice."""
        self.service, self.settings = service, settings
        service.memberships = Memberships(self)
        self.button_actions = ButtonActions(service)
        self.add_dynamic_items(AnswerButton, PageButton, PickSelect)
        self.tree = Tree(self)
        add_commands(self.tree, service)
        parsers = self._connection.parsers
        for name in ("INTERACTION_CREATE", "MESSAGE_CREATE"):
            parsers[name] = _once(parsers[name])

    async def setup_hook(self) -> None:
        """Send the commands if they changed, and open the index meanwhile."""
        self._warming = asyncio.create_task(self.service.warm())
        if self.settings.sync:
            await sync_if_changed(self.tree, self.service.memory)

    async def close(self) -> None:
        """Let running answers finish, or say that the bot restarts, then close the connection."""
        self._farewell = self._farewell or asyncio.create_task(self.service.close(self.settings.stop_patience_s))
        await self._farewell
        if self._sweeping is not None:
            self._sweeping.cancel()
        await super().close()

    async def on_ready(self) -> None:
        """Log the connection, and begin to look daily for servers that the bot has left."""
        _log.info("Connected to %s servers", len(self.guilds))
        if self._sweeping is None:
            self._sweeping = asyncio.create_task(self._forget_left_servers())

    async def _forget_left_servers(self) -> None:
        while True:
            await self.service.memory.forget_left_servers([server.id for server in self.guilds])
            await asyncio.sleep(_DAY_S)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a mention of the bot, a direct message, or a reply to an answer."""
        if message.author.bot or self.user is None or message.type not in _WRITTEN:
            return
        question, quote = said_in(message, self.user.id)
        mentioned = any(one.id == self.user.id for one in message.mentions)
        if (
            server_of(message) is not None
            and not mentioned
            and not (question and await self._refers_to_answer(message))
        ):
            return
        context = await context_of_message(message, self)
        if not question:
            await self._help(message, context)
            return
        reply_to, follow_up = await self._continued(message, context)
        request = Request(question, context, quote=quote, reply_to=reply_to, follow_up=follow_up, from_message=True)
        await self.service.answer(request, MessageReply(message))

    async def _help(self, message: discord.Message, context: ChannelContext) -> None:
        """Answer a mention without a question, once in a while and only where the bot answers."""
        try:
            await self.service.grant(context)
        except Refused:
            return
        if context.direct or self.service.notices.allows(context.person, context.channel):
            await MessageReply(message).deliver([[HELP]])

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Handle forms, and presses of unknown buttons."""
        await self.button_actions.handle_other(interaction)

    async def pressed(self, interaction: discord.Interaction[Any], action: str, answer: str, number: int) -> None:
        """Handle a press of a button under an answer."""
        await self.button_actions.handle_press(interaction, action, answer, number)

    async def listed(self, interaction: discord.Interaction[Any], what: str, value: str, page: int) -> None:
        """Handle a choice in a list of articles or sources."""
        await show_chosen(interaction, what, value, page, service=self.service)

    async def _refers_to_answer(self, message: discord.Message) -> bool:
        """Return whether a message replies to an answer, or is in a thread that was opened on an answer."""
        reference = message.reference
        for shown in (reference.message_id if reference else None, message.channel.id):
            if shown and await self.service.memory.answer_in(shown):
                return True
        return False

    async def _continued(self, message: discord.Message, context: ChannelContext) -> tuple[str | None, bool]:
        """Return the answer that a message continues, and whether it continues the author's own questions.

        A reply continues the answer it replies to. In a thread and in direct messages people continue their own last
        question; in a thread they begin with the answer that it was opened on.
        """
        memory, reference = self.service.memory, message.reference
        if reference is not None and reference.message_id is not None:
            answer = await memory.answer_in(reference.message_id)
            if answer is not None:
                return answer.id, False
        if context.direct:
            return None, True
        # A thread that was opened on a message has the message's id.
        opened_on = await memory.answer_in(context.channel)
        return (opened_on.id if opened_on else None), context.parent is not None or opened_on is not None


class Bot(_AnsweringClient):
    """The bot with one connection; it tries again if the first attempt fails."""

    async def connect(self, *, reconnect: bool = True) -> None:
        """Connect; try again for ``connect_patience_s`` if the first attempt fails.

        Raises:
            DiscordUnavailable: the gateway could not be reached in that time.
        """
        until = time.monotonic() + self.settings.connect_patience_s
        while True:
            try:
                await super().connect(reconnect=reconnect)
            except AttributeError as err:
                # discord.py #10520: when the first attempt fails, there is no session to resume.
                if self.ws is not None:
                    raise
                if time.monotonic() > until:
                    raise _unreachable() from err
                await asyncio.sleep(_AGAIN_S)
            else:
                return


class ShardedBot(_AnsweringClient, discord.AutoShardedClient):
    """The bot with several connections."""

    _tried: dict[int, float]

    async def launch_shards(self) -> None:
        """Connect all shards, one after the other."""
        self._tried = {}
        await super().launch_shards()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect one shard. discord.py calls this again without end when the first attempt fails.

        Raises:
            DiscordUnavailable: the gateway could not be reached in that time.
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
    """Return a parser that skips repeated events: Discord may send an event again after a resumed connection."""
    seen: dict[str, None] = {}

    def once(data: Any) -> None:  # noqa: ANN401 - whatever Discord sends
        if data["id"] in seen:
            return
        seen[data["id"]] = None
        if len(seen) > _REMEMBERED_EVENTS:
            del seen[next(iter(seen))]
        parse(data)

    return once
