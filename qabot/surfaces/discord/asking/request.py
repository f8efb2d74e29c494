"""A question as it came from Discord, and what it asks: which articles, which days, which earlier answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from qabot.model import Scope
from qabot.question.scope import scope_of
from qabot.surfaces.discord.permissions.access import is_inside
from qabot.text.dates import parse_day

if TYPE_CHECKING:
    from qabot.ports import Library
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext, Collections


@dataclass(frozen=True, slots=True)
class Request:
    """A question as a person sent it.

    Attributes:
        question: the text.
        context: the person and the channel.
        source: the publisher, as typed.
        quote: what the question speaks of, quoted by the person; ``""`` for nothing.
        collection: the folder of articles, as typed.
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
    quote: str = ""
    source: str | None = None
    collection: str | None = None
    after: str | None = None
    before: str | None = None
    as_of: str | None = None
    search: bool = False
    private: bool = False
    reply_to: str | None = None
    follow_up: bool = False
    from_message: bool = False

    @property
    def narrowed(self) -> bool:
        """Return whether only some of the articles are asked."""
        return any((self.source, self.collection, self.after, self.before, self.as_of))

    @property
    def in_public(self) -> bool:
        """Return whether everybody in a server's channel sees the answer, whatever the asker wishes."""
        return self.from_message and not self.context.direct


class GrantedNames:
    """The names of publishers and collections that a person may see."""

    def __init__(self, library: Library, collections: Collections) -> None:
        """Read nothing yet.

        Args:
            library: the articles of the build.
            collections: what the person may ask.
        """
        self._library = library
        self._collections = collections

    def sources(self) -> list[str]:
        """Return the publishers of the articles that the person may see, sorted."""
        if self._collections is None:
            return self._library.sources()
        granted = self._library.summaries(Scope(collections=self._collections))
        return sorted({one.source for one in granted if one.source})

    def collections(self) -> list[str]:
        """Return the collections that the person may ask, sorted."""
        return [name for name in self._library.collections() if is_inside(f"{name}/", self._collections)]


def scope_granted(library: Library, request: Request, grant: Grant) -> tuple[Scope, dict[str, str]]:
    """Return which of the granted articles a request asks, and its days as ISO days by their names.

    Raises:
        QabotError: a day cannot be read, or the person may see no such source or collection.
    """
    today = date.today()
    as_of = parse_day(request.as_of, today=today, end=True) if request.as_of else None
    today = as_of or today
    after = parse_day(request.after, today=today) if request.after else None
    before = parse_day(request.before, today=today, end=True) if request.before else None
    scope = scope_of(
        GrantedNames(library, grant.collections),
        source=request.source or None,
        collections=[request.collection] if request.collection else None,
        after=after,
        before=before,
        as_of=as_of,
    )
    days = {"after": after, "before": before, "as_of": as_of}
    granted = scope if request.collection else replace(scope, collections=grant.collections)
    return granted, {name: str(day) for name, day in days.items() if day}
