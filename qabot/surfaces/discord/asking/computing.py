"""What a request comes to: the messages that show its result, and what is kept of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qabot.surfaces.discord.asking.background import conversations_after
from qabot.surfaces.discord.asking.request import scope_granted
from qabot.surfaces.discord.memory.stored_answer import StoredAnswer, stored_answer
from qabot.surfaces.discord.pages.answer import answer_sections, tone_of
from qabot.surfaces.discord.pages.passages import hits_blocks
from qabot.surfaces.discord.pages.split_messages import GAP, pack
from qabot.surfaces.memory.conversations import turn_of
from qabot.surfaces.refusal import describe_refusal

if TYPE_CHECKING:
    from datetime import datetime

    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Conversation, Scope
    from qabot.surfaces.discord.asking.background import Background
    from qabot.surfaces.discord.asking.request import Request
    from qabot.surfaces.discord.permissions.access import Grant

_HITS = 5


@dataclass(frozen=True, slots=True)
class Computed:
    """The result of a request.

    Attributes:
        pages: the messages, each of texts.
        kept: what is kept of an answer; ``None`` for a search.
        conversations: the asker's conversations with the new turn, by key.
        facts: what the log says of an answer.
        answer: the answer itself; ``None`` for a search.
        scope: which articles might have answered.
    """

    pages: Sequence[Sequence[str]]
    kept: StoredAnswer | None = None
    conversations: Mapping[str, Conversation] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    answer: Answer | None = None
    scope: Scope | None = None


def compute_search(qabot: Qabot, request: Request, grant: Grant) -> Computed:
    """Return the passages that a search finds.

    Raises:
        QabotError: the request cannot be searched for, or the index cannot be used.
    """
    scope, _ = scope_granted(qabot.library, request, grant)
    hits = qabot.find(request.question, _HITS, scope=scope)
    blocks = hits_blocks(request.question, hits, article=qabot.store.article, link=qabot.link)
    return Computed(pack([blocks], gap=GAP))


def compute_answer(
    qabot: Qabot, request: Request, grant: Grant, background: Background, *, stale_since: datetime | None
) -> Computed:
    """Return the answer to a question.

    Args:
        qabot: with the current build open.
        request: the question.
        grant: what the person may ask.
        background: what the question continues.
        stale_since: when the index was made, if the articles have changed since; else ``None``.

    Raises:
        QabotError: the question cannot be asked, or the index cannot be used.
    """
    scope, days = scope_granted(qabot.library, request, grant)
    answer = qabot.ask(request.question, scope=scope, conversation=background.conversation)
    if grant.collections is not None:
        # Which words no article has, and which some article has, would tell of other collections.
        answer = replace(answer, unknown_words=(), missing_words=())
    tone = tone_of(answer)
    sections = answer_sections(
        answer,
        refusal=_refusal(answer, scope, qabot),
        question_above=request.from_message,
        stale_since=stale_since,
    )
    pages = pack(sections)
    turn = turn_of(request.question, answer, asked_on=scope.as_of)
    kept = stored_answer(
        answer,
        context=request.context,
        grant=grant,
        private=request.private,
        pages=pages,
        conversation=background.own.followed_by(turn),
        continues=background.continues,
        days=days,
        source=request.source,
        article=qabot.store.article,
        collection=request.collection,
        tone=tone,
        follow_ups=meant_questions(answer),
    )
    facts = {
        "kind": answer.kind.value,
        "confidence": round(answer.confidence, 3),
        "citations": len(answer.citations),
        "build": answer.build,
        **{f"{stage}_ms": round(ms) for stage, ms in answer.timings_ms.items()},
    }
    after = conversations_after(request, grant, background, turn)
    return Computed(pages, kept, after, facts, answer, scope)


def _refusal(answer: Answer, scope: Scope, qabot: Qabot) -> str:
    """Return why nothing was answered, in the words that the terminal uses; ``""`` for an answer and for talk."""
    if answer.status == "answered" or answer.is_talk:
        return ""
    return describe_refusal(answer, scope=scope, library=qabot.library)


def meant_questions(answer: Answer) -> tuple[str, ...]:
    """Return what a refused question means if it was mistyped, for a button that asks it; else nothing."""
    return (answer.suggestion,) if answer.suggestion and answer.status != "answered" else ()
