"""Answers one question, from its arrival to its delivery. Every failure ends with a sentence that says what to do."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from qabot.errors import IndexProblem, ModelError, QabotError
from qabot.question.typed import check_question
from qabot.surfaces.discord.asking.add_page import PageAdder
from qabot.surfaces.discord.asking.articles import ArticleCache
from qabot.surfaces.discord.asking.background import background_of
from qabot.surfaces.discord.asking.computing import Computed, compute_answer, compute_search
from qabot.surfaces.discord.asking.counts import Outcome, QuestionCounts
from qabot.surfaces.discord.asking.delivery import Shown
from qabot.surfaces.discord.asking.error_message import error_message
from qabot.surfaces.discord.asking.index_age import IndexAge
from qabot.surfaces.discord.asking.notice_limit import NoticeLimit
from qabot.surfaces.discord.asking.question_queue import QuestionQueue
from qabot.surfaces.discord.asking.reindex import Reindexer
from qabot.surfaces.discord.asking.request import scope_granted
from qabot.surfaces.discord.asking.suggesting import Suggester
from qabot.surfaces.discord.pages.buttons import rows_under
from qabot.surfaces.discord.permissions.access import Access
from qabot.surfaces.discord.permissions.refused import Refused
from qabot.text.dates import parse_day

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from qabot.app.qabot import Qabot
    from qabot.model import Conversation
    from qabot.surfaces.discord.asking.background import Background
    from qabot.surfaces.discord.asking.delivery import Reply
    from qabot.surfaces.discord.asking.request import Request
    from qabot.surfaces.discord.memory.memory import Memory
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext
    from qabot.surfaces.discord.permissions.memberships import Memberships

_CHECK_S = 1.5
"""Seconds in which a mistake is seen, to be answered to the asker alone. What takes longer is found after the
acknowledgement, for which Discord gives three seconds."""
_RESTARTING = "I am restarting. Ask again in a minute."
_log = logging.getLogger(__name__)


class QuestionService:
    """Answers requests with one Qabot, one at a time, off the event loop."""

    def __init__(self, qabot: Qabot, *, memory: Memory, waiting: int) -> None:
        """Open nothing yet: the first question or ``warm`` opens the index."""
        self.qabot = qabot
        self.settings = qabot.settings.discord
        self.memory = memory
        self.access = Access(memory.servers, self.settings)
        self.articles = ArticleCache(qabot, opened=self._build_opened)
        self.reindexer = Reindexer(qabot.settings, then=self.warm)
        self.adder = PageAdder(qabot, self.access, self.reindexer)
        self.memberships: Memberships | None = None
        """Set by the client; without it nobody shares a server with the bot."""
        self.notices = NoticeLimit()
        self.queue = QuestionQueue(waiting=waiting)
        self.suggester = Suggester(qabot, self.queue, memory)
        self.index_age = IndexAge(qabot)
        self.counts = QuestionCounts()
        self._running: dict[asyncio.Task[object], Reply] = {}

    def is_private(self, context: ChannelContext, wish: bool | None) -> bool:
        """Return whether only the asker sees the answer: as they wish, else as the server's settings say."""
        if context.direct:
            return bool(wish)
        try:
            grant = self.access.grant(context)
        except Refused:
            return True
        return grant.private if wish is None else wish

    async def grant(self, context: ChannelContext) -> Grant:
        """Return what a person may ask in a channel; outside servers Discord may be asked for their memberships.

        Raises:
            Refused: they may not ask there.
        """
        if context.direct and self.settings.direct_collections is None and self.memberships is not None:
            context = replace(context, memberships=await self.memberships.of(context.person))
        return self.access.grant(context)

    async def answer(self, request: Request, reply: Reply) -> None:
        """Acknowledge a question, answer it, and deliver the answer. Raises only if the task is cancelled.

        A mistake, or a question that is not accepted, is answered before that, to the asker alone.
        """
        name, began = uuid4().hex[:8], time.monotonic()
        with self.under_way(reply):
            mistake = await self._mistake(request)
            if mistake is not None:
                self._count(name, "refused", began, err=mistake)
                if self._may_notice(request):
                    await reply.decline(error_message(mistake))
                return
            await reply.acknowledge()
            try:
                await self._answer(request, reply, name, began)
            except Exception:  # noqa: BLE001 - "thinking" must end, whatever went wrong
                _log.exception("Question %s failed", name)
                self._count(name, "failed", began)
                await reply.deliver(
                    [[f"Something went wrong on my side. Report it to whoever runs me: question {name}."]]
                )

    @contextmanager
    def under_way(self, reply: Reply) -> Iterator[None]:
        """Make shutdown wait for the calling task, or say in its reply that the bot restarts."""
        task = asyncio.current_task()
        if task is None:
            yield
            return
        self._running[task] = reply
        try:
            yield
        finally:
            self._running.pop(task, None)

    async def show(self, reply: Reply, work: Callable[[], Awaitable[Shown]]) -> None:
        """Show pages that need no place in the queue, or say why they cannot be shown."""
        with self.under_way(reply):
            await self._show(reply, work)

    async def _show(self, reply: Reply, work: Callable[[], Awaitable[Shown]]) -> None:
        await reply.acknowledge()
        try:
            shown = await work()
        except QabotError as err:
            if not isinstance(err, Refused):
                _log.warning("A list cannot be shown: %s", err)
            shown = Shown([[error_message(err)]])
        except Exception:  # noqa: BLE001 - "thinking" must end, whatever went wrong
            _log.exception("A list cannot be shown")
            shown = Shown([["Something went wrong on my side. Try again; the log of whoever runs me says why."]])
        await reply.deliver(shown.messages, rows=shown.rows)

    async def close(self, patience_s: float) -> None:
        """Accept no more questions, let the running ones finish, and say in the other replies that the bot restarts."""
        self.queue.open = False
        self.suggester.close()
        await self.reindexer.close()
        if self._running:
            await asyncio.wait(list(self._running), timeout=patience_s)
        late = dict(self._running)
        for task in late:
            task.cancel()
        self.queue.close()
        self.articles.close()
        notices = (asyncio.wait_for(reply.deliver([[_RESTARTING]]), 5.0) for reply in late.values())
        await asyncio.gather(*notices, return_exceptions=True)
        _log.info("Counts: %s", self.counts.line())

    async def warm(self) -> None:
        """Open the index before the first question. A problem with it is logged, and each asker sees it again."""
        try:
            await self.articles.renewed()
            await self.queue.compute(self._current)
            # The first day that is read loads a library, which takes too long while a person waits.
            await asyncio.to_thread(parse_day, "yesterday", today=date.today())
            await self.index_age.look()
        except QabotError as err:
            _log.error("Questions cannot be answered yet: %s", err)

    async def _build_opened(self, articles: frozenset[str]) -> None:
        """Delete what is kept of articles that are not in the build that was just opened."""
        self.index_age.renew()
        await self.memory.drop_texts_of_removed(articles)

    def _current(self) -> Qabot:
        """Return Qabot with the current build open; with the earlier build if the current one cannot be opened."""
        try:
            if self.qabot.refreshed():
                _log.info("Answers come from build %s now", self.qabot.store.build)
        except IndexProblem as err:
            _log.warning("The new build cannot be opened, the earlier one stays: %s", err)
        return self.qabot

    async def _mistake(self, request: Request) -> QabotError | None:
        """Return why a question is not accepted, as far as that can be seen in a second; ``None`` if nothing is."""
        try:
            await asyncio.wait_for(self._check(request), _CHECK_S)
        except (TimeoutError, IndexProblem):
            return None  # answering it will say so
        except QabotError as err:
            return err
        except Exception:  # noqa: BLE001 - answering it fails in the same way, and says so
            return None
        return None

    async def _check(self, request: Request) -> None:
        """Check everything that is known of a question before it is answered.

        Raises:
            QabotError: the question has no words, a day, source or collection in it is unknown, or it is not accepted.
        """
        check_question(request.question, max_chars=self.qabot.settings.answer.max_question_chars)
        grant = await self._grant_for(request)
        self.queue.check(request.context.person, request.context.server)
        if request.narrowed:
            await self.articles.read(lambda library: scope_granted(library, request, grant))

    async def _grant_for(self, request: Request) -> Grant:
        """Return what a request may ask.

        Raises:
            Refused: nothing, or its answer would be public where answers are private.
        """
        grant = await self.grant(request.context)
        if request.in_public and grant.private:
            raise Refused("Answers are private in this server", remedy="Ask with /ask, and only you see the answer")
        return grant

    def _may_notice(self, request: Request) -> bool:
        """Return whether a refusal may be shown: those in public only once in a while."""
        return not request.in_public or self.notices.allows(request.context.person, request.context.channel)

    async def _answer(self, request: Request, reply: Reply, name: str, began: float) -> None:
        try:
            computed, before, waited_ms = await self._queued(request, reply, began)
        except QabotError as err:
            by_asker = not isinstance(err, IndexProblem | ModelError)
            self._count(name, "refused" if by_asker else "failed", began, err=err)
            if not isinstance(err, Refused) or self._may_notice(request):
                await reply.deliver([[error_message(err)]])
            return
        kept = computed.kept
        if kept is None:
            await reply.deliver(computed.pages)
            _log.info("Search %s; ms: %.0f", name, _ms_since(began), extra={"fields": {"search": name}})
            return
        self.memory.hold(kept)
        messages = await reply.deliver(computed.pages, tone=kept.tone, rows=rows_under(kept))
        outcome: Outcome = "answered" if kept.status == "answered" else "not found"
        self._count(name, outcome, began, facts={"waited_ms": round(waited_ms), **computed.facts})
        await self.memory.keep(kept, messages, computed.conversations)
        self.suggester.begin(computed, reply, messages, before)
        await self.index_age.look()

    def _count(
        self,
        name: str,
        outcome: Outcome,
        began: float,
        *,
        err: QabotError | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        """Count a question, and log one line for it, without its words."""
        ms = _ms_since(began)
        self.counts.add(outcome, ms)
        why = {"why": err.problem} if err else {}
        fields = {"question": name, "outcome": outcome, "ms": round(ms), **(facts or {}), **why}
        level = logging.WARNING if outcome == "failed" else logging.INFO
        told = ", ".join(f"{key} {value}" for key, value in fields.items() if key not in ("question", "outcome"))
        _log.log(level, "Question %s %s: %s", name, outcome, told, extra={"fields": fields})

    async def _queued(self, request: Request, reply: Reply, began: float) -> tuple[Computed, Conversation, float]:
        """Return the result of a request after its time in the queue, what it continues, and that time in ms.

        Raises:
            QabotError: the request is refused, or cannot be answered.
        """
        grant = await self._grant_for(request)
        background = await background_of(request, grant, self.memory)
        server = request.context.server
        with self.queue.admitted(request.context.person, server, cooldown_s=grant.cooldown_s):
            ahead = self.queue.ahead
            computing = self.queue.compute(lambda: self._compute(request, grant, background, began), server=server)
            if ahead > 1:
                await reply.deliver([[f"{ahead} questions are ahead of yours; the answer will appear here."]])
            computed, waited_ms = await computing
            return computed, background.conversation, waited_ms

    def _compute(self, request: Request, grant: Grant, background: Background, began: float) -> tuple[Computed, float]:
        """Return the result of a request, and how long it waited; runs in the thread of the queue."""
        waited_ms = _ms_since(began)
        qabot = self._current()
        if request.search:
            return compute_search(qabot, request, grant), waited_ms
        stale_since = self.articles.current.created if self.index_age.stale else None
        return compute_answer(qabot, request, grant, background, stale_since=stale_since), waited_ms


def _ms_since(began: float) -> float:
    return (time.monotonic() - began) * 1_000
