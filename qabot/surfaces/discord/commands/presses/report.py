"""The form behind "Wrong citation": which citation is wrong, and why."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexProblem
from qabot.surfaces.discord.asking.delivery import InteractionReply, Shown
from qabot.surfaces.discord.asking.sending import respond
from qabot.surfaces.discord.commands.presses.replies import say_privately, typed_fields
from qabot.surfaces.discord.pages.evidence import article_of
from qabot.surfaces.discord.pages.forms import FORM_NUMBER, FORM_REASON, FORM_WORDS, REASONS, ReportForm

if TYPE_CHECKING:
    import discord

    from qabot.ports import Library
    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext, Collections

_LOOK_S = 1.5


async def open_report(
    interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer, *, service: QuestionService
) -> None:
    """Open the form, with the title of each cited article if those are read in time."""
    collections = (await service.grant(context)).collections
    titles: dict[int, str] = {}
    with contextlib.suppress(TimeoutError, IndexProblem):
        reading = service.articles.read(lambda library: _titles(answer, library, collections))
        titles = await asyncio.wait_for(reading, _LOOK_S)
    form = ReportForm(answer, {number: titles.get(number, "") for number in answer.citation_numbers})
    await respond(lambda: interaction.response.send_modal(form))


def _titles(answer: StoredAnswer, library: Library, collections: Collections) -> dict[int, str]:
    """Return the title and source of each citation's article that the person may see, by the citation's number."""
    titles: dict[int, str] = {}
    for one in answer.evidence:
        article = article_of(one, library, collections) if one.quoted else None
        if article is not None:
            name = " · ".join(filter(None, (article.title or article.path, article.source)))
            titles |= {number: name for number, _, _ in one.quoted}
    return titles


async def store_report(
    interaction: discord.Interaction[Any], answer: StoredAnswer, data: dict[str, Any], *, service: QuestionService
) -> None:
    """Store what a person chose and wrote in the form, and thank them; or say what is missing in it."""
    fields = typed_fields(data)
    reason = REASONS.get(fields.get(FORM_REASON, ""), "")
    words = ": ".join(filter(None, (reason, " ".join(fields.get(FORM_WORDS, "").split()))))
    chosen = fields.get(FORM_NUMBER, "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() else (1 if answer.citations == 1 else 0)
    if number and answer.cited(number) is None:
        await say_privately(interaction, f"There is no citation {number}. Try again.")
        return
    if not words:
        await say_privately(interaction, "Choose what is wrong with it, or say it in a few words.")
        return

    async def work() -> Shown:
        await service.memory.report(answer, interaction.user.id, number, words)
        return Shown([[f"Noted about \\[{number}\\]. Thank you." if number else "Noted. Thank you."]])

    await service.show(InteractionReply(interaction, private=True), work)
