"""A given answer as it is stored: what its buttons need, without the texts of passages that nobody was shown."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Answer, Article, ArticleSummary, Conversation
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

TURNS = 6
"""Turns kept with an answer: as many as are read to understand the next question."""
NEAREST = 3
"""Passages shown under an answer that was not found."""


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


def feedback_row(answer: StoredAnswer) -> dict[str, Any]:
    """Return a question and its answer, as feedback stores them."""
    cited = sorted((number, one.article_id, start, end) for one in answer.evidence for number, start, end in one.quoted)
    return {
        "question": answer.standalone_question,
        "status": answer.status,
        "answer": answer.short,
        "citations": [
            {"number": number, "article_id": article_id, "start": start, "end": end}
            for number, article_id, start, end in cited
        ],
        "days": answer.days,
        "source": answer.source,
    }


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
