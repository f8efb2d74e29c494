"""What a terminal remembers of the last answer: its conversation, and where its numbered sources can be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qabot.errors import IndexNotWritable
from qabot.surfaces.memory.conversations import ASK, TERMINAL, Conversations, turn_of
from qabot.surfaces.memory.conversations import TABLE as CONVERSATIONS
from qabot.surfaces.memory.database import FILE, open_state
from qabot.surfaces.refusal import near_passages
from qabot.surfaces.wording import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Article, Conversation, Hit

_SOURCES = (
    "CREATE TABLE IF NOT EXISTS last_sources (number INTEGER PRIMARY KEY, title TEXT NOT NULL, link TEXT NOT NULL)"
)


class NumberedSource(NamedTuple):
    """A source of the last answer; ``link`` is a web address, or ``path:line`` with an absolute path."""

    number: int
    title: str
    link: str


def last_conversation(qabot: Qabot) -> Conversation:
    """Return the conversation in which the last question was asked, here or in a chat; an empty one if there was none.

    Raises:
        IndexNotWritable: the state database cannot be opened.
    """
    with closing(open_state(qabot.builds.index, CONVERSATIONS)) as state:
        return Conversations(state, expiry_days=qabot.settings.conversation.remember_days).latest(ASK, TERMINAL)


def last_asked(qabot: Qabot) -> date | None:
    """Return the day of the last question in a terminal; ``None`` if there was none, or it cannot be read."""
    if not (qabot.builds.index / FILE).is_file():
        return None
    with suppress(IndexNotWritable, sqlite3.Error):
        return last_conversation(qabot).last_day
    return None


def last_sources(qabot: Qabot) -> list[NumberedSource]:
    """Return the sources of the last answer or search by their numbers; none when nothing was asked yet.

    Raises:
        IndexNotWritable: the state database cannot be opened.
    """
    if not (qabot.builds.index / FILE).is_file():
        return []
    with closing(open_state(qabot.builds.index, _SOURCES)) as state:
        rows = state.execute("SELECT number, title, link FROM last_sources ORDER BY number")
        return [NumberedSource(*row) for row in rows]


def remember_answer(
    qabot: Qabot, question: str, answer: Answer, *, conversation: Conversation, asked_on: date | None
) -> None:
    """Remember a conversation with one more question and answer, and the answer's sources; a chat's stays as it is.

    Nothing is remembered where nothing can be written.
    """
    index, days = qabot.builds.index, qabot.settings.conversation.remember_days
    with suppress(IndexNotWritable, sqlite3.Error), closing(open_state(index, CONVERSATIONS, _SOURCES)) as state:
        Conversations(state, expiry_days=days).put(
            ASK, conversation.followed_by(turn_of(question, answer, asked_on=asked_on))
        )
        _keep(state, _sources_of(qabot, answer))


def remember_hits(qabot: Qabot, hits: Iterable[Hit]) -> None:
    """Remember where search results can be read; nothing where nothing can be written."""
    with suppress(IndexNotWritable, sqlite3.Error), closing(open_state(qabot.builds.index, _SOURCES)) as state:
        _keep(state, _sources_of_hits(qabot, hits))


def _keep(state: sqlite3.Connection, sources: Iterable[NumberedSource]) -> None:
    rows = list(sources)
    state.execute("BEGIN IMMEDIATE")
    try:
        state.execute("DELETE FROM last_sources")
        state.executemany("INSERT INTO last_sources VALUES (?, ?, ?)", rows)
    except BaseException:
        state.execute("ROLLBACK")
        raise
    state.execute("COMMIT")


def _sources_of(qabot: Qabot, answer: Answer) -> Iterator[NumberedSource]:
    """Yield the sources that a terminal numbers: the citations, or of a refusal the passages that come near."""
    for citation in answer.citations:
        yield _numbered(citation.number, citation.article, citation.link)
    if not answer.citations:
        yield from _sources_of_hits(qabot, near_passages(answer.passages))


def _sources_of_hits(qabot: Qabot, hits: Iterable[Hit]) -> Iterator[NumberedSource]:
    for number, hit in enumerate(hits, start=1):
        yield _numbered(number, qabot.store.article(hit.passage.article_id), qabot.link(hit))


def _numbered(number: int, article: Article, link: str) -> NumberedSource:
    where = link if link.startswith(("http://", "https://")) else str(Path(link).absolute())
    return NumberedSource(number, sanitize(article.title or article.path), where)
