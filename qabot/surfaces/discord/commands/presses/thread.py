"""The Thread button: opens a thread on an answer, in which people go on asking."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.sending import NO_MENTIONS
from qabot.surfaces.discord.pages.buttons import AnswerButton
from qabot.surfaces.discord.pages.layout import layout
from qabot.surfaces.discord.pages.split_messages import shorten

if TYPE_CHECKING:
    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

_NAME_UNITS = 100
_IS_THERE = 160004
_GO_ON = "Go on here: press **Ask**, or mention me. What you ask goes on from this answer."
_MAY_NOT = (
    "Discord does not let me open a thread here. Open one in the message's menu and mention me in it, or ask a "
    "moderator to give me *Create Public Threads*."
)
_log = logging.getLogger(__name__)


async def open_thread(
    interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer, *, service: QuestionService
) -> None:
    """Open a thread on an answer and bring the person into it, or say which thread there is."""
    reply = InteractionReply(interaction, private=True)
    with service.under_way(reply):
        await reply.acknowledge()
        await service.grant(context)
        await reply.deliver([[await _opened(interaction, answer)]])


async def _opened(interaction: discord.Interaction[Any], answer: StoredAnswer) -> str:
    """Open the thread, and return a sentence for the person."""
    message = interaction.message
    if message is None:
        return _MAY_NOT
    # A thread that was opened on a message has the message's id.
    shown = f"Go on in <#{message.id}>."
    try:
        thread = await message.create_thread(name=shorten(answer.standalone_question, _NAME_UNITS))
    except discord.HTTPException as err:
        if err.code == _IS_THERE:
            return shown
        _log.info("Interaction %s: no thread could be opened: %s", interaction.id, err)
        return _MAY_NOT
    try:
        await thread.add_user(interaction.user)
        await thread.send(view=layout([_GO_ON], rows=[[AnswerButton("go", answer.id)]]), allowed_mentions=NO_MENTIONS)
    except discord.HTTPException as err:
        _log.info("Interaction %s: a thread has no first message: %s", interaction.id, err)
    return shown
