"""All that the bot remembers between runs, behind one connection to the state database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.asking.request import belongs_to
from qabot.surfaces.discord.memory.answers import Answers
from qabot.surfaces.discord.permissions.servers import Servers
from qabot.surfaces.memory.conversations import TABLE as SESSIONS_TABLE
from qabot.surfaces.memory.conversations import Sessions
from qabot.surfaces.memory.feedback import Feedback
from qabot.surfaces.wording import format_count

if TYPE_CHECKING:
    import sqlite3


class Memory:
    """Used by the event loop's thread alone: each read or write takes well under a millisecond."""

    def __init__(self, state: sqlite3.Connection, *, days: float) -> None:
        """Make the tables that are missing; answers and conversations are forgotten after ``days``."""
        state.execute(SESSIONS_TABLE)
        self.servers = Servers(state)
        self.answers = Answers(state, days=days)
        self.sessions = Sessions(state, expiry_days=days)
        self.feedback = Feedback(state)

    def forget(self, person: int) -> str:
        """Forget a person: what they asked, what was said to them, what they thought of answers; return a sentence."""
        talks = self.sessions.forget_all(lambda key: belongs_to(key, person))
        answers = self.answers.forget_asker(person)
        thoughts = self.feedback.forget(person, answers)
        counts = ((len(answers), "answer"), (talks, "conversation"), (thoughts, "opinion"))
        parts = [format_count(count, noun) for count, noun in counts if count]
        if not parts:
            return "There is nothing that I remember of you."
        stay = " My messages stay until somebody deletes them; their buttons no longer work." if answers else ""
        return f"Forgotten: {', '.join(parts)}.{stay}"
