"""First responses to a press: a sentence for the person alone, or a sign that the message will change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from qabot.surfaces.discord.asking.sending import NO_MENTIONS, respond, respond_privately
from qabot.surfaces.discord.pages.layout import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)


async def say_privately(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Say a sentence only to the person who pressed; a failure is logged."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(view=layout([sentence]), ephemeral=True, allowed_mentions=NO_MENTIONS)
        else:
            await respond_privately(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
        _log.warning("Interaction %s: %r could not be said: %s", interaction.id, sentence, err)


async def acknowledge_press(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge a press that will change its own message."""
    await respond(interaction.response.defer)


def typed_fields(data: dict[str, Any]) -> dict[str, str]:
    """Return what was typed or chosen in each field of a form, by the field's id, in any layout."""
    return dict(_fields(data.get("components")))


def _fields(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever Discord sends
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict):
            chosen = one.get("values")
            value = chosen[0] if isinstance(chosen, list) and chosen else one.get("value")
            if isinstance(value, str):
                yield str(one.get("custom_id")), value
            yield from _fields(one.get("components"))
            yield from _fields([one.get("component")])
