"""What happens when a button under an answer is pressed, or its form is sent."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from qabot.errors import QabotError
from qabot.surfaces.discord.asking.delivery import NOBODY, InteractionReply, respond, tell
from qabot.surfaces.discord.asking.question_queue import Refused
from qabot.surfaces.discord.asking.service import told
from qabot.surfaces.discord.memory.answers import made_public
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
from qabot.surfaces.discord.pages.evidence import missing, passage_page
from qabot.surfaces.discord.pages.split_messages import DESCRIPTION, EMBED_TOTAL, units
from qabot.surfaces.discord.permissions.place import place_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Sequence

    from qabot.surfaces.discord.asking.service import Asking
    from qabot.surfaces.discord.memory.answers import Remembered
    from qabot.surfaces.discord.permissions.place import Place

FORGOTTEN = "I do not remember this answer any more. Ask again."
UNKNOWN = "I do not know this button (any more). Ask again."
NOT_YOURS = "Only whoever asked, and moderators, may delete this answer."
_LOOK_S = 1.5
_BUSY = "I am busy. Press **Share** again in a moment."
_VOTED = {
    1: "Noted as right. Thank you.",
    -1: "Noted as wrong. Thank you. If one of the sources is at fault, **Wrong citation** lets you say which.",
    0: "Taken back.",
}
_log = logging.getLogger(__name__)


class Presses:
    """Takes presses and forms; every way out tells the person something."""

    def __init__(self, asking: Asking) -> None:
        """Use the memory, the rights and the articles of ``asking``."""
        self._asking = asking
        self._answers = asking.memory.answers

    async def take(self, interaction: discord.Interaction[Any], action: str, answer_id: str, number: int) -> None:
        """Do what a button says."""
        place = place_of(interaction)
        answer = self._answer(answer_id, place)
        if answer is None:
            await say(interaction, FORGOTTEN)
            return
        match action:
            case "passages":
                await self._guarded(interaction, self._passages(interaction, place, answer))
            case "back" | "on":
                to = number + (1 if action == "on" else -1)
                await self._guarded(interaction, self._turn(interaction, place, answer, to))
            case "share":
                await self._guarded(interaction, self._share(interaction, place, answer))
            case "up" | "down":
                vote = 1 if action == "up" else -1
                now = self._asking.memory.feedback.vote(answer.id, place.person, vote, asked=asked_row(answer))
                await say(interaction, _VOTED[now])
            case "wrong" if answer.citations:
                await self._guarded(interaction, respond(lambda: interaction.response.send_modal(ReportForm(answer))))
            case "delete":
                await self._guarded(interaction, self._delete(interaction, place, answer))
            case _:
                await say(interaction, UNKNOWN)

    async def rest(self, interaction: discord.Interaction[Any]) -> None:
        """Take a form, and answer a press that no button of ours claims."""
        data: Any = interaction.data or {}
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit:
            form = FORM_IDS.fullmatch(custom_id)
            answer = self._answer(form["answer"], place_of(interaction)) if form else None
            await (say(interaction, FORGOTTEN) if answer is None else self._report(interaction, answer, data))
        elif interaction.type is discord.InteractionType.component and not (
            IDS.fullmatch(custom_id) and is_on_message(interaction, custom_id)
        ):
            await say(interaction, UNKNOWN)

    def _answer(self, answer_id: str, place: Place) -> Remembered | None:
        """Return an answer if it is remembered, was given in this very place, and is this person's to see."""
        answer = self._answers.get(answer_id)
        if answer is None or (answer.server, answer.channel) != (place.server, place.channel):
            return None
        return None if answer.private and answer.asker != place.person else answer

    async def _guarded(self, interaction: discord.Interaction[Any], doing: Awaitable[object]) -> None:
        try:
            await doing
        except Refused as err:
            await say(interaction, str(err))
        except QabotError as err:
            await say(interaction, told(err))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            _log.warning("Interaction %s: a press was not answered: %s", interaction.id, err)
        except Exception:  # noqa: BLE001 - a person must be told, whatever went wrong
            _log.exception("Interaction %s failed", interaction.id)
            await say(interaction, "Something went wrong on my side. Try again; whoever runs me finds it in the log.")

    async def _passages(self, interaction: discord.Interaction[Any], place: Place, answer: Remembered) -> None:
        self._asking.access.grant(place)
        reply = InteractionReply(interaction, private=True)
        with self._asking.under_way(reply):
            await reply.acknowledge()
            await reply.deliver([[await self._page(place, answer, 0)]], view=pages_row(answer, 0))

    async def _turn(self, interaction: discord.Interaction[Any], place: Place, answer: Remembered, number: int) -> None:
        await _acknowledge(interaction)
        number = max(0, min(number, len(answer.evidence) - 1))
        page = await self._page(place, answer, number)
        await InteractionReply(interaction, private=True).deliver([[page]], view=pages_row(answer, number))

    async def _page(self, place: Place, answer: Remembered, number: int) -> str:
        collections = self._asking.access.grant(place).collections
        corpus = str(self._asking.qabot.corpus)
        return await self._asking.shelf.read(
            lambda library: passage_page(answer, number, library=library, collections=collections, corpus=corpus)
        )

    async def _share(self, interaction: discord.Interaction[Any], place: Place, answer: Remembered) -> None:
        """Show a private answer to the channel, as a new answer with buttons of its own."""
        if not answer.private or answer.shared:
            await say(interaction, "This answer is shared already.")
            return
        collections = self._asking.access.grant(place).collections
        self._answers.put(answer.model_copy(update={"shared": True}))
        reason: str | None = _BUSY
        try:
            looking = self._asking.shelf.read(lambda library: missing(answer, library=library, collections=collections))
            reason = await asyncio.wait_for(looking, _LOOK_S)
        except TimeoutError:
            _log.info("Interaction %s: the articles were not looked up in time", interaction.id)
        finally:
            if reason:
                self._answers.put(answer)
        if reason:
            await say(interaction, reason)
            return
        public = made_public(answer)
        reply = InteractionReply(interaction, private=False)
        with self._asking.under_way(reply):
            await reply.acknowledge()
            self._answers.put(public)
            pages = _shared_by(place.person, public.pages)
            self._answers.shown_as(public.id, await reply.deliver(pages, view=row_under(public)))

    async def _delete(self, interaction: discord.Interaction[Any], place: Place, answer: Remembered) -> None:
        if place.person != answer.asker and not (place.moderates or place.manages):
            await say(interaction, NOT_YOURS)
            return
        await _acknowledge(interaction)
        here = interaction.message.id if interaction.message else None
        others = [one for one in self._answers.messages(answer.id) if one != here]
        try:
            for one in others:
                await _delete_other(interaction, one)
            await interaction.delete_original_response()
        except discord.HTTPException as err:
            _log.info("Interaction %s: an answer could not be deleted: %s", interaction.id, err)
            await say(interaction, "Discord did not let me delete it. A moderator can, from the message's menu.")
            return
        self._answers.forget(answer.id)

    async def _report(self, interaction: discord.Interaction[Any], answer: Remembered, data: dict[str, Any]) -> None:
        fields = dict(_fields(data.get("components")))
        words = " ".join(fields.get(FORM_WORDS, "").split())
        typed = fields.get(FORM_NUMBER, "").strip(" []#")
        number = int(typed) if typed.isascii() and typed.isdigit() else (1 if answer.citations == 1 else 0)
        if number and answer.cited(number) is None:
            await say(interaction, f"There is no citation {number}; they go from 1 to {answer.citations}. Try again.")
            return
        if not words:
            await say(interaction, "Say in a few words what is wrong with it.")
            return
        self._asking.memory.feedback.report(answer.id, interaction.user.id, number, words, asked=asked_row(answer))
        await say(interaction, f"Noted about \\[{number}\\]. Thank you." if number else "Noted. Thank you.")


def asked_row(answer: Remembered) -> dict[str, Any]:
    """Return a question and what was answered, as feedback keeps it."""
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
    """Return an answer's messages with a line on top that says who shares it."""
    line, first = f"-# Shared by <@{person}>", pages[0]
    head = f"{line}\n\n{first[0]}"
    if units(head) <= DESCRIPTION and units(head) + sum(map(units, first[1:])) <= EMBED_TOTAL:
        return [[head, *first[1:]], *map(list, pages[1:])]
    return [[line], *map(list, pages)]


async def say(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Tell a sentence to whoever pressed, and to nobody else; that it cannot be told is logged."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=NOBODY)
        else:
            await tell(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
        _log.warning("Interaction %s: %r was not told: %s", interaction.id, sentence, err)


async def _acknowledge(interaction: discord.Interaction[Any]) -> None:
    """Take note of a press that changes the message it is on."""
    await respond(interaction.response.defer)


async def _delete_other(interaction: discord.Interaction[Any], message: int) -> None:
    """Delete another message of a long answer; one that is gone, or that the bot may not touch, is left."""
    channel = interaction.client.get_partial_messageable(interaction.channel_id or 0)
    try:
        await channel.get_partial_message(message).delete()
    except discord.HTTPException as err:
        _log.info("Interaction %s: message %s was not deleted: %s", interaction.id, message, err)


def _fields(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever Discord sends
    """Yield what was typed into a form, by the ids of its fields, whatever they are laid out in."""
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict):
            if isinstance(one.get("value"), str):
                yield str(one.get("custom_id")), one["value"]
            yield from _fields(one.get("components"))
            yield from _fields([one.get("component")])
