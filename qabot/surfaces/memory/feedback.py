"""What people thought of answers: votes and reports of wrong citations, in the state database."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping

TABLES = (
    "CREATE TABLE IF NOT EXISTS feedback_answers (id TEXT PRIMARY KEY, made REAL NOT NULL, asked TEXT NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS feedback_votes (answer TEXT NOT NULL, person INTEGER NOT NULL, "
        "vote INTEGER NOT NULL, PRIMARY KEY (answer, person))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS feedback_reports (answer TEXT NOT NULL, person INTEGER NOT NULL, "
        "citation INTEGER NOT NULL, words TEXT NOT NULL, PRIMARY KEY (answer, person, citation))"
    ),
)


class Feedback:
    """Keeps one vote of each person on an answer, and one report of each person on a citation."""

    def __init__(self, state: sqlite3.Connection) -> None:
        """Use a state database; make the tables if they do not exist."""
        self._state = state
        for table in TABLES:
            state.execute(table)

    def vote(self, answer: str, person: int, vote: int, *, asked: Mapping[str, Any]) -> int:
        """Keep a vote, 1 or -1; the same vote again takes it back.

        Args:
            answer: its id.
            person: the id of who votes.
            vote: 1 for right, -1 for wrong.
            asked: the question and what was answered; see ``exported``.

        Returns:
            The vote that holds now: 1, -1 or 0.
        """
        self._keep(answer, asked)
        row = self._state.execute(
            "SELECT vote FROM feedback_votes WHERE answer = ? AND person = ?", (answer, person)
        ).fetchone()
        now = 0 if row is not None and row[0] == vote else vote
        self._state.execute("INSERT OR REPLACE INTO feedback_votes VALUES (?, ?, ?)", (answer, person, now))
        return now

    def report(self, answer: str, person: int, citation: int, words: str, *, asked: Mapping[str, Any]) -> None:
        """Keep what a person says is wrong with a citation, by its number; 0 means no particular citation."""
        self._keep(answer, asked)
        self._state.execute(
            "INSERT OR REPLACE INTO feedback_reports VALUES (?, ?, ?, ?)", (answer, person, citation, words)
        )

    def exported(self, *, wrong: bool) -> Iterator[dict[str, Any]]:
        """Yield questions as ``qabot eval`` reads them, without duplicates, in the order of their first feedback.

        Args:
            wrong: ``False`` yields the questions with a right answer: more people voted for it than against it, and
                nobody reported a citation. Each has the answer and where it stands. ``True`` yields the questions with
                a wrong answer, with the votes and reports, and with ``answer`` left for a person to fill in.
        """
        reports: dict[str, list[dict[str, Any]]] = {}
        query = "SELECT answer, citation, words FROM feedback_reports ORDER BY answer, citation, rowid"
        for answer, citation, words in self._state.execute(query).fetchall():
            reports.setdefault(answer, []).append({"citation": citation or None, "words": words})
        seen = set()
        rows = self._state.execute(
            "SELECT id, asked, coalesce(sum(vote > 0), 0), coalesce(sum(vote < 0), 0) FROM feedback_answers "
            "LEFT JOIN feedback_votes ON answer = id GROUP BY id ORDER BY made, id"
        )
        for name, stored, ups, downs in rows.fetchall():
            asked = json.loads(stored)
            reported = reports.get(name, [])
            if wrong and (downs > ups or reported):
                line = _wrong(asked, reported, ups=ups, downs=downs)
            elif not wrong and ups > downs and not reported:
                line = _right(asked)
            else:
                continue
            known = json.dumps(line, sort_keys=True)
            if known not in seen:
                seen.add(known)
                yield {"id": name, **line}

    def forget(self, person: int, answers: Collection[str]) -> int:
        """Delete a person's votes and reports, and everybody's on some answers.

        Args:
            person: the id of the person.
            answers: ids of answers to that person.

        Returns:
            How many of the votes and reports were the person's own.
        """
        forgotten = 0
        for table in ("feedback_votes", "feedback_reports"):
            forgotten += self._state.execute(f"DELETE FROM {table} WHERE person = ?", (person,)).rowcount  # noqa: S608
            self._state.executemany(f"DELETE FROM {table} WHERE answer = ?", [(answer,) for answer in answers])  # noqa: S608
        self._state.execute(
            "DELETE FROM feedback_answers WHERE id NOT IN (SELECT answer FROM feedback_votes) "
            "AND id NOT IN (SELECT answer FROM feedback_reports)"
        )
        return forgotten

    def _keep(self, answer: str, asked: Mapping[str, Any]) -> None:
        self._state.execute(
            "INSERT OR IGNORE INTO feedback_answers VALUES (?, ?, ?)",
            (answer, time.time(), json.dumps(asked, ensure_ascii=False)),
        )


def _right(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a question with its right answer; a question that was rightly refused has none."""
    return _question(asked) | (
        {
            "answer": asked["answer"],
            "gold": list(dict.fromkeys(cited["article_id"] for cited in asked["citations"])),
            "passages": [{key: cited[key] for key in ("article_id", "start", "end")} for cited in asked["citations"]],
        }
        if asked["status"] == "answered"
        else {}
    )


def _wrong(asked: dict[str, Any], reported: list[dict[str, Any]], *, ups: int, downs: int) -> dict[str, Any]:
    """Return a question with its wrong answer and the feedback; ``answer`` is for a person to fill in."""
    said = {"status": asked["status"], "said": asked["answer"], "cited": asked["citations"]}
    return _question(asked) | {"answer": None, **said, "right_votes": ups, "wrong_votes": downs, "reports": reported}


def _question(asked: dict[str, Any]) -> dict[str, Any]:
    return {"question": asked["question"], **asked["days"]} | (
        {"source": asked["source"]} if asked.get("source") else {}
    )
