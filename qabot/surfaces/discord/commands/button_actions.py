"""The actions of the buttons under an answer, and of their form."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from qabot.errors import QabotError
from qabot.surfaces.discord.asking.delivery import NO_MENTIONS, InteractionReply, respond, respond_privately
from qabot.surfaces.discord.asking.service import error_message
from qabot.surfaces.discord.memory.answers import public_copy
from qabot.surfaces.discord.pages.buttons import (
    FORM_IDS,
    FORM_NUMBER,
    FORM_WORDS,
    IDS,
    ReportForm,
    is_on_message,
    pages_row,
    row_under,
)
from qabot.surfaces.discord.pages.evidence import passage_page, reason_not_to_show
from qabot.surfaces.discord.pages.split_messages import DESCRIPTION, EMBED_TOTAL, utf16_length
from qabot.surfaces.discord.permissions.channel_context import context_of
from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Sequence

    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.memory.answers import StoredAnswer
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

FORGOTTEN = "I no longer keep this answer. Ask again."
UNKNOWN = "I do not know this button, or not any more. Ask again."
NOT_YOURS = "Only the person who asked and moderators may delete this answer."
_LOOK_S = 1.5
_BUSY = "I am busy. Press **Share** again in a moment."
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
        self._sharing: set[str] = set()

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
                await self._share(interaction, context, answer)
            case "up" | "down":
                await self._vote(interaction, context, answer, 1 if action == "up" else -1)
            case "wrong" if answer.citations:
                await self._service.grant(context)
                await respond(lambda: interaction.response.send_modal(ReportForm(answer)))
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
            IDS.fullmatch(custom_id) and is_on_message(interaction, custom_id)
        ):
            await say_privately(interaction, UNKNOWN)

    async def _form(self, interaction: discord.Interaction[Any], custom_id: str, data: dict[str, Any]) -> None:
        form, context = FORM_IDS.fullmatch(custom_id), context_of(interaction)
        answer = await self._answer(form["answer"], context) if form else None
        if answer is None:
            await say_privately(interaction, FORGOTTEN)
        else:
            await self._service.grant(context)
            await self._report(interaction, answer, data)

    async def _answer(self, answer_id: str, context: ChannelContext) -> StoredAnswer | None:
        """Return an answer if it is stored, was given in this channel, and this person may see it."""
        answer = await self._memory.answer(answer_id)
        if answer is None or (answer.server, answer.channel) != (context.server, context.channel):
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
        async def work() -> list[list[str]]:
            await self._service.grant(context)
            return [[_VOTED[await self._memory.vote(answer, context.person, vote, asked=feedback_row(answer))]]]

        await self._service.show(InteractionReply(interaction, private=True), work)

    async def _passages(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer
    ) -> None:
        reply = InteractionReply(interaction, private=True)
        with self._service.under_way(reply):
            await reply.acknowledge()
            await reply.deliver([[await self._page(context, answer, 0)]], view=pages_row(answer, 0))

    async def _turn(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer, number: int
    ) -> None:
        await _acknowledge(interaction)
        number = max(0, min(number, len(answer.evidence) - 1))
        page = await self._page(context, answer, number)
        await InteractionReply(interaction, private=True).deliver([[page]], view=pages_row(answer, number))

    async def _page(self, context: ChannelContext, answer: StoredAnswer, number: int) -> str:
        collections = (await self._service.grant(context)).collections
        corpus = str(self._service.qabot.corpus)
        return await self._service.articles.read(
            lambda library: passage_page(answer, number, library=library, collections=collections, corpus=corpus)
        )

    async def _share(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer
    ) -> None:
        """Show a private answer to the channel, as a new answer with its own buttons."""
        if not answer.private or answer.shared or answer.id in self._sharing:
            await say_privately(interaction, "This answer is already shared.")
            return
        self._sharing.add(answer.id)
        try:
            reason = await self._reason_not_to_share(interaction, context, answer)
            if reason:
                await say_privately(interaction, reason)
                return
            public = public_copy(answer)
            reply = InteractionReply(interaction, private=False)
            with self._service.under_way(reply):
                await reply.acknowledge()
                self._memory.hold(public)
                pages = _shared_by(context.person, public.pages)
                messages = await reply.deliver(pages, view=row_under(public))
                await self._memory.keep(public, messages)
                shared = answer.model_copy(update={"shared": True})
                await self._memory.keep(shared, await self._memory.messages_of(answer.id))
        finally:
            self._sharing.discard(answer.id)

    async def _reason_not_to_share(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer
    ) -> str | None:
        """Return why an answer may not be shown now, in a sentence; ``None`` if everything that it shows still holds.

        Raises:
            QabotError: the person may not ask here, or the index cannot be read.
        """
        grant = await self._service.grant(context)
        if grant.key != answer.granted:
            return "What may be asked here has changed since this answer. Ask again."
        looking = self._service.articles.read(
            lambda library: reason_not_to_show(answer, library=library, collections=grant.collections)
        )
        try:
            return await asyncio.wait_for(looking, _LOOK_S)
        except TimeoutError:
            _log.info("Interaction %s: the articles could not be checked in time", interaction.id)
            return _BUSY

    async def _delete(
        self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer
    ) -> None:
        if context.person != answer.asker and not (context.moderates or context.manages):
            await say_privately(interaction, NOT_YOURS)
            return
        await _acknowledge(interaction)
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

    async def _report(self, interaction: discord.Interaction[Any], answer: StoredAnswer, data: dict[str, Any]) -> None:
        fields = dict(_fields(data.get("components")))
        words = " ".join(fields.get(FORM_WORDS, "").split())
        typed = fields.get(FORM_NUMBER, "").strip(" []#")
        number = int(typed) if typed.isascii() and typed.isdigit() else (1 if answer.citations == 1 else 0)
        if number and answer.cited(number) is None:
            await say_privately(
                interaction, f"There is no citation {number}; they go from 1 to {answer.citations}. Try again."
            )
            return
        if not words:
            await say_privately(interaction, "Say in a few words what is wrong with it.")
            return

        async def work() -> list[list[str]]:
            await self._memory.report(answer, interaction.user.id, number, words, asked=feedback_row(answer))
            return [[f"Noted about \\[{number}\\]. Thank you." if number else "Noted. Thank you."]]

        await self._service.show(InteractionReply(interaction, private=True), work)


def feedback_row(answer: StoredAnswer) -> dict[str, Any]:
    """Return a question and its answer, as feedback stores them."""
    cited = sorted((number, one.article_id, start, end) for one in answer.evidence for number, start, end in one.quoted)
    return {
        "question": answer.standalone_question,
        "status": answer.status,
        "answer": answer.short,
        "citations": [
            {"number": number, "article_id": article_id, "start": start, "end": end}
            for number, article_id, start, end in cited
        ],
        "days": answer.days,
        "source": answer.source,
    }


def _shared_by(person: int, pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the messages of an answer with a first line that says who shared it."""
    line, first = f"-# Shared by <@{person}>", pages[0]
    head = f"{line}\n\n{first[0]}"
    if utf16_length(head) <= DESCRIPTION and utf16_length(head) + sum(map(utf16_length, first[1:])) <= EMBED_TOTAL:
        return [[head, *first[1:]], *map(list, pages[1:])]
    return [[line], *map(list, pages)]


async def say_privately(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Say a sentence only to the person who pressed; a failure is logged."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=NO_MENTIONS)
        else:
            await respond_privately(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
        _log.warning("Interaction %s: %r could not be said: %s", interaction.id, sentence, err)


async def _acknowledge(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge a press that will change its own message."""
    await respond(interaction.response.defer)


async def _delete_other(interaction: discord.Interaction[Any], message: int) -> None:
    """Delete another message of a long answer; ignore one that is gone or that the bot may not delete."""
    channel = interaction.client.get_partial_messageable(interaction.channel_id or 0)
    try:
        await channel.get_partial_message(message).delete()
    except discord.HTTPException as err:
        _log.info("Interaction %s: message %s was not deleted: %s", interaction.id, message, err)


def _fields(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever Discord sends
    """Yield the id and the typed text of each field of a form, in any layout."""
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict):
            if isinstance(one.get("value"), str):
                yield str(one.get("custom_id")), one["value"]
            yield from _fields(one.get("components"))
            yield from _fields([one.get("component")])
