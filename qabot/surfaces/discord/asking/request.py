"""A question as it came from Discord, and what it means: which articles, which days, what it follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from qabot.model import Conversation, Scope, Turn
from qabot.question.scope import scope_of
from qabot.surfaces.discord.permissions.place import Place
from qabot.text.dates import parse_day

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot
    from qabot.surfaces.discord.memory.memory import Memory
    from qabot.surfaces.discord.permissions.access import Grant


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it came.

    Attributes:
        question: as typed.
        place: who asks, and where.
        source: publisher, as typed.
        after: day, as typed.
        before: likewise.
        as_of: likewise.
        search: whether passages are wanted instead of an answer.
        private: whether only the asker sees the answer.
        reply_to: the id of the answer that it is a reply to.
        follow_up: whether it goes on from what the person last asked in the channel or thread.
        always_public: whether everybody in a server sees the answer, which a message gets.
    """

    question: str
    place: Place
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
    """Return which articles a request means, inside what was granted, and its days as ISO days by their names.

    Raises:
        QabotError: a day is none, no article that the person may see is from such a source, or there is no index.
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


def talk_key(place: Place, grant: Grant) -> str:
    """Return under which key a person's conversation is kept: one for each channel or thread, and for what is granted.

    What was said when other collections were granted is never gone on from.
    """
    key = f"discord:{place.channel}:{place.person}"
    return f"{key}:{grant.key}" if grant.key else key


def belongs_to(key: str, person: int) -> bool:
    """Return whether a conversation's key is one that ``talk_key`` makes for a person."""
    kind, *rest = key.split(":", 3)
    return kind == "discord" and rest[1:2] == [str(person)]


def conversation_before(request: Request, grant: Grant, memory: Memory) -> Conversation:
    """Return what a request goes on from: the answer that it replies to, or the person's own talk; possibly nothing.

    Of another person's answer only itself counts: what they asked before it may have been private.
    """
    talk = memory.sessions.get(talk_key(request.place, grant)) if request.follow_up else Conversation()
    if talk.turns or request.reply_to is None:
        return talk
    answer = memory.answers.get(request.reply_to)
    if answer is None or answer.granted != grant.key or answer.server != request.place.server:
        return Conversation()
    turns = answer.turns if answer.asker == request.place.person else answer.turns[-1:]
    return Conversation(tuple(Turn(*turn) for turn in turns))
