"""The Share button: shows a private answer to the whole channel, if all that it shows may still be shown."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from qabot.surfaces.discord.asking.delivery import InteractionReply
from qabot.surfaces.discord.commands.presses.replies import say_privately
from qabot.surfaces.discord.memory.stored_answer import public_copy
from qabot.surfaces.discord.pages.buttons import rows_under
from qabot.surfaces.discord.pages.evidence import reason_not_to_show
from qabot.surfaces.discord.pages.split_messages import pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from qabot.surfaces.discord.asking.service import QuestionService
    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext

_LOOK_S = 1.5
_BUSY = "I am busy. Press **Share** again in a moment."
_log = logging.getLogger(__name__)


class ShareButton:
    """Shares each private answer once."""

    def __init__(self, service: QuestionService) -> None:
        """Use the memory, the permissions and the articles of ``service``."""
        self._service = service
        self._memory = service.memory
        self._sharing: set[str] = set()

    async def press(self, interaction: discord.Interaction[Any], context: ChannelContext, answer: StoredAnswer) -> None:
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
            public = public_copy(answer, threads=context.threads)
            reply = InteractionReply(interaction, private=False)
            with self._service.under_way(reply):
                await reply.acknowledge()
                self._memory.hold(public)
                pages = _shared_by(context.person, public.pages)
                messages = await reply.deliver(pages, tone=public.tone, rows=rows_under(public))
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


def _shared_by(person: int, pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the messages of an answer with a first line that says who shared it."""
    (first, *texts), *others = pages
    shared = [[f"-# Shared by <@{person}>", first], *([text] for text in texts)]
    return pack(shared) + [message for page in others for message in pack([[text] for text in page])]
