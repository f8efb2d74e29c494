"""Adds buttons with questions that go on from an answer, after it was delivered and while nobody waits."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from qabot.errors import QabotError
from qabot.surfaces.discord.pages.buttons import rows_under

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.app.qabot import Qabot
    from qabot.model import Conversation
    from qabot.surfaces.discord.asking.computing import Computed
    from qabot.surfaces.discord.asking.delivery import Reply
    from qabot.surfaces.discord.asking.question_queue import QuestionQueue
    from qabot.surfaces.discord.memory.memory import Memory

_log = logging.getLogger(__name__)


class Suggester:
    """Looks for questions, one answer at a time; a question that a person asks comes first."""

    def __init__(self, qabot: Qabot, queue: QuestionQueue, memory: Memory) -> None:
        """Look for nothing yet."""
        self._qabot = qabot
        self._queue = queue
        self._memory = memory
        self._looking: set[asyncio.Task[None]] = set()

    def begin(self, computed: Computed, reply: Reply, messages: Sequence[int], conversation: Conversation) -> None:
        """Look for questions unless somebody waits, and add them to the delivered message.

        Args:
            computed: the answer, in one message; a longer one gets no questions.
            reply: which shows it.
            messages: the ids of its messages.
            conversation: what was asked before.
        """
        kept = computed.kept
        if not self._qabot.settings.discord.follow_ups or kept is None or kept.status != "answered":
            return
        if len(messages) != 1 or len(computed.pages) != 1 or self._queue.ahead or not self._queue.open:
            return
        task = asyncio.create_task(self._add(computed, reply, messages, conversation))
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    def close(self) -> None:
        """Look no more; the answers stay without questions."""
        for task in self._looking:
            task.cancel()

    async def _add(self, computed: Computed, reply: Reply, messages: Sequence[int], conversation: Conversation) -> None:
        answer, kept = computed.answer, computed.kept
        if answer is None or kept is None:
            return

        def look() -> tuple[str, ...]:
            return self._qabot.follow_ups(
                answer,
                scope=computed.scope,
                conversation=conversation,
                enough=lambda: self._queue.ahead > 1 or not self._queue.open,
            )

        try:
            found = await self._queue.compute(look)
            # It may have been deleted, shared or forgotten meanwhile.
            stored = await self._memory.answer(kept.id)
            if not found or stored is None:
                return
            shown = stored.model_copy(update={"follow_ups": found})
            await self._memory.keep(shown, messages)
            await reply.deliver(computed.pages, tone=shown.tone, rows=rows_under(shown))
        except QabotError as err:
            _log.info("No questions go on from answer %s: %s", kept.id, err)
