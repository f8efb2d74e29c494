"""A question as it came from Discord, and what it asks: which articles, which days, which earlier answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from qabot.model import Conversation, Scope, Turn
from qabot.question.scope import scope_of
from qabot.surfaces.discord.memory.conversation_key import conversation_key
from qabot.text.dates import parse_day

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.surfaces.discord.memory.memory import Memory
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
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
        from_message: whether the question was a message; then everybody in the channel sees the answer.
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
    from_message: bool = False

    @property
    def in_public(self) -> bool:
        """Return whether everybody in a server's channel sees the answer, whatever the asker wishes."""
        return self.from_message and not self.context.direct


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


@dataclass(frozen=True, slots=True)
class Background:
    """What a question continues.

    Attributes:
        own: the asker's own conversation; it is stored again with the new turn.
        borrowed: the last turn of another person's answer, or of a public answer; it is used and not stored.
        continues: the id of the answer that ``borrowed`` is from.
        with_private: of a public question, the asker's conversation with their private turns.
    """

    own: Conversation = field(default_factory=Conversation)
    borrowed: tuple[Turn, ...] = ()
    continues: str | None = None
    with_private: Conversation | None = None

    @property
    def conversation(self) -> Conversation:
        """Return the turns with which the question is understood, oldest first."""
        return replace(self.own, turns=(*self.borrowed, *self.own.turns))


async def background_of(request: Request, grant: Grant, memory: Memory) -> Background:
    """Return what a request continues: the answer that it replies to, or the person's own questions; perhaps nothing.

    A public question never continues a private turn. Of another person's answer only the last turn is used, and only
    while the answer is kept.

    Raises:
        MemoryUnavailable: the stored answers cannot be read.
    """
    with_private, new = None, Conversation()
    if not request.follow_up:
        before = await memory.conversation(conversation_key(request.context, grant, private=request.private))
        new = Conversation(before=before.last_day)
    else:
        own = with_private = await memory.conversation(conversation_key(request.context, grant, private=True))
        if not request.private:
            own = await memory.conversation(conversation_key(request.context, grant, private=False))
        if own.turns:
            return Background(own, with_private=with_private)
    answer = await memory.answer(request.reply_to) if request.reply_to else None
    if answer is None or not _may_continue(answer, request, grant):
        return Background(new, with_private=with_private)
    turns = tuple(Turn(*turn) for turn in answer.turns)
    if answer.asker != request.context.person:
        return Background(borrowed=turns[-1:], continues=answer.id, with_private=with_private)
    earlier = await memory.answer(answer.continues) if answer.continues else None
    if earlier is None or not _may_continue(earlier, request, grant):
        return Background(Conversation(turns), with_private=with_private)
    borrowed = tuple(Turn(*turn) for turn in earlier.turns[-1:])
    return Background(Conversation(turns), borrowed, earlier.id, with_private)


def _may_continue(answer: StoredAnswer, request: Request, grant: Grant) -> bool:
    """Return whether a request may continue an answer: same server, same collections, and nothing private in public."""
    if answer.granted != grant.key or answer.server != request.context.server:
        return False
    return not answer.private or (request.private and answer.asker == request.context.person)


def conversations_after(request: Request, grant: Grant, background: Background, turn: Turn) -> dict[str, Conversation]:
    """Return the asker's conversations with a new turn, by key: the private one, and if it is public the public one."""
    private = conversation_key(request.context, grant, private=True)
    public = conversation_key(request.context, grant, private=False)
    after = background.own.followed_by(turn)
    if request.private:
        return {private: after}
    return {private: (background.with_private or background.own).followed_by(turn), public: after}
