"""The tables of the state database that the bot uses, through one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.memory.answer_tables import TABLES as ANSWER_TABLES
from qabot.surfaces.discord.memory.answer_tables import StoredAnswers
from qabot.surfaces.memory.clock import TABLE as CLOCK_TABLE
from qabot.surfaces.memory.clock import steady_time
from qabot.surfaces.memory.conversations import TABLE as CONVERSATIONS_TABLE
from qabot.surfaces.memory.conversations import Conversations
from qabot.surfaces.memory.feedback import TABLES as FEEDBACK_TABLES
from qabot.surfaces.memory.feedback import Feedback

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

TABLES = (
    *ANSWER_TABLES,
    CLOCK_TABLE,
    CONVERSATIONS_TABLE,
    *FEEDBACK_TABLES,
    "CREATE TABLE IF NOT EXISTS discord_servers (server INTEGER PRIMARY KEY, settings TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS discord_left_servers (server INTEGER PRIMARY KEY, since REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS discord_judged_answers (answer TEXT PRIMARY KEY, asker INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS discord_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
LEFT_SERVER_DAYS = 30
"""Days for which the settings of a server stay after the bot has left it."""


class Tables:
    """All tables, for one thread."""

    def __init__(self, state: sqlite3.Connection, *, days: float) -> None:
        """Use a connection to a state database that has ``TABLES``."""
        self._state = state
        self.answers = StoredAnswers(state, days=days)
        self.conversations = Conversations(state, expiry_days=days)
        self.feedback = Feedback(state)
        self.servers = ServerRows(state)
        self.facts = Facts(state)
        self.askers = Askers(state)


class ServerRows:
    """The settings of servers as JSON, and when the bot left a server."""

    def __init__(self, state: sqlite3.Connection) -> None:
        """Use a connection."""
        self._state = state

    def all(self) -> list[tuple[int, str]]:
        """Return each server with its settings."""
        return self._state.execute("SELECT server, settings FROM discord_servers").fetchall()

    def put(self, server: int, settings: str) -> None:
        """Store the settings of a server."""
        self._state.execute("INSERT OR REPLACE INTO discord_servers VALUES (?, ?)", (server, settings))

    def delete(self, server: int) -> None:
        """Delete the settings of a server."""
        self._state.execute("DELETE FROM discord_servers WHERE server = ?", (server,))

    def left(self, here: Collection[int]) -> list[int]:
        """Note which servers with settings the bot is no longer in; return those that it left 30 days ago.

        Args:
            here: the servers that the bot is in.
        """
        now = steady_time(self._state)
        gone = [server for server, _ in self.all() if server not in here]
        self._state.executemany("INSERT OR IGNORE INTO discord_left_servers VALUES (?, ?)", [(s, now) for s in gone])
        self._state.executemany("DELETE FROM discord_left_servers WHERE server = ?", [(server,) for server in here])
        old = "SELECT server FROM discord_left_servers WHERE since < ?"
        return [row[0] for row in self._state.execute(old, (now - LEFT_SERVER_DAYS * 86_400,)).fetchall()]

    def forget_left(self, server: int) -> None:
        """Delete everything about a server that the bot left."""
        self.delete(server)
        self._state.execute("DELETE FROM discord_left_servers WHERE server = ?", (server,))


class Facts:
    """Single values by name."""

    def __init__(self, state: sqlite3.Connection) -> None:
        """Use a connection."""
        self._state = state

    def get(self, name: str) -> str | None:
        """Return a value; ``None`` if there is none."""
        row = self._state.execute("SELECT value FROM discord_facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, name: str, value: str) -> None:
        """Store a value."""
        self._state.execute("INSERT OR REPLACE INTO discord_facts VALUES (?, ?)", (name, value))


class Askers:
    """Who asked the question of an answer with votes or reports, which stay longer than the answer."""

    def __init__(self, state: sqlite3.Connection) -> None:
        """Use a connection."""
        self._state = state

    def put(self, answer_id: str, person: int) -> None:
        """Store who asked."""
        self._state.execute("INSERT OR REPLACE INTO discord_judged_answers VALUES (?, ?)", (answer_id, person))

    def forget(self, person: int) -> list[str]:
        """Delete the rows of a person; return the ids of their answers."""
        query = "DELETE FROM discord_judged_answers WHERE asker = ? RETURNING answer"
        return [row[0] for row in self._state.execute(query, (person,)).fetchall()]
