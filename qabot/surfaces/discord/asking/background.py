"""What a question continues: the person's own conversation, or the answer that they reply to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qabot.model import Conversation, Turn
from qabot.surfaces.discord.memory.conversation_key import conversation_key

if TYPE_CHECKING:
    from qabot.surfaces.discord.asking.request import Request
    from qabot.surfaces.discord.memory.memory import Memory
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
    from qabot.surfaces.discord.permissions.access import Grant


@dataclass(frozen=True, slots=True)
class Background:
    """What a question continues.

    Attributes:
        own: the asker's own conversation; it is stored again with the new turn.
        borrowed: the last turn of another person's answer, or of a public answer; it is used and not stored.
        continues: the id of the answer that ``borrowed`` is from.
        quoted: what the person quoted; it is used and not stored.
        with_private: of a public question, the asker's conversation with their private turns.
    """

    own: Conversation = field(default_factory=Conversation)
    borrowed: tuple[Turn, ...] = ()
    continues: str | None = None
    with_private: Conversation | None = None
    quoted: tuple[Turn, ...] = ()

    @property
    def conversation(self) -> Conversation:
        """Return the turns with which the question is understood, oldest first."""
        return replace(self.own, turns=(*self.borrowed, *self.own.turns, *self.quoted))


async def background_of(request: Request, grant: Grant, memory: Memory) -> Background:
    """Return what a request continues: a quote, the answer that it replies to, the person's own questions, or nothing.

    A public question never continues a private turn. Of another person's answer only the last turn is used, and only
    while the answer is kept.

    Raises:
        MemoryUnavailable: the stored answers cannot be read.
    """
    quoted = (Turn(request.quote, request.quote, request.quote),) if request.quote else ()
    return replace(await _earlier(request, grant, memory), quoted=quoted)


async def _earlier(request: Request, grant: Grant, memory: Memory) -> Background:
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
