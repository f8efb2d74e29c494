"""The tables of given answers: they are kept for some days, so that their buttons work after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
from qabot.surfaces.memory.clock import steady_time

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence

TABLES = (
    "CREATE TABLE IF NOT EXISTS discord_answers (id TEXT PRIMARY KEY, made REAL NOT NULL, answer TEXT NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS discord_messages "
        "(message INTEGER PRIMARY KEY, answer TEXT NOT NULL REFERENCES discord_answers, position INTEGER NOT NULL)"
    ),
    "CREATE INDEX IF NOT EXISTS discord_messages_answer ON discord_messages (answer)",
    (
        "CREATE TABLE IF NOT EXISTS discord_answer_articles "
        "(article TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (article, answer)) WITHOUT ROWID"
    ),
)
_DAY_S = 86_400
_CONTINUES = (
    "SELECT id, json_extract(answer, '$.continues') FROM discord_answers "
    "WHERE CASE WHEN json_valid(answer) THEN json_extract(answer, '$.continues') END IS NOT NULL"
)


class StoredAnswers:
    """Reads and writes the stored answers."""

    def __init__(self, state: sqlite3.Connection, *, days: float) -> None:
        """Use a state database that has ``TABLES``; answers are deleted after ``days``."""
        self._state = state
        self._expiry_s = days * _DAY_S

    def put(self, answer: StoredAnswer) -> None:
        """Store an answer, and delete those that are too old."""
        now = steady_time(self._state)
        old = "SELECT id FROM discord_answers WHERE made < ?"
        self._forget(row[0] for row in self._state.execute(old, (now - self._expiry_s,)).fetchall())
        self._state.execute(
            "INSERT INTO discord_answers VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET answer = excluded.answer",
            (answer.id, now, answer.model_dump_json()),
        )
        self._state.executemany(
            "INSERT OR IGNORE INTO discord_answer_articles VALUES (?, ?)",
            [(article, answer.id) for article in answer.named],
        )

    def get(self, answer_id: str) -> StoredAnswer | None:
        """Return an answer; ``None`` if there is none, it is too old, or its row cannot be read."""
        row = self._state.execute("SELECT made, answer FROM discord_answers WHERE id = ?", (answer_id,)).fetchone()
        if row is None or row[0] < steady_time(self._state, store=False) - self._expiry_s:
            return None
        try:
            return StoredAnswer.model_validate_json(row[1])
        except ValidationError:
            return None

    def shown_as(self, answer_id: str, messages: Sequence[int]) -> None:
        """Store in which messages an answer is shown, in order."""
        self._state.executemany(
            "INSERT OR REPLACE INTO discord_messages VALUES (?, ?, ?)",
            [(message, answer_id, position) for position, message in enumerate(messages)],
        )

    def messages(self, answer_id: str) -> list[int]:
        """Return the messages in which an answer is shown, in order."""
        query = "SELECT message FROM discord_messages WHERE answer = ? ORDER BY position"
        return [row[0] for row in self._state.execute(query, (answer_id,)).fetchall()]

    def in_message(self, message: int) -> StoredAnswer | None:
        """Return the answer that a message shows, or shows a part of."""
        row = self._state.execute("SELECT answer FROM discord_messages WHERE message = ?", (message,)).fetchone()
        return None if row is None else self.get(row[0])

    def forget(self, answer_id: str) -> None:
        """Delete an answer and the list of its messages."""
        self._forget([answer_id])

    def count_questions(self, person: int) -> int:
        """Return how many questions of a person have a stored answer; an answer and its shared copy count once."""
        query = (
            "SELECT count(*) FROM discord_answers WHERE CASE WHEN json_valid(answer) THEN "
            "json_extract(answer, '$.asker') = ? AND json_extract(answer, '$.copy_of') IS NULL END"
        )
        return int(self._state.execute(query, (person,)).fetchone()[0])

    def forget_asker(self, person: int) -> list[str]:
        """Delete all answers to a person; return their ids."""
        return self._forget(self._with("asker", person))

    def unlink(self, forgotten: Collection[str]) -> list[StoredAnswer]:
        """Delete from other answers what they took over from forgotten ones; return those answers.

        A question that continued a forgotten answer may have been understood with its words, and so may a question that
        continued that one. Of all these only the typed question stays.
        """
        linked = {row[0]: row[1] for row in self._state.execute(_CONTINUES).fetchall()}
        reached = set(forgotten)
        while more := {name for name, earlier in linked.items() if earlier in reached} - reached:
            reached |= more
        changed = []
        for name in sorted(reached - set(forgotten)):
            answer = self.get(name)
            if answer is None:
                continue
            gone = {"pages": (), "turns": (), "continues": None, "standalone_question": answer.question}
            changed.append(answer.model_copy(update=gone))
        self._update(changed)
        return changed

    def forget_server(self, server: int) -> None:
        """Delete all answers that were given in a server."""
        self._forget(self._with("server", server))

    def drop_texts_of_removed(self, articles: Collection[str]) -> list[StoredAnswer]:
        """Delete the texts of answers that show an article which is not among ``articles``; return those answers.

        The passages of such an answer stay as numbers, so that its buttons can still say that an article is gone.
        """
        shown = self._state.execute("SELECT DISTINCT article FROM discord_answer_articles").fetchall()
        removed = {row[0] for row in shown}.difference(articles)
        changed: dict[str, StoredAnswer] = {}
        for article in sorted(removed):
            query = "SELECT answer FROM discord_answer_articles WHERE article = ?"
            for (answer_id,) in self._state.execute(query, (article,)).fetchall():
                answer = changed.get(answer_id) or self.get(answer_id)
                if answer is not None:
                    changed[answer_id] = answer.model_copy(update={"pages": (), "turns": (), "short": None})
        self._state.executemany("DELETE FROM discord_answer_articles WHERE article = ?", [(one,) for one in removed])
        self._update(changed.values())
        return list(changed.values())

    def _update(self, answers: Iterable[StoredAnswer]) -> None:
        self._state.executemany(
            "UPDATE discord_answers SET answer = ? WHERE id = ?",
            [(answer.model_dump_json(), answer.id) for answer in answers],
        )

    def _with(self, field: Literal["asker", "server"], value: int) -> list[str]:
        """Return the ids of the answers with this value in a field."""
        found = f"CASE WHEN json_valid(answer) THEN json_extract(answer, '$.{field}') END = ?"
        query = f"SELECT id FROM discord_answers WHERE {found}"  # noqa: S608 - one of two constants
        return [row[0] for row in self._state.execute(query, (value,)).fetchall()]

    def _forget(self, answer_ids: Iterable[str]) -> list[str]:
        """Delete answers and everything that belongs to them; return their ids."""
        forgotten = list(answer_ids)
        for table, column in (
            ("discord_messages", "answer"),
            ("discord_answer_articles", "answer"),
            ("discord_answers", "id"),
        ):
            self._state.executemany(
                f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608 - constants
                [(answer_id,) for answer_id in forgotten],
            )
        return forgotten
