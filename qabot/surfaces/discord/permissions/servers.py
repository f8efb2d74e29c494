"""The settings of each server, as its managers set them, in the state database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qabot.surfaces.discord.permissions.refused import Refused
from qabot.surfaces.memory.database import durable

if TYPE_CHECKING:
    import sqlite3

TABLE = "CREATE TABLE IF NOT EXISTS discord_servers (server INTEGER PRIMARY KEY, settings TEXT NOT NULL)"
MAX_COOLDOWN_S = 86_400


class ServerSettings(BaseModel):
    """The settings of one server. With the defaults everybody may ask everywhere.

    Attributes:
        channels: ids of the channels in which the bot answers; every channel when empty.
        roles: ids of the roles that may ask; everybody may ask when empty.
        cooldown_s: seconds from one question of a person to the next; ``None`` for the bot's own value.
        private: whether only the asker sees an answer, unless ``/ask`` says otherwise.
        collections: what channels without their own list may ask; ``None`` for all articles.
        channel_collections: what a channel may ask, by the channel's id; ``None`` for all articles.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    cooldown_s: float | None = Field(None, ge=0, le=MAX_COOLDOWN_S)
    private: bool = False
    collections: tuple[str, ...] | None = None
    channel_collections: dict[int, tuple[str, ...] | None] = Field(default_factory=dict)

    def collections_of(self, channel: int) -> frozenset[str] | None:
        """Return the collections that a channel may ask; ``None`` for all articles."""
        named = self.channel_collections.get(channel, self.collections)
        return None if named is None else frozenset(named)


class Servers:
    """Reads and writes the settings of servers."""

    def __init__(self, state: sqlite3.Connection) -> None:
        """Use a state database, and make the table if it is missing."""
        self._state = state
        state.execute(TABLE)

    def get(self, server: int) -> ServerSettings:
        """Return the settings of a server; the defaults when nothing was set.

        Raises:
            Refused: the stored settings cannot be read. Nobody may ask then, because nobody knows who may.
        """
        row = self._state.execute("SELECT settings FROM discord_servers WHERE server = ?", (server,)).fetchone()
        return ServerSettings() if row is None else _read(row[0])

    def put(self, server: int, settings: ServerSettings) -> None:
        """Store the settings of a server."""
        with durable(self._state):
            self._state.execute(
                "INSERT OR REPLACE INTO discord_servers VALUES (?, ?)", (server, settings.model_dump_json())
            )

    def reset(self, server: int) -> None:
        """Delete the settings of a server."""
        with durable(self._state):
            self._state.execute("DELETE FROM discord_servers WHERE server = ?", (server,))

    def limits(self, server: int | None = None) -> list[frozenset[str]]:
        """Return every list of collections that is set for the server or a channel; of all servers when ``None``.

        Raises:
            Refused: the stored settings cannot be read.
        """
        query = "SELECT settings FROM discord_servers WHERE ? IS NULL OR server = ?"
        found = []
        for (stored,) in self._state.execute(query, (server, server)).fetchall():
            settings = _read(stored)
            named = [settings.collections, *settings.channel_collections.values()]
            found += [frozenset(one) for one in named if one is not None]
        return found


def _read(stored: str) -> ServerSettings:
    try:
        return ServerSettings.model_validate_json(stored)
    except ValidationError as err:
        raise Refused(
            "The settings of this server cannot be read", remedy="Somebody with Manage Server can send /settings reset"
        ) from err
