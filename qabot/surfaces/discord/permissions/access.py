"""Who may ask which articles. No command, button or suggestion shows an article of another collection."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qabot.app.settings import DiscordSettings
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext, Collections
    from qabot.surfaces.discord.permissions.servers import Servers

ALL = "*"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person may ask in a channel.

    Attributes:
        collections: the folders that may be asked; ``None`` for all articles.
        cooldown_s: seconds from one question of the person to the next.
        private: whether only the asker sees an answer, unless ``/ask`` says otherwise.
    """

    collections: Collections
    cooldown_s: float
    private: bool

    @property
    def key(self) -> str:
        """Return the collections in one line; conversations with different keys do not mix."""
        return "" if self.collections is None else ",".join(sorted(self.collections))


class Access:
    """Decides by the settings of the server and of the bot."""

    def __init__(self, servers: Servers, settings: DiscordSettings) -> None:
        """Read nothing yet."""
        self.servers = servers
        self._settings = settings

    def bound(self, server: int) -> Collections:
        """Return what a server may ask at most, as config.toml says."""
        return _named(self._settings.server_collections.get(str(server), self._settings.collections))

    def check_may_add(self, server: int) -> None:
        """Check that whoever runs the bot lets a server add pages.

        Raises:
            Refused: they do not.
        """
        if ALL not in self._settings.add_servers and str(server) not in self._settings.add_servers:
            raise Refused(
                "Whoever runs me lets nobody add pages from this server",
                remedy="They can name it in config.toml, [discord] add_servers",
            )

    def check_adding(self, server: int) -> None:
        """Check that a server may add pages, and that its managers have switched it on.

        Raises:
            Refused: it may not, or they have not.
        """
        self.check_may_add(server)
        if not self.servers.get(server).adding:
            raise Refused("Adding pages is switched off in this server", remedy="/settings adding switches it on")

    def collections(self, context: ChannelContext) -> Collections:
        """Return the collections that may be asked in a channel; ``None`` for all articles.

        Raises:
            Refused: the settings of the server cannot be read.
        """
        if context.server is None:
            return self._direct_collections(context)
        bound = self.bound(context.server)
        if not context.known:
            return _common([bound, *self.servers.limits(context.server)])
        return _common([bound, self.servers.get(context.server).collections_of(context.settings_channel)])

    def _direct_collections(self, context: ChannelContext) -> Collections:
        """Return ``direct_collections`` if it is set, else what the person may ask in the servers that they share."""
        direct = self._settings.direct_collections
        if direct is not None:
            return _named(direct)
        allowed: set[str] = set()
        for server, roles in context.memberships:
            collections = self._everywhere_in(server, roles)
            if collections is None:
                return None
            allowed |= collections
        return frozenset(allowed)

    def _everywhere_in(self, server: int, roles: frozenset[int]) -> Collections:
        """Return what these roles may ask in every channel of a server; nothing if the bot answers only in some."""
        try:
            settings = self.servers.get(server)
        except Refused:
            return frozenset()
        if settings.channels or (settings.roles and not roles.intersection(settings.roles)):
            return frozenset()
        return _common([self.bound(server), *self.servers.limits(server)])

    def grant(self, context: ChannelContext) -> Grant:
        """Return what a person may ask in a channel.

        Raises:
            Refused: the bot does not answer in this channel, or not this person; the text says where or whom.
        """
        collections = self.collections(context)
        if context.server is None:
            granted = Grant(collections, self._settings.cooldown_s, private=False)
        else:
            server = self.servers.get(context.server)
            if server.channels and (not context.known or context.settings_channel not in server.channels):
                raise Refused(
                    "I do not answer in this channel",
                    remedy=f"Ask in {_either(f'<#{one}>' for one in server.channels)}",
                )
            if server.roles and not context.roles.intersection(server.roles):
                named = _either("@everyone" if one == context.server else f"<@&{one}>" for one in server.roles)
                raise Refused("You may not ask me here", remedy=f"Asking needs the role {named}")
            cooldown_s = self._settings.cooldown_s if server.cooldown_s is None else server.cooldown_s
            granted = Grant(collections, cooldown_s, server.private)
        if collections is not None and not collections:
            remedy = (
                "Ask in a channel of a server that I am in, where you may ask"
                if context.direct
                else "Ask in a channel or server that may ask some"
            )
            raise Refused("No articles may be asked here", remedy=remedy)
        return granted


def is_inside(path: str, collections: Collections) -> bool:
    """Return whether a path below the corpus lies in one of the collections."""
    return collections is None or any(path.startswith(f"{folder}/") for folder in collections)


def _named(names: Sequence[str]) -> Collections:
    return None if ALL in names else frozenset(name.strip().strip("/") for name in names)


def _common(limits: Iterable[Collections]) -> Collections:
    """Return what lies inside every limit."""
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
    """Return names as in "a, b or c"; of many names the first five."""
    shown = list(names)
    if len(shown) > _NAMED:
        shown = [*shown[:_NAMED], f"{len(shown) - _NAMED} more"]
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
