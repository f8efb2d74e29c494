"""The settings of each server, as its managers set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_COOLDOWN_S = 86_400


class ServerSettings(BaseModel):
    """The settings of one server. With the defaults everybody may ask everywhere.

    Attributes:
        channels: ids of the channels in which the bot answers; every channel when empty.
        roles: ids of the roles that may ask; everybody may ask when empty.
        cooldown_s: seconds from one question of a person to the next; ``None`` for the bot's own value.
        private: whether only the asker sees an answer, unless ``/ask`` says otherwise.
        adding: whether managers may add pages from the web.
        collections: what channels without their own list may ask; ``None`` for all articles.
        channel_collections: what a channel may ask, by the channel's id; ``None`` for all articles.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    cooldown_s: float | None = Field(None, ge=0, le=MAX_COOLDOWN_S)
    private: bool = False
    adding: bool = False
    collections: tuple[str, ...] | None = None
    channel_collections: dict[int, tuple[str, ...] | None] = Field(default_factory=dict)

    def collections_of(self, channel: int) -> frozenset[str] | None:
        """Return the collections that a channel may ask; ``None`` for all articles."""
        named = self.channel_collections.get(channel, self.collections)
        return None if named is None else frozenset(named)


class Servers:
    """The settings of all servers, held in memory; ``Memory.change_server`` stores a change first."""

    def __init__(self, rows: Iterable[tuple[int, str]] = ()) -> None:
        """Read the stored settings: pairs of a server and its settings as JSON."""
        self._settings = {server: _read(stored) for server, stored in rows}

    def get(self, server: int) -> ServerSettings:
        """Return the settings of a server; the defaults when nothing was set.

        Raises:
            Refused: the stored settings cannot be read. Nobody may ask then, because nobody knows who may.
        """
        settings = self._settings.get(server, ServerSettings())
        if settings is None:
            raise Refused(
                "The settings of this server cannot be read", remedy="Somebody with Manage Server sends /settings reset"
            )
        return settings

    def set(self, server: int, settings: ServerSettings | None) -> None:
        """Apply the settings of a server; ``None`` applies the defaults."""
        if settings is None:
            self._settings.pop(server, None)
        else:
            self._settings[server] = settings

    def limits(self, server: int) -> list[frozenset[str]]:
        """Return every list of collections that is set for a server or one of its channels.

        Raises:
            Refused: the stored settings cannot be read.
        """
        settings = self.get(server)
        lists = [settings.collections, *settings.channel_collections.values()]
        return [frozenset(names) for names in lists if names is not None]


def _read(stored: str) -> ServerSettings | None:
    """Return stored settings; ``None`` if they cannot be read."""
    try:
        return ServerSettings.model_validate_json(stored)
    except ValidationError:
        return None
