"""A given answer as it is stored: what its buttons need, without the texts of passages that nobody was shown."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from qabot.surfaces.refusal import near_passages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Answer, Article, ArticleSummary, Conversation
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

TURNS = 6
"""Turns kept with an answer: as many as are read to understand the next question."""
Tone = Literal["sure", "likely", "weak", "not found", "overview", "talk"]
"""How sure an answer is. No probability says it of an overview; talk is no answer from the articles at all."""


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
        collection: the collection as typed; ``None`` if none was given.
        tone: how sure it is, which decides its colour.
        follow_ups: questions that its buttons ask.
        threads: whether a thread can be opened on it.
        copy_of: of the copy that *Share* made, the id of the private answer.
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
    collection: str | None = None
    tone: Tone = "overview"
    follow_ups: tuple[str, ...] = ()
    threads: bool = False
    copy_of: str | None = None

    @property
    def citation_numbers(self) -> list[int]:
        """Return the numbers of the citations, ascending."""
        return sorted({number for one in self.evidence for number, _, _ in one.quoted})

    @property
    def citations(self) -> int:
        """Return how many citations the answer has."""
        return len(self.citation_numbers)

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
    collection: str | None = None,
    tone: Tone = "overview",
    follow_ups: Sequence[str] = (),
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
        collection: the collection of the request.
        tone: how sure it is.
        follow_ups: questions for its buttons.
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
        # Talk may list articles, which are not known by their ids here: it is never shown again.
        pages=() if tone == "talk" else tuple(tuple(page) for page in pages),
        turns=tuple((turn.question, turn.standalone_question, turn.said) for turn in conversation.turns[-TURNS:]),
        continues=continues,
        days=days,
        source=source,
        collection=collection,
        tone=tone,
        follow_ups=tuple(follow_ups),
        threads=context.threads and not private,
    )


def public_copy(answer: StoredAnswer, *, threads: bool) -> StoredAnswer:
    """Return the public copy of a private answer: with its own id, and without the private turns before it.

    Args:
        answer: the private answer.
        threads: whether a thread can be opened where it is shown.
    """
    changes = {"id": secrets.token_hex(8), "private": False, "turns": answer.turns[-1:], "continues": None}
    return answer.model_copy(update={**changes, "threads": threads, "copy_of": answer.id})


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
    """Return the evidence, cited passages first; a quote outside the best passages is a passage of its own.

    Of a refusal only the passages are kept that come near the question.
    """
    spans: dict[tuple[str, int, int], list[tuple[int, int, int]]] = {}
    texts: dict[tuple[str, int, int], str] = {}
    for hit in near_passages(answer.passages) if answer.status == "not_found" else answer.passages:
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
        Evidence(
            article_id=key[0],
            start=key[1],
            end=key[2],
            digest=text_digest(texts[key]),
            quoted=tuple(quoted),
            shown=bool(quoted),
        )
        for key, quoted in spans.items()
    )
