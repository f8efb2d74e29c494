"""Does what the pressed button of an answer says."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from qabot.errors import QabotError
from qabot.surfaces.discord.asking.delivery import InteractionReply, Shown
from qabot.surfaces.discord.asking.error_message import error_message
from qabot.surfaces.discord.commands.presses.questions import ask_follow_up, ask_in_form, open_question
from qabot.surfaces.discord.commands.presses.replies import acknowledge_press, say_privately
from qabot.surfaces.discord.commands.presses.report import open_report, store_report
from qabot.surfaces.discord.commands.presses.share import ShareButton
from qabot.surfaces.discord.commands.presses.thread import open_thread
from qabot.surfaces.discord.pages.buttons import IDS, is_on_message, page_rows
from qabot.surfaces.discord.pages.evidence import passage_page
from qabot.surfaces.discord.pages.forms import FORM_IDS
from qabot.surfaces.discord.pages.lists import BUTTON_IDS, SELECT_IDS
from qabot.surfaces.discord.permissions.channel_context import context_of
from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

FORGOTTEN = "I no longer keep this answer. Ask again."
UNKNOWN = "I do not know this button, or not any more. Ask again."
NOT_YOURS = "Only the person who asked and moderators may delete this answer."
_VOTED = {
    1: "Noted as right. Thank you.",
    -1: "Noted as wrong. Thank you. If a citation is wrong, **Wrong citation** lets you say which.",
    0: "Your vote is taken back.",
}
_log = logging.getLogger(__name__)


class ButtonActions:
    """Handles presses and forms; the person always gets a response."""

    def __init__(self, service: QuestionService) -> None:
        """Use the memory, the permissions and the articles of ``service``."""
        self._service = service
        self._memory = service.memory
        self._share = ShareButton(service)

    async def handle_press(
        self, interaction: discord.Interaction[Any], action: str, answer_id: str, number: int
    ) -> None:
        """Do what a button says."""
        await self._guarded(interaction, self._press(interaction, action, answer_id, number))

    async def _press(self, interaction: discord.Interaction[Any], action: str, answer_id: str, number: int) -> None:
        context = context_of(interaction)
        answer = await self._answer(answer_id, context)
        if answer is None:
            await say_privately(interaction, FORGOTTEN)
            return
        match action:
            case "passages":
                await self._passages(interaction, context, answer)
            case "back" | "on":
                await self._turn(interaction, context, answer, number + (1 if action == "on" else -1))
            case "share":
                await self._share.press(interaction, context, answer)
            case "up" | "down":
                await self._vote(interaction, context, answer, 1 if action == "up" else -1)
            case "wrong" if answer.citations:
                await open_report(interaction, context, answer, service=self._service)
            case "again" if answer.status == "not_found":
                await open_question(interaction, answer, "again")
            case "go":
                await open_question(interaction, answer, "go")
            case "thread" if answer.threads:
                await open_thread(interaction, context, answer, service=self._service)
            case "ask" if number < len(answer.follow_ups):
                await ask_follow_up(interaction, context, answer, number, service=self._service)
            case "delete":
                await self._delete(interaction, context, answer)
            case _:
                await say_privately(interaction, UNKNOWN)

    async def handle_other(self, interaction: discord.Interaction[Any]) -> None:
        """Handle a form, and answer a press of a button that the bot does not know."""
        data: Any = interaction.data or {}
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit:
            await self._guarded(interaction, self._form(interaction, custom_id, data))
        elif interaction.type is discord.InteractionType.component and not (
            any(ids.fullmatch(custom_id) for ids in (IDS, BUTTON_IDS, SELECT_IDS))
            and is_on_message(interaction, custom_id)
        ):
            await say_privately(interaction, UNKNOWN)

    async def _form(self, interaction: discord.Interaction[Any], custom_id: str, data: dict[str, Any]) -> None:
        form, context = FORM_IDS.fullmatch(custom_id), context_of(interaction)
        answer = await self._answer(form["answer"], context) if form else None
        if form is None or answer is None:
            await say_privately(interaction, FORGOTTEN)
        else:
            await self._service.grant(context)
            if form["form"] == "report":
                await store_report(interaction, answer, data, service=self._service)
            else:
                await ask_in_form(interaction, context, answer, data, form=form["form"], service=self._service)

    async def _answer(self, answer_id: str, context: ChannelContext) -> StoredAnswer | None:
        """Return an answer if it is stored, was given in this channel or has this thread, and the person may see it."""
        answer = await self._memory.answer(answer_id)
        if answer is None or answer.server != context.server:
            return None
        if answer.channel != context.channel and context.channel not in await self._memory.messages_of(answer_id):
            return None
        return None if answer.private and answer.asker != context.person else answer

    async def _guarded(self, interaction: discord.Interaction[Any], doing: Awaitable[object]) -> None:
        try:
            await doing
        except Refused as err:
            await say_privately(interaction, str(err))
        except QabotError as err:
            await say_privately(interaction, error_message(err))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            _log.warning("Interaction %s: a press was not answered: %s", interaction.id, err)
        except Exception:  # noqa: BLE001 - the person gets a response, whatever went wrong
            _log.exception("Interaction %s failed", interaction.id)
            await say_privately(
                interaction, "Something went wrong on my side. Try again; the log of whoever runs me says why."
            )

    async def _vote(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer, vote: int
    ) -> None:
        async def work() -> Shown:
            await self._service.grant(context)
            return Shown([[_VOTED[await self._memory.vote(answer, context.person, vote)]]])

        await self._service.show(InteractionReply(interaction, private=True), work)

    async def _passages(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer
    ) -> None:
        reply = InteractionReply(interaction, private=True)
        with self._service.under_way(reply):
            await reply.acknowledge()
            await reply.deliver([[await self._page(context, answer, 0)]], rows=page_rows(answer, 0))

    async def _turn(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer, number: int
    ) -> None:
        await acknowledge_press(interaction)
        number = max(0, min(number, len(answer.evidence) - 1))
        page = await self._page(context, answer, number)
        await InteractionReply(interaction, private=True).deliver([[page]], rows=page_rows(answer, number))

    async def _page(self, context: ChannelContext, answer: StoredAnswer, number: int) -> str:
        collections = (await self._service.grant(context)).collections
        corpus = str(self._service.qabot.corpus)
        return await self._service.articles.read(
            lambda library: passage_page(answer, number, library=library, collections=collections, corpus=corpus)
        )

    async def _delete(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer
    ) -> None:
        if context.person != answer.asker and not (context.moderates or context.manages):
            await say_privately(interaction, NOT_YOURS)
            return
        await acknowledge_press(interaction)
        here = interaction.message.id if interaction.message else None
        others = [one for one in await self._memory.messages_of(answer.id) if one != here]
        try:
            for one in others:
                await _delete_other(interaction, one)
            await interaction.delete_original_response()
        except discord.HTTPException as err:
            _log.info("Interaction %s: an answer could not be deleted: %s", interaction.id, err)
            await say_privately(
                interaction, "Discord did not let me delete it. A moderator can delete it in the message's menu."
            )
            return
        await self._memory.forget_answer(answer.id)


async def _delete_other(interaction: discord.Interaction[Any], message: int) -> None:
    """Delete another message of a long answer; ignore a message that is gone or that the bot may not delete."""
    channel = interaction.client.get_partial_messageable(interaction.channel_id or 0)
    try:
        await channel.get_partial_message(message).delete()
    except discord.HTTPException as err:
        _log.info("Interaction %s: message %s was not deleted: %s", interaction.id, message, err)
