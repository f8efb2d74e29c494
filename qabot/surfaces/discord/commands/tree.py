"""All commands together, and what a person sees when one of them fails or is not known."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from qabot.surfaces.discord.asking.sending import NO_MENTIONS, respond_privately
from qabot.surfaces.discord.commands import (
    add,
    ask,
    ask_about,
    forget,
    help,  # noqa: A004 - the module of the command /help
    reindex,
    search,
    settings,
    sources,
    status,
    timeline,
)
from qabot.surfaces.discord.pages.layout import layout

if TYPE_CHECKING:
    from typing import Any

    from qabot.surfaces.discord.asking.service import QuestionService

COMMANDS = (ask, timeline, search, sources, ask_about, status, forget, settings, reindex, add)
"""One module per command; each has ``HELP``, its line of the help, and ``add``."""
HELP = help.help_text(command.HELP for command in COMMANDS)
_log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree[discord.Client]):
    """A command tree that answers every failure with a sentence."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Answer an unknown command, or a command that failed."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            sentence = "I do not know this command, or not any more. Reload Discord, then try again."
        elif isinstance(error, app_commands.MissingPermissions):
            sentence = "Only people who may manage the server (Manage Server) can use this."
        elif isinstance(error, app_commands.NoPrivateMessage):
            sentence = "This works in servers only."
        else:
            _log.error("Interaction %s failed", interaction.id, exc_info=error)
            sentence = "Something went wrong on my side. Try again; the log of whoever runs me says why."
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(view=layout([sentence]), allowed_mentions=NO_MENTIONS)
            elif interaction.type is not discord.InteractionType.autocomplete:
                await respond_privately(interaction, sentence)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            _log.warning("Interaction %s: the person could not be informed of the failure: %s", interaction.id, err)


def add_commands(tree: Tree, service: QuestionService) -> None:
    """Add all commands to a tree."""
    for command in COMMANDS:
        command.add(tree, service)
    help.add(tree, HELP)
