"""What the bot keeps between runs. The event loop never waits for the database: two threads read and write it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from qabot.errors import QabotError
from qabot.model import Conversation
from qabot.surfaces.discord.memory.tables import TABLES, Tables
from qabot.surfaces.discord.permissions.servers import Servers
from qabot.surfaces.memory.database import durable, open_state
from qabot.surfaces.wording import format_count

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from qabot.surfaces.discord.memory.answers import StoredAnswer
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext
    from qabot.surfaces.discord.permissions.servers import ServerSettings

T = TypeVar("T")
_MAX_UNSAVED = 200
_log = logging.getLogger(__name__)


class MemoryUnavailable(QabotError):
    """The state database cannot be read or written at the moment."""


@dataclass(frozen=True, slots=True)
class _Unsaved:
    """An answer that is not in the database yet, or could not be stored there."""

    answer: StoredAnswer
    messages: tuple[int, ...]
    conversations: Mapping[str, Conversation]


class Memory:
    """Stored answers, conversations, votes and the settings of servers."""

    def __init__(self, index: Path, *, days: float) -> None:
        """Open the state database in an index folder; answers and conversations are deleted after ``days``.

        Raises:
            IndexNotWritable: the database cannot be used.
        """
        self._connections = [open_state(index, *TABLES), open_state(index)]
        write, read = self._connections
        read.execute("PRAGMA query_only = ON")
        self._write = (ThreadPoolExecutor(1, thread_name_prefix="memory-write"), write, Tables(write, days=days))
        self._read = (ThreadPoolExecutor(1, thread_name_prefix="memory-read"), read, Tables(read, days=days))
        self._unsaved: dict[str, _Unsaved] = {}
        self.servers = Servers(self._read[2].servers.all())

    async def read(self, work: Callable[[Tables], T]) -> T:
        """Return what ``work`` reads.

        Raises:
            MemoryUnavailable: the database cannot be read.
        """
        thread, _, tables = self._read
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, work, tables)
        except (sqlite3.Error, RuntimeError) as err:
            raise MemoryUnavailable(f"What I keep could not be read ({err})", remedy="Try again in a minute") from err

    async def write(self, work: Callable[[Tables], T]) -> T:
        """Return the result of ``work``; either all that it writes is stored, or nothing.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """
        thread, state, tables = self._write

        def transaction() -> T:
            # An acknowledged /settings must survive a power failure.
            with durable(state):
                state.execute("BEGIN IMMEDIATE")
                try:
                    result = work(tables)
                    state.execute("COMMIT")
                except BaseException:
                    state.execute("ROLLBACK")
                    raise
                return result

        try:
            return await asyncio.get_running_loop().run_in_executor(thread, transaction)
        except (sqlite3.Error, RuntimeError) as err:
            raise MemoryUnavailable(f"This could not be kept ({err})", remedy="Try again in a minute") from err

    async def close(self) -> None:
        """Finish what is being written, and close the database."""
        for thread, _, _ in (self._write, self._read):
            await asyncio.to_thread(thread.shutdown)
        for connection in self._connections:
            connection.close()

    def hold(
        self,
        answer: StoredAnswer,
        messages: Sequence[int] = (),
        conversations: Mapping[str, Conversation] | None = None,
    ) -> None:
        """Keep an answer in memory until ``keep`` has stored it, so that its buttons work at once."""
        self._unsaved[answer.id] = _Unsaved(answer, tuple(messages), conversations or {})
        while len(self._unsaved) > _MAX_UNSAVED:
            del self._unsaved[next(iter(self._unsaved))]

    async def keep(
        self,
        answer: StoredAnswer,
        messages: Sequence[int],
        conversations: Mapping[str, Conversation] | None = None,
    ) -> None:
        """Store an answer that was delivered. What cannot be stored is logged, and kept until the bot stops.

        Args:
            answer: the answer.
            messages: the ids of the messages that show it, in order.
            conversations: the conversations that it belongs to, by key.
        """
        self.hold(answer, messages, conversations)

        def work(tables: Tables) -> None:
            tables.answers.put(answer)
            tables.answers.shown_as(answer.id, messages)
            for key, conversation in (conversations or {}).items():
                tables.conversations.put(key, conversation)

        try:
            await self.write(work)
        except MemoryUnavailable as err:
            _log.error("Answer %s could not be kept; its buttons work until I restart: %s", answer.id, err)
        else:
            self._unsaved.pop(answer.id, None)

    async def answer(self, answer_id: str) -> StoredAnswer | None:
        """Return an answer; ``None`` if it is not kept.

        Raises:
            MemoryUnavailable: the database cannot be read.
        """
        if answer_id in self._unsaved:
            return self._unsaved[answer_id].answer
        return await self.read(lambda tables: tables.answers.get(answer_id))

    async def answer_in(self, message: int) -> StoredAnswer | None:
        """Return the answer that a message shows; ``None`` if there is none, or the database cannot be read."""
        for unsaved in self._unsaved.values():
            if message in unsaved.messages:
                return unsaved.answer
        try:
            return await self.read(lambda tables: tables.answers.in_message(message))
        except MemoryUnavailable as err:
            _log.warning("Message %s: %s", message, err)
            return None

    async def messages_of(self, answer_id: str) -> Sequence[int]:
        """Return the messages that show an answer, in order.

        Raises:
            MemoryUnavailable: the database cannot be read.
        """
        if answer_id in self._unsaved:
            return self._unsaved[answer_id].messages
        return await self.read(lambda tables: tables.answers.messages(answer_id))

    async def conversation(self, key: str) -> Conversation:
        """Return the conversation of a key; an empty one if there is none, or the database cannot be read."""
        for unsaved in reversed(self._unsaved.values()):
            if key in unsaved.conversations:
                return unsaved.conversations[key]
        try:
            return await self.read(lambda tables: tables.conversations.get(key))
        except MemoryUnavailable as err:
            _log.warning("The conversation could not be continued: %s", err)
            return Conversation()

    async def vote(self, answer: StoredAnswer, person: int, vote: int, *, asked: Mapping[str, Any]) -> int:
        """Store a person's vote on an answer; see ``Feedback.vote``.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """

        def work(tables: Tables) -> int:
            tables.askers.put(answer.id, answer.asker)
            return tables.feedback.vote(answer.id, person, vote, asked=asked)

        return await self.write(work)

    async def report(
        self, answer: StoredAnswer, person: int, citation: int, words: str, *, asked: Mapping[str, Any]
    ) -> None:
        """Store what a person says is wrong with a citation; see ``Feedback.report``.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """

        def work(tables: Tables) -> None:
            tables.askers.put(answer.id, answer.asker)
            tables.feedback.report(answer.id, person, citation, words, asked=asked)

        await self.write(work)

    async def forget_answer(self, answer_id: str) -> None:
        """Delete an answer; votes on it stay until the asker or the voter deletes them.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """
        self._unsaved.pop(answer_id, None)
        await self.write(lambda tables: tables.answers.forget(answer_id))

    async def forget_person(self, person: int) -> str:
        """Delete a person's questions, answers, conversations, votes and reports; return a sentence about it.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """
        mine = {name for name, one in self._unsaved.items() if one.answer.asker == person}
        unsaved = [n for n, one in self._unsaved.items() if n in mine or one.answer.continues in mine]
        for name in unsaved:
            del self._unsaved[name]

        def work(tables: Tables) -> tuple[int, int, int]:
            conversations = tables.conversations.forget_all(lambda key: is_conversation_of(key, person))
            answers = tables.answers.forget_asker(person)
            judged = tables.askers.forget(person)
            linked = tables.answers.unlink(answers)
            _forget_conversations(tables, linked)
            opinions = tables.feedback.forget(person, {*answers, *judged, *(answer.id for answer in linked)})
            return len(answers), conversations, opinions

        answers, conversations, opinions = await self.write(work)
        counts = ((answers, "answer"), (conversations, "conversation"), (opinions, "opinion"))
        parts = [format_count(count, noun) for count, noun in counts if count]
        if not parts:
            return "I keep nothing about you."
        stay = " My messages stay until somebody deletes them; their buttons no longer work." if answers else ""
        return f"Deleted: {', '.join(parts)}.{stay}"

    async def drop_texts_of_removed(self, articles: Collection[str]) -> None:
        """Delete the texts of answers and conversations that show an article which is not among ``articles``.

        A failure is logged; the next build tries again.
        """
        for name, one in list(self._unsaved.items()):
            if not one.answer.named.keys() <= set(articles):
                del self._unsaved[name]

        def work(tables: Tables) -> int:
            changed = tables.answers.drop_texts_of_removed(articles)
            _forget_conversations(tables, changed)
            return len(changed)

        try:
            count = await self.write(work)
        except MemoryUnavailable as err:
            _log.error("Texts of removed articles could not be deleted from stored answers: %s", err)
        else:
            if count:
                _log.info("Deleted the texts of %s that showed removed articles", format_count(count, "stored answer"))

    async def change_server(self, server: int, settings: ServerSettings | None) -> None:
        """Store the settings of a server, then apply them; ``None`` deletes them.

        Raises:
            MemoryUnavailable: the database cannot be written; the earlier settings stay.
        """
        if settings is None:
            await self.write(lambda tables: tables.servers.delete(server))
        else:
            await self.write(lambda tables: tables.servers.put(server, settings.model_dump_json()))
        self.servers.set(server, settings)

    async def forget_left_servers(self, here: Collection[int]) -> None:
        """Delete what is kept of servers that the bot left 30 days ago; a failure is logged.

        Args:
            here: the servers that the bot is in.
        """

        def work(tables: Tables) -> list[int]:
            left = tables.servers.left(here)
            for server in left:
                tables.servers.forget_left(server)
                tables.answers.forget_server(server)
            return left

        try:
            left = await self.write(work)
        except MemoryUnavailable as err:
            _log.error("Settings of servers that I left could not be deleted: %s", err)
            return
        for server in left:
            self.servers.set(server, None)


def conversation_key(context: ChannelContext, grant: Grant, *, private: bool) -> str:
    """Return the key of a person's conversation in a channel or thread.

    Each set of granted collections has a conversation of its own, so that nothing from a collection that is no longer
    granted is continued. The private conversation has all turns, the public one only the public turns.
    """
    return ":".join(
        ["discord", str(context.channel), str(context.person), "private" if private else "public", grant.key]
    )


def is_conversation_of(key: str, person: int) -> bool:
    """Return whether ``conversation_key`` made this key for a person."""
    place = _place_of(key)
    return place is not None and place[1] == person


def _forget_conversations(tables: Tables, answers: Iterable[StoredAnswer]) -> None:
    """Delete the conversations to which some answers belong."""
    places = {(answer.channel, answer.asker) for answer in answers}
    tables.conversations.forget_all(lambda key: _place_of(key) in places)


def _place_of(key: str) -> tuple[int, int] | None:
    """Return the channel and the person of a key; ``None`` for a key of another surface."""
    kind, *rest = key.split(":", 3)
    return (int(rest[0]), int(rest[1])) if kind == "discord" and len(rest) == 3 else None
