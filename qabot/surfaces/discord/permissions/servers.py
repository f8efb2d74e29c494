"""What each server's moderators have set: channels, roles, cooldown, privacy, collections; in the state database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qabot.surfaces.discord.asking.question_queue import Refused

if TYPE_CHECKING:
    import sqlite3

TABLE = "CREATE TABLE IF NOT EXISTS discord_servers (server INTEGER PRIMARY KEY, settings TEXT NOT NULL)"
MAX_COOLDOWN_S = 86_400


class ServerSettings(BaseModel):
    """The settings of one server; as they are at first, everybody may ask everywhere.

    Attributes:
        channels: where the bot answers, by id; everywhere when empty.
        roles: of whom a person must have one to ask; everybody may when empty.
        cooldown_s: from one question of a person to the next; ``None`` for the bot's own.
        private: whether answers are for the asker alone unless asked for otherwise.
        collections: what channels without a line of their own may ask; ``None`` for all.
        channel_collections: what a channel may ask, by its id; ``None`` for all.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    cooldown_s: float | None = Field(None, ge=0, le=MAX_COOLDOWN_S)
    private: bool = False
    collections: tuple[str, ...] | None = None
    channel_collections: dict[int, tuple[str, ...] | None] = Field(default_factory=dict)

    def collections_of(self, channel: int) -> frozenset[str] | None:
        """Return what a channel may ask; ``None`` for all."""
        named = self.channel_collections.get(channel, self.collections)
        return None if named is None else frozenset(named)


class Servers:
    """Reads and writes the settings of servers."""

    def __init__(self, state: sqlite3.Connection) -> None:
        """Use a state database, making the table if need be."""
        self._state = state
        state.execute(TABLE)

    def get(self, server: int) -> ServerSettings:
        """Return a server's settings; those at first when none were made.

        Raises:
            Refused: what is stored makes no sense; nothing may be asked then, for who may is not known.
        """
        row = self._state.execute("SELECT settings FROM discord_servers WHERE server = ?", (server,)).fetchone()
        return ServerSettings() if row is None else _read(row[0])

    def put(self, server: int, settings: ServerSettings) -> None:
        """Keep a server's settings."""
        self._state.execute(
            "INSERT OR REPLACE INTO discord_servers VALUES (?, ?)", (server, settings.model_dump_json())
        )

    def reset(self, server: int) -> None:
        """Forget a server's settings."""
        self._state.execute("DELETE FROM discord_servers WHERE server = ?", (server,))

    def limits(self, server: int | None = None) -> list[frozenset[str]]:
        """Return every limit to collections that is set, for the server or a channel; of all servers when ``None``.

        Raises:
            Refused: what is stored makes no sense.
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
            "The settings of this server cannot be read", remedy="Somebody who may manage it sends /settings reset"
        ) from err
