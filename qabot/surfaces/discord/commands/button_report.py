"""The form behind "Wrong citation": which citation is wrong, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.commands.button_replies import say_privately
from qabot.surfaces.discord.pages.buttons import FORM_NUMBER, FORM_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord

    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer


async def store_report(
    interaction: discord.Interaction[Any], answer: StoredAnswer, data: dict[str, Any], *, service: QuestionService
) -> None:
    """Store what a person wrote into the form, and thank them; or say what is missing in it."""
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
        await service.memory.report(answer, interaction.user.id, number, words)
        return [[f"Noted about \\[{number}\\]. Thank you." if number else "Noted. Thank you."]]

    await service.show(InteractionReply(interaction, private=True), work)


def _fields(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever Discord sends
    """Yield the id and the typed text of each field of a form, in any layout."""
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict):
            if isinstance(one.get("value"), str):
                yield str(one.get("custom_id")), one["value"]
            yield from _fields(one.get("components"))
            yield from _fields([one.get("component")])
