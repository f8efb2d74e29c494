"""Who may ask what: nobody gets an article of a collection that is not theirs, by any command, button or suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from qabot.surfaces.discord.asking.question_queue import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qabot.app.settings import DiscordSettings
    from qabot.surfaces.discord.permissions.place import Collections, Place
    from qabot.surfaces.discord.permissions.servers import Servers

ALL = "*"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody may ask, and how.

    Attributes:
        collections: which articles; ``None`` for every one.
        cooldown_s: from one question of the person to the next.
        private: whether answers are for the asker alone unless asked for otherwise.
    """

    collections: Collections
    cooldown_s: float
    private: bool

    @property
    def key(self) -> str:
        """Return the collections in one line: what was said under one of them is not told under another."""
        return "" if self.collections is None else ",".join(sorted(self.collections))


class Access:
    """Decides from a server's settings and the bot's own."""

    def __init__(self, servers: Servers, settings: DiscordSettings) -> None:
        """Nothing is read before it is needed."""
        self.servers = servers
        self._settings = settings

    def bound(self, server: int) -> Collections:
        """Return what a server may ask at most, as whoever runs the bot has set it."""
        return _named(self._settings.server_collections.get(str(server), self._settings.collections))

    def collections(self, place: Place) -> Collections:
        """Return which articles may be asked in a place; ``None`` for every one.

        Raises:
            Refused: the settings of the server cannot be read.
        """
        if place.server is None:
            direct = _named(self._settings.direct_collections)
            if direct is not None:
                return direct
            return _common([_named(self._settings.collections), *self.servers.limits()])
        bound = self.bound(place.server)
        if not place.known:
            return _common([bound, *self.servers.limits(place.server)])
        return _common([bound, self.servers.get(place.server).collections_of(place.settled_by)])

    def grant(self, place: Place) -> Grant:
        """Return what somebody may ask in a place.

        Raises:
            Refused: the bot does not answer there, or not them; the sentence says where or whom.
        """
        collections = self.collections(place)
        if place.server is None:
            granted = Grant(collections, self._settings.cooldown_s, private=False)
        else:
            server = self.servers.get(place.server)
            if server.channels and (not place.known or place.settled_by not in server.channels):
                raise Refused(
                    "I do not answer in this channel",
                    remedy=f"Ask in {_either(f'<#{one}>' for one in server.channels)}",
                )
            if server.roles and not place.roles.intersection(server.roles):
                named = _either("@everyone" if one == place.server else f"<@&{one}>" for one in server.roles)
                raise Refused("You may not ask me here", remedy=f"Asking needs the role {named}")
            cooldown_s = self._settings.cooldown_s if server.cooldown_s is None else server.cooldown_s
            granted = Grant(collections, cooldown_s, server.private)
        if collections is not None and not collections:
            raise Refused("No articles may be asked here", remedy="Ask in a channel of a server that has some")
        return granted


def inside(path: str, collections: Collections) -> bool:
    """Return whether the article at a path below the corpus may be shown."""
    return collections is None or any(path.startswith(f"{folder}/") for folder in collections)


def _named(names: Sequence[str]) -> Collections:
    return None if ALL in names else frozenset(name.strip().strip("/") for name in names)


def _common(limits: Iterable[Collections]) -> Collections:
    """Return what is inside every limit."""
    return reduce(_both, limits, None)


def _both(one: Collections, other: Collections) -> Collections:
    if one is None or other is None:
        return other if one is None else one
    return frozenset(
        folder
        for here, there in ((one, other), (other, one))
        for folder in here
        if any(folder == around or folder.startswith(f"{around}/") for around in there)
    )


def _either(names: Iterable[str]) -> str:
    """Return names as in "a, b or c"; the first few of many."""
    shown = list(names)
    if len(shown) > _NAMED:
        shown = [*shown[:_NAMED], f"{len(shown) - _NAMED} more"]
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
