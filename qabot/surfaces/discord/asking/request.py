"""A question as it came from Discord, and what it asks: which articles, which days, which earlier answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from qabot.model import Conversation, Scope, Turn
from qabot.question.scope import scope_of
from qabot.surfaces.discord.memory.memory import conversation_key
from qabot.text.dates import parse_day

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.surfaces.discord.memory.memory import Memory
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext


@dataclass(frozen=True, slots=True)
class Request:
    """A question as a person sent it.

    Attributes:
        question: the text.
        context: the person and the channel.
        source: the publisher, as typed.
        after: the first day, as typed.
        before: the last day, as typed.
        as_of: the day on which the question is asked, as typed.
        search: whether to list passages instead of answering.
        private: whether only the asker sees the answer.
        reply_to: the id of the answer that the question replies to.
        follow_up: whether it continues from the person's last question in the channel or thread.
        always_public: whether everybody in the channel sees the answer, as when the question was a message.
    """

    question: str
    context: ChannelContext
    source: str | None = None
    after: str | None = None
    before: str | None = None
    as_of: str | None = None
    search: bool = False
    private: bool = False
    reply_to: str | None = None
    follow_up: bool = False
    always_public: bool = False


def scope_granted(qabot: Qabot, request: Request, grant: Grant) -> tuple[Scope, dict[str, str]]:
    """Return which of the granted articles a request asks, and its days as ISO days by their names.

    Raises:
        QabotError: a day cannot be read, the person may see no article from the source, or there is no index.
    """
    today = date.today()
    as_of = parse_day(request.as_of, today=today, end=True) if request.as_of else None
    today = as_of or today
    after = parse_day(request.after, today=today) if request.after else None
    before = parse_day(request.before, today=today, end=True) if request.before else None
    granted = Scope(collections=grant.collections)
    known = None
    if request.source and grant.collections is not None:
        known = sorted({one.source for one in qabot.store.summaries(granted) if one.source})
    scope = scope_of(
        qabot.library,
        source=request.source or None,
        after=after,
        before=before,
        as_of=as_of,
        known_sources=known,
    )
    days = {"after": after, "before": before, "as_of": as_of}
    return replace(scope, collections=grant.collections), {name: str(day) for name, day in days.items() if day}


def conversation_before(request: Request, grant: Grant, memory: Memory) -> Conversation:
    """Return the conversation that a request continues: the answer it replies to, or the person's own questions.

    The conversation may be empty. Of another person's answer only the last turn is used: the turns before it may have
    been private.
    """
    own = memory.sessions.get(conversation_key(request.context, grant)) if request.follow_up else Conversation()
    if own.turns or request.reply_to is None:
        return own
    answer = memory.answers.get(request.reply_to)
    if answer is None or answer.granted != grant.key or answer.server != request.context.server:
        return Conversation()
    turns = answer.turns if answer.asker == request.context.person else answer.turns[-1:]
    return Conversation(tuple(Turn(*turn) for turn in turns))
