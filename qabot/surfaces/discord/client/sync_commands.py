"""Sends the commands to Discord only when they changed; the state database keeps their hash."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from qabot.surfaces.discord.memory.state_database import MemoryUnavailable

if TYPE_CHECKING:
    from typing import Any

    from qabot.surfaces.discord.memory.memory import Memory

_KEY = "command tree"
_log = logging.getLogger(__name__)


def tree_hash(tree: app_commands.CommandTree[Any], application_id: int | None) -> str:
    """Return the SHA-256 of all commands as they are sent to Discord, and of the application's id."""
    commands = sorted((command.to_dict(tree) for command in tree.get_commands()), key=lambda one: str(one["name"]))
    sent = json.dumps([application_id, commands], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(sent.encode()).hexdigest()


async def sync_if_changed(tree: app_commands.CommandTree[Any], memory: Memory) -> bool:
    """Send the commands unless Discord already has them; return whether Discord accepted them now.

    If Discord refuses them, the log says so, and the bot goes on with the earlier commands.
    """
    digest = tree_hash(tree, tree.client.application_id)
    try:
        known = await memory.database.read(lambda tables: tables.facts.get(_KEY))
    except MemoryUnavailable as err:
        _log.warning("The commands are sent again: %s", err)
        known = None
    if known == digest:
        return False
    try:
        await tree.sync()
    except (discord.HTTPException, app_commands.AppCommandError, aiohttp.ClientError, OSError) as err:
        _log.error("Discord did not accept the commands, the earlier ones stay: %s", " ".join(str(err).split()))
        return False
    try:
        await memory.database.write(lambda tables: tables.facts.put(_KEY, digest))
    except MemoryUnavailable as err:
        _log.warning("The commands will be sent again at the next start: %s", err)
    return True
