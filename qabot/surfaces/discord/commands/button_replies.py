"""First responses to a press: a sentence for the person alone, or a sign that the message will change."""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
import discord

from qabot.surfaces.discord.asking.delivery import NO_MENTIONS, respond, respond_privately

_log = logging.getLogger(__name__)


async def say_privately(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Say a sentence only to the person who pressed; a failure is logged."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=NO_MENTIONS)
        else:
            await respond_privately(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
        _log.warning("Interaction %s: %r could not be said: %s", interaction.id, sentence, err)


async def acknowledge_press(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge a press that will change its own message."""
    await respond(interaction.response.defer)
