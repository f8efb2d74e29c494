"""What the bot keeps between runs: answers, conversations, votes, and the settings of servers."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.model import Conversation
from qabot.surfaces.discord.memory.conversation_key import channel_and_person, is_conversation_of
from qabot.surfaces.discord.memory.state_database import MemoryUnavailable, StateDatabase
from qabot.surfaces.discord.memory.stored_answer import feedback_row
from qabot.surfaces.discord.permissions.servers import Servers
from qabot.surfaces.wording import format_count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
    from qabot.surfaces.discord.memory.tables import Tables
    from qabot.surfaces.discord.permissions.servers import ServerSettings

_MAX_UNSAVED = 200
_log = logging.getLogger(__name__)


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
        self.database = StateDatabase(index, days=days)
        self._unsaved: dict[str, _Unsaved] = {}
        self.servers = Servers(self.database.read_at_start(lambda tables: tables.servers.all()))

    async def close(self) -> None:
        """Finish what is being written, and close the database."""
        await self.database.close()

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
            await self.database.write(work)
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
        return await self.database.read(lambda tables: tables.answers.get(answer_id))

    async def answer_in(self, message: int) -> StoredAnswer | None:
        """Return the answer that a message shows; ``None`` if there is none, or the database cannot be read."""
        for unsaved in self._unsaved.values():
            if message in unsaved.messages:
                return unsaved.answer
        try:
            return await self.database.read(lambda tables: tables.answers.in_message(message))
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
        return await self.database.read(lambda tables: tables.answers.messages(answer_id))

    async def conversation(self, key: str) -> Conversation:
        """Return the conversation of a key; an empty one if there is none, or the database cannot be read."""
        for unsaved in reversed(self._unsaved.values()):
            if key in unsaved.conversations:
                return unsaved.conversations[key]
        try:
            return await self.database.read(lambda tables: tables.conversations.get(key))
        except MemoryUnavailable as err:
            _log.warning("The conversation could not be continued: %s", err)
            return Conversation()

    async def vote(self, answer: StoredAnswer, person: int, vote: int) -> int:
        """Store a person's vote on an answer; see ``Feedback.vote``.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """

        def work(tables: Tables) -> int:
            tables.askers.put(answer.id, answer.asker)
            return tables.feedback.vote(answer.id, person, vote, asked=feedback_row(answer))

        return await self.database.write(work)

    async def report(self, answer: StoredAnswer, person: int, citation: int, words: str) -> None:
        """Store what a person says is wrong with a citation; see ``Feedback.report``.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """

        def work(tables: Tables) -> None:
            tables.askers.put(answer.id, answer.asker)
            tables.feedback.report(answer.id, person, citation, words, asked=feedback_row(answer))

        await self.database.write(work)

    async def forget_answer(self, answer_id: str) -> None:
        """Delete an answer; votes on it stay until the asker or the voter deletes them.

        Raises:
            MemoryUnavailable: the database cannot be written.
        """
        self._unsaved.pop(answer_id, None)
        await self.database.write(lambda tables: tables.answers.forget(answer_id))

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
            questions = tables.answers.count_questions(person)
            conversations = tables.conversations.forget_all(lambda key: is_conversation_of(key, person))
            answers = tables.answers.forget_asker(person)
            judged = tables.askers.forget(person)
            linked = tables.answers.unlink(answers)
            _forget_conversations(tables, linked)
            opinions = tables.feedback.forget(person, {*answers, *judged, *(answer.id for answer in linked)})
            return questions, conversations, opinions

        questions, conversations, opinions = await self.database.write(work)
        parts = [format_count(n, noun) for n, noun in ((questions, "question"), (opinions, "opinion")) if n]
        if conversations and not questions:
            parts.insert(0, "what you said last")  # the answers themselves were deleted before
        if not parts:
            return "I keep nothing about you."
        stay = " My messages stay until somebody deletes them; their buttons no longer work." if questions else ""
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
            count = await self.database.write(work)
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
            await self.database.write(lambda tables: tables.servers.delete(server))
        else:
            await self.database.write(lambda tables: tables.servers.put(server, settings.model_dump_json()))
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
            left = await self.database.write(work)
        except MemoryUnavailable as err:
            _log.error("Settings of servers that I left could not be deleted: %s", err)
            return
        for server in left:
            self.servers.set(server, None)


def _forget_conversations(tables: Tables, answers: Iterable[StoredAnswer]) -> None:
    """Delete the conversations to which some answers belong."""
    places = {(answer.channel, answer.asker) for answer in answers}
    tables.conversations.forget_all(lambda key: channel_and_person(key) in places)
