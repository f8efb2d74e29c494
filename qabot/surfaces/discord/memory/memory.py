"""Everything that the bot keeps between runs, in one connection to the state database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.memory.answers import StoredAnswers
from qabot.surfaces.discord.permissions.servers import Servers
from qabot.surfaces.memory.conversations import TABLE as SESSIONS_TABLE
from qabot.surfaces.memory.conversations import Conversations
from qabot.surfaces.memory.feedback import Feedback
from qabot.surfaces.wording import format_count

if TYPE_CHECKING:
    import sqlite3

    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext


class Memory:
    """The stored answers, conversations, settings and votes; only the event loop's thread uses it."""

    def __init__(self, state: sqlite3.Connection, *, days: float) -> None:
        """Make the missing tables; answers and conversations are deleted after ``days``."""
        state.execute(SESSIONS_TABLE)
        self.servers = Servers(state)
        self.answers = StoredAnswers(state, days=days)
        self.sessions = Conversations(state, expiry_days=days)
        self.feedback = Feedback(state)

    def forget(self, person: int) -> str:
        """Delete a person's questions, answers, conversations, votes and reports; return a sentence about it."""
        conversations = self.sessions.forget_all(lambda key: is_conversation_of(key, person))
        answers = self.answers.forget_asker(person)
        opinions = self.feedback.forget(person, answers)
        counts = ((len(answers), "answer"), (conversations, "conversation"), (opinions, "opinion"))
        parts = [format_count(count, noun) for count, noun in counts if count]
        if not parts:
            return "I keep nothing about you."
        stay = " My messages stay until somebody deletes them; their buttons no longer work." if answers else ""
        return f"Deleted: {', '.join(parts)}.{stay}"


def conversation_key(context: ChannelContext, grant: Grant) -> str:
    """Return the key of a person's conversation in a channel or thread.

    Each set of granted collections has a conversation of its own, so that nothing from a collection that is no longer
    granted is continued.
    """
    key = f"discord:{context.channel}:{context.person}"
    return f"{key}:{grant.key}" if grant.key else key


def is_conversation_of(key: str, person: int) -> bool:
    """Return whether ``conversation_key`` made this key for a person."""
    kind, *rest = key.split(":", 3)
    return kind == "discord" and rest[1:2] == [str(person)]
