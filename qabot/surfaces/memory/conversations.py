"""Conversations that are continued in a later run, in the state database."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from qabot.model import Answer, Conversation, Turn
from qabot.surfaces.memory.clock import steady_time

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

TABLE = "CREATE TABLE IF NOT EXISTS conversations (key TEXT PRIMARY KEY, used REAL NOT NULL, turns TEXT NOT NULL)"
TERMINAL = "terminal"
"""The key of the conversation of ``qabot chat``."""
ASK = "ask"
"""The key of the conversation of ``qabot ask``, which disturbs no chat."""
KEPT_TURNS = 50
_DAY_S = 86_400


def turn_of(question: str, answer: Answer, *, asked_on: date | None = None) -> Turn:
    """Return the turn of a question and its answer; ``said`` is the short answer, then the statements.

    Args:
        question: as typed.
        answer: to it.
        asked_on: the day on which it was asked; today if ``None``.
    """
    said = [answer.answer or "", *(statement.text for statement in answer.statements)]
    spoken = "\n".join(line for line in said if line) if answer.status == "answered" else ""
    return Turn(question, answer.standalone_question, spoken, asked_on or date.today(), answer)


class Conversations:
    """Remembers the words of conversations, not whole answers, by key: ``terminal``, or a thread and its user."""

    def __init__(self, state: sqlite3.Connection, *, expiry_days: float) -> None:
        """Use a state database opened with ``TABLE``; forget conversations that were not used for ``expiry_days``."""
        self._state = state
        self._expiry_s = expiry_days * _DAY_S

    def get(self, key: str) -> Conversation:
        """Return the conversation of a key; an empty one if there is none, it has expired, or it cannot be read."""
        oldest = steady_time(self._state, store=False) - self._expiry_s
        row = self._state.execute(
            "SELECT turns FROM conversations WHERE key = ? AND used >= ?", (key, oldest)
        ).fetchone()
        if row is None:
            return Conversation()
        try:
            turns = tuple(
                Turn(str(asked), str(alone), str(said), date.fromisoformat(day[0]) if day and day[0] else None)
                for asked, alone, said, *day in json.loads(row[0])
            )
        except (TypeError, ValueError):
            return Conversation()
        return Conversation(turns)

    def latest(self, *keys: str) -> Conversation:
        """Return the conversation that was used last of those with these keys; an empty one if there is none."""
        rows = self._state.execute(
            f"SELECT key FROM conversations WHERE key IN ({', '.join('?' * len(keys))}) ORDER BY used DESC, key",  # noqa: S608 - only question marks
            keys,
        )
        found = (self.get(str(row[0])) for row in rows.fetchall())
        return next((one for one in found if one.turns), Conversation())

    def put(self, key: str, conversation: Conversation) -> None:
        """Remember the last fifty turns of a conversation, and forget conversations that have expired."""
        now = steady_time(self._state)
        self._state.execute("DELETE FROM conversations WHERE used < ?", (now - self._expiry_s,))
        turns = [
            (turn.question, turn.standalone_question, turn.said, turn.asked_on and turn.asked_on.isoformat())
            for turn in conversation.turns[-KEPT_TURNS:]
        ]
        self._state.execute(
            "INSERT INTO conversations VALUES (?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET used = excluded.used, turns = excluded.turns",
            (key, now, json.dumps(turns)),
        )

    def forget(self, key: str) -> None:
        """Forget the conversation of a key, if there is one."""
        self._state.execute("DELETE FROM conversations WHERE key = ?", (key,))

    def forget_all(self, matches: Callable[[str], bool]) -> int:
        """Forget the conversations whose key meets a condition; return how many."""
        keys = [row[0] for row in self._state.execute("SELECT key FROM conversations").fetchall()]
        forgotten = [key for key in keys if matches(key)]
        for key in forgotten:
            self.forget(key)
        return len(forgotten)
