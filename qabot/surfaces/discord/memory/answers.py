"""Given answers, kept for some days in the state database, so that their buttons work after a restart."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from qabot.surfaces.memory.clock import steady_time

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Sequence

    from qabot.model import Answer, Article, ArticleSummary, Conversation
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

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
TURNS = 6
"""Turns kept with an answer: as many as are read to understand the next question."""
NEAREST = 3
"""Passages shown under an answer that was not found."""
_DAY_S = 86_400
_CONTINUES = (
    "SELECT id, json_extract(answer, '$.continues') FROM discord_answers "
    "WHERE CASE WHEN json_valid(answer) THEN json_extract(answer, '$.continues') END IS NOT NULL"
)


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Evidence(_Stored):
    """A passage ``[start, end)`` of an article that the bot read for an answer.

    Attributes:
        digest: of the passage's text, to notice that a later build has another text there.
        quoted: the quotes in it: citation number, start and end in the article's characters.
        shown: whether the messages of the answer show text of the passage.
    """

    article_id: str
    start: int
    end: int
    digest: str
    quoted: tuple[tuple[int, int, int], ...] = ()
    shown: bool = False


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
        named: the articles that the messages name, by id, each with the digest of what is shown about it.
        pages: the messages as shown; each is a tuple of embeds. Empty after an article in them left the index.
        turns: question, standalone question and answer of each turn of the asker's conversation, this answer last.
        continues: the id of another person's answer that the question replied to. Its text is not copied, so that it
            disappears when that person deletes it.
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
    named: dict[str, str]
    pages: tuple[tuple[str, ...], ...]
    turns: tuple[tuple[str, str, str], ...]
    continues: str | None
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
    continues: str | None,
    days: dict[str, str],
    source: str | None,
    article: Callable[[str], Article],
) -> StoredAnswer:
    """Return what is kept of an answer.

    Args:
        answer: the answer.
        context: who asked, and in which channel.
        grant: what they may ask there.
        private: whether only they see the answer.
        pages: the messages as shown.
        conversation: their conversation, with the answer as its last turn.
        continues: the id of another person's answer that the question replied to.
        days: the days of the request.
        source: the source of the request.
        article: returns an article by its id.
    """
    evidence = _evidence(answer)
    named: dict[str, Article | ArticleSummary] = {
        copy.id: copy for citation in answer.citations for copy in citation.also
    }
    named |= {one.article_id: article(one.article_id) for one in evidence if one.shown}
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
        evidence=evidence,
        named={name: heading_digest(one) for name, one in named.items()},
        pages=tuple(tuple(page) for page in pages),
        turns=tuple((turn.question, turn.standalone_question, turn.said) for turn in conversation.turns[-TURNS:]),
        continues=continues,
        days=days,
        source=source,
    )


def public_copy(answer: StoredAnswer) -> StoredAnswer:
    """Return the public copy of a private answer: with its own id, and without the private turns before it."""
    return answer.model_copy(
        update={"id": secrets.token_hex(8), "private": False, "turns": answer.turns[-1:], "continues": None}
    )


def text_digest(text: str) -> str:
    """Return 16 hex digits that identify a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def heading_digest(article: Article | ArticleSummary) -> str:
    """Return 16 hex digits that identify what is shown about an article besides its text."""
    shown = (article.title, article.source, article.url, str(article.published), article.path)
    return text_digest("\x1f".join(shown))


def is_unchanged(one: Evidence, article: Article) -> bool:
    """Return whether an article still has the text of a passage."""
    return text_digest(article.text[one.start : one.end]) == one.digest


def _evidence(answer: Answer) -> tuple[Evidence, ...]:
    """Return the evidence, cited passages first; a quote outside the best passages is a passage of its own."""
    spans: dict[tuple[str, int, int], list[tuple[int, int, int]]] = {}
    texts: dict[tuple[str, int, int], str] = {}
    for hit in answer.passages:
        texts[(hit.passage.article_id, hit.passage.start, hit.passage.end)] = hit.passage.text
    nearest = set(list(texts)[:NEAREST]) if answer.status == "not_found" else set()
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
        Evidence(
            article_id=key[0],
            start=key[1],
            end=key[2],
            digest=text_digest(texts[key]),
            quoted=tuple(quoted),
            shown=bool(quoted) or key in nearest,
        )
        for key, quoted in spans.items()
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
