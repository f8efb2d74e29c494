"""Given answers, kept for some days in the state database, so that their buttons work after a restart."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from qabot.surfaces.memory.clock import steady_time

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from qabot.model import Answer, Article, Conversation
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

TABLES = (
    "CREATE TABLE IF NOT EXISTS discord_answers (id TEXT PRIMARY KEY, made REAL NOT NULL, answer TEXT NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS discord_messages "
        "(message INTEGER PRIMARY KEY, answer TEXT NOT NULL REFERENCES discord_answers, position INTEGER NOT NULL)"
    ),
    "CREATE INDEX IF NOT EXISTS discord_messages_answer ON discord_messages (answer)",
)
TURNS = 6
"""Turns kept with an answer: as many as are read to understand the next question."""
_DAY_S = 86_400


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Evidence(_Stored):
    """A passage ``[start, end)`` of an article that the bot read for an answer.

    Attributes:
        digest: of the passage's text, to notice that a later build has another text there.
        quoted: the quotes in it: citation number, start and end in the article's characters.
    """

    article_id: str
    start: int
    end: int
    digest: str
    quoted: tuple[tuple[int, int, int], ...] = ()


class StoredAnswer(_Stored):
    """An answer with everything that its buttons need.

    Attributes:
        id: 16 random hex digits, part of the ids of its buttons.
        asker: the person who asked.
        server: the server; ``None`` outside servers.
        channel: the channel or thread.
        private: whether only the asker sees it.
        granted: the ``Grant.key`` of the question.
        question: as typed.
        standalone_question: as understood.
        status: as in ``Answer``.
        short: the short answer.
        evidence: cited passages in the order of the citations, then the other passages, best first.
        pages: the messages as shown; each is a tuple of embeds.
        turns: question, standalone question and answer of each turn of the conversation, this answer last.
        days: ``as_of``, ``after`` and ``before`` as ISO days, if they were given.
        source: the source as typed; ``None`` if none was given.
        shared: whether the asker has shared it.
    """

    id: str
    asker: int
    server: int | None
    channel: int
    private: bool
    granted: str
    question: str
    standalone_question: str
    status: Literal["answered", "not_found"]
    short: str | None
    evidence: tuple[Evidence, ...]
    pages: tuple[tuple[str, ...], ...]
    turns: tuple[tuple[str, str, str], ...]
    days: dict[str, str]
    source: str | None = None
    shared: bool = False

    @property
    def citations(self) -> int:
        """Return how many citations the answer has."""
        return len({number for one in self.evidence for number, _, _ in one.quoted})

    def cited(self, number: int) -> tuple[Evidence, int, int] | None:
        """Return the passage, start and end of a citation; ``None`` if there is no such number."""
        for one in self.evidence:
            for at, start, end in one.quoted:
                if at == number:
                    return one, start, end
        return None


def stored_answer(
    answer: Answer,
    *,
    context: ChannelContext,
    grant: Grant,
    private: bool,
    pages: Sequence[Sequence[str]],
    conversation: Conversation,
    days: dict[str, str],
    source: str | None,
) -> StoredAnswer:
    """Return what is kept of an answer; ``conversation`` has the answer as its last turn."""
    return StoredAnswer(
        id=secrets.token_hex(8),
        asker=context.person,
        server=context.server,
        channel=context.channel,
        private=private,
        granted=grant.key,
        question=" ".join(answer.question.split()),
        standalone_question=answer.standalone_question,
        status=answer.status,
        short=answer.answer,
        evidence=_evidence(answer),
        pages=tuple(tuple(page) for page in pages),
        turns=tuple((turn.question, turn.standalone_question, turn.said) for turn in conversation.turns[-TURNS:]),
        days=days,
        source=source,
    )


def public_copy(answer: StoredAnswer) -> StoredAnswer:
    """Return the public copy of a private answer, with its own id and buttons."""
    return answer.model_copy(update={"id": secrets.token_hex(8), "private": False})


def text_digest(text: str) -> str:
    """Return 16 hex digits that identify a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def is_unchanged(one: Evidence, article: Article) -> bool:
    """Return whether an article still has the text of a passage."""
    return text_digest(article.text[one.start : one.end]) == one.digest


def _evidence(answer: Answer) -> tuple[Evidence, ...]:
    """Return the evidence, cited passages first; a quote outside the best passages is a passage of its own."""
    spans: dict[tuple[str, int, int], list[tuple[int, int, int]]] = {}
    texts: dict[tuple[str, int, int], str] = {}
    for hit in answer.passages:
        texts[(hit.passage.article_id, hit.passage.start, hit.passage.end)] = hit.passage.text
    for citation in answer.citations:
        around = [
            key
            for key in texts
            if key[0] == citation.article.id and key[1] <= citation.start and citation.end <= key[2]
        ]
        key = around[0] if around else (citation.article.id, citation.start, citation.end)
        texts.setdefault(key, citation.quote)
        spans.setdefault(key, []).append((citation.number, citation.start, citation.end))
    for key in texts:
        spans.setdefault(key, [])
    return tuple(
        Evidence(article_id=key[0], start=key[1], end=key[2], digest=text_digest(texts[key]), quoted=tuple(quoted))
        for key, quoted in spans.items()
    )


class StoredAnswers:
    """Reads and writes the stored answers."""

    def __init__(self, state: sqlite3.Connection, *, days: float) -> None:
        """Use a state database, and make missing tables; answers are deleted after ``days``."""
        self._state = state
        self._expiry_s = days * _DAY_S
        for table in TABLES:
            state.execute(table)

    def put(self, answer: StoredAnswer) -> None:
        """Store an answer, and delete those that are too old."""
        now = steady_time(self._state)
        old = self._state.execute("DELETE FROM discord_answers WHERE made < ?", (now - self._expiry_s,))
        if old.rowcount:
            self._state.execute("DELETE FROM discord_messages WHERE answer NOT IN (SELECT id FROM discord_answers)")
        self._state.execute(
            "INSERT INTO discord_answers VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET answer = excluded.answer",
            (answer.id, now, answer.model_dump_json()),
        )

    def get(self, answer_id: str) -> StoredAnswer | None:
        """Return an answer; ``None`` if there is none, it is too old, or its row cannot be read."""
        row = self._state.execute("SELECT made, answer FROM discord_answers WHERE id = ?", (answer_id,)).fetchone()
        if row is None or row[0] < steady_time(self._state) - self._expiry_s:
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
        self._state.execute("DELETE FROM discord_messages WHERE answer = ?", (answer_id,))
        self._state.execute("DELETE FROM discord_answers WHERE id = ?", (answer_id,))

    def forget_asker(self, person: int) -> list[str]:
        """Delete all answers to a person; return their ids."""
        asker = "CASE WHEN json_valid(answer) THEN json_extract(answer, '$.asker') END"
        rows = self._state.execute(f"SELECT id FROM discord_answers WHERE {asker} = ?", (person,)).fetchall()  # noqa: S608
        forgotten = [row[0] for row in rows]
        for answer_id in forgotten:
            self.forget(answer_id)
        return forgotten
