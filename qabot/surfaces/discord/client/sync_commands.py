"""Sends the commands to Discord only when they changed; the state database keeps their hash."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

if TYPE_CHECKING:
    from typing import Any

FACTS_TABLE = "CREATE TABLE IF NOT EXISTS discord_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
_KEY = "command tree"
_log = logging.getLogger(__name__)


def tree_hash(tree: app_commands.CommandTree[Any], application_id: int | None) -> str:
    """Return the SHA-256 of all commands as they are sent to Discord, and of the application's id."""
    commands = sorted((command.to_dict(tree) for command in tree.get_commands()), key=lambda one: str(one["name"]))
    sent = json.dumps([application_id, commands], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(sent.encode()).hexdigest()


async def sync_if_changed(tree: app_commands.CommandTree[Any], state: sqlite3.Connection) -> bool:
    """Send the commands unless Discord already has them; return whether Discord accepted them now.

    If Discord refuses them, the log says so, and the bot goes on with the earlier commands.
    """
    digest = tree_hash(tree, tree.client.application_id)
    known = state.execute("SELECT value FROM discord_facts WHERE name = ?", (_KEY,)).fetchone()
    if known and known[0] == digest:
        return False
    try:
        await tree.sync()
    except (discord.HTTPException, app_commands.AppCommandError, aiohttp.ClientError, OSError) as err:
        _log.error("Discord did not accept the commands, the earlier ones stay: %s", " ".join(str(err).split()))
        return False
    state.execute("INSERT OR REPLACE INTO discord_facts VALUES (?, ?)", (_KEY, digest))
    return True
