"""Buttons and forms that ask: a question that follows, one in a thread, a refused one in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.asking.sending import respond
from qabot.surfaces.discord.commands.presses.replies import typed_fields
from qabot.surfaces.discord.pages.forms import FORM_QUESTION, QuestionForm

if TYPE_CHECKING:
    import discord

    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext


async def open_question(interaction: discord.Interaction[Any], answer: StoredAnswer, form: str) -> None:
    """Open a form for a question: "again" puts a refused one in other words, "go" goes on from an answer."""
    title, question = ("Ask again", answer.standalone_question) if form == "again" else ("Go on from this answer", "")
    await respond(lambda: interaction.response.send_modal(QuestionForm(form, answer, title=title, question=question)))


async def ask_follow_up(
    interaction: discord.Interaction[Any],
    context: ChannelContext,
    answer: StoredAnswer,
    number: int,
    *,
    service: QuestionService,
) -> None:
    """Ask the question that stands on a button; it goes on from the answer."""
    private = service.is_private(context, answer.private or None)
    reply_to = answer.id if answer.status == "answered" else answer.continues
    request = Request(answer.follow_ups[number], context, **_limits(answer), private=private, reply_to=reply_to)
    await service.answer(request, InteractionReply(interaction, private=private))


async def ask_in_form(
    interaction: discord.Interaction[Any],
    context: ChannelContext,
    answer: StoredAnswer,
    data: dict[str, Any],
    *,
    form: str,
    service: QuestionService,
) -> None:
    """Ask what a person wrote into a form, of the same articles as before; see ``open_question``."""
    question = typed_fields(data).get(FORM_QUESTION, "")
    private = service.is_private(context, answer.private or None)
    going_on: dict[str, Any] = {"reply_to": answer.id, "follow_up": True} if form == "go" else {}
    request = Request(question, context, **_limits(answer), **going_on, private=private)
    await service.answer(request, InteractionReply(interaction, private=private))


def _limits(answer: StoredAnswer) -> dict[str, Any]:
    """Return which articles an answer was looked for in, as fields of a request."""
    return {"source": answer.source, "collection": answer.collection, **answer.days}
