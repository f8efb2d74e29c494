"""Answers one question, from its arrival to its delivery. Every failure ends with a sentence that says what to do."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from qabot.errors import IndexProblem, ModelError, QabotError, QuestionError
from qabot.surfaces.discord.asking.articles import ArticleCache
from qabot.surfaces.discord.asking.counts import Outcome, QuestionCounts
from qabot.surfaces.discord.asking.notice_limit import NoticeLimit
from qabot.surfaces.discord.asking.question_queue import QuestionQueue
from qabot.surfaces.discord.asking.reindex import Reindexer
from qabot.surfaces.discord.asking.request import Background, Request, background_of, conversations_after, scope_granted
from qabot.surfaces.discord.memory.stored_answer import StoredAnswer, stored_answer
from qabot.surfaces.discord.pages.answer import answer_blocks, hits_blocks
from qabot.surfaces.discord.pages.buttons import row_under
from qabot.surfaces.discord.pages.escape import escape_markdown
from qabot.surfaces.discord.pages.split_messages import pack
from qabot.surfaces.discord.permissions.access import Access
from qabot.surfaces.discord.permissions.refused import Refused
from qabot.surfaces.memory.conversations import turn_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from qabot.app.qabot import Qabot
    from qabot.model import Conversation
    from qabot.surfaces.discord.asking.delivery import Reply
    from qabot.surfaces.discord.memory.memory import Memory
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext
    from qabot.surfaces.discord.permissions.memberships import Memberships

_HITS = 5
_RESTARTING = "I am restarting. Ask again in a minute."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Computed:
    """The result of a request.

    Attributes:
        pages: messages of embeds.
        waited_ms: the time in the queue.
        kept: what is kept of an answer; ``None`` for a search.
        conversations: the asker's conversations with the new turn, by key.
        timings: the times of the answer's stages in ms, for the log.
    """

    pages: list[list[str]]
    waited_ms: float
    kept: StoredAnswer | None = None
    conversations: Mapping[str, Conversation] = field(default_factory=dict)
    timings: str = ""


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
        self.memberships: Memberships | None = None
        """Set by the client; without it nobody shares a server with the bot."""
        self.notices = NoticeLimit()
        self.queue = QuestionQueue(waiting=waiting)
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
        """Acknowledge a question, answer it, and deliver the answer. Raises only if the task is cancelled."""
        name, began = uuid4().hex[:8], time.monotonic()
        with self.under_way(reply):
            if not request.in_public:
                await reply.acknowledge()
            try:
                await self._answer(request, reply, name, began)
            except Exception:  # noqa: BLE001 - "thinking" must end, whatever went wrong
                self.counts.add("failed", _ms_since(began))
                _log.exception("Question %s failed", name)
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

    async def show(self, reply: Reply, work: Callable[[], Awaitable[list[list[str]]]]) -> None:
        """Show pages that need no place in the queue, or say why they cannot be shown."""
        with self.under_way(reply):
            await self._show(reply, work)

    async def _show(self, reply: Reply, work: Callable[[], Awaitable[list[list[str]]]]) -> None:
        await reply.acknowledge()
        try:
            pages = await work()
        except Refused as err:
            pages = [[str(err)]]
        except QabotError as err:
            _log.warning("A list cannot be shown: %s", err)
            pages = [[error_message(err)]]
        except Exception:  # noqa: BLE001 - "thinking" must end, whatever went wrong
            _log.exception("A list cannot be shown")
            pages = [["Something went wrong on my side. Try again; the log of whoever runs me says why."]]
        await reply.deliver(pages)

    async def close(self, patience_s: float) -> None:
        """Accept no more questions, let the running ones finish, and say in the other replies that the bot restarts."""
        self.queue.open = False
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
        except QabotError as err:
            _log.error("Questions cannot be answered yet: %s", err)

    async def _build_opened(self, articles: frozenset[str]) -> None:
        """Delete what is kept of articles that are not in the build that was just opened."""
        await self.memory.drop_texts_of_removed(articles)

    def _current(self) -> Qabot:
        """Return Qabot with the current build open; with the earlier build if the current one cannot be opened."""
        try:
            if self.qabot.refreshed():
                _log.info("Answers come from build %s now", self.qabot.store.build)
        except IndexProblem as err:
            _log.warning("The new build cannot be opened, the earlier one stays: %s", err)
        return self.qabot

    async def _answer(self, request: Request, reply: Reply, name: str, began: float) -> None:
        try:
            computed = await self._queued(request, reply, began)
        except Refused as err:
            self.counts.add("refused", _ms_since(began))
            _log.info("Question %s refused: %s", name, err.problem)
            if not request.in_public or self.notices.allows(request.context.person, request.context.channel):
                await reply.deliver([[str(err)]])
        except QabotError as err:
            by_asker = not isinstance(err, IndexProblem | ModelError)
            outcome: Outcome = "refused" if by_asker else "failed"
            self.counts.add(outcome, _ms_since(began))
            _log.log(logging.INFO if by_asker else logging.WARNING, "Question %s %s: %s", name, outcome, err)
            await reply.deliver([[error_message(err)]])
        else:
            kept = computed.kept
            if kept is None:
                await reply.deliver(computed.pages)
                _log.info("Search %s; ms: %.0f", name, _ms_since(began))
                return
            self.memory.hold(kept)
            messages = await reply.deliver(computed.pages, view=row_under(kept))
            self.counts.add("answered" if kept.status == "answered" else "not found", _ms_since(began))
            _log.info("Question %s %s; ms: waited %.0f, %s", name, kept.status, computed.waited_ms, computed.timings)
            _log.info("Counts: %s", self.counts.line())
            await self.memory.keep(kept, messages, computed.conversations)

    async def _queued(self, request: Request, reply: Reply, began: float) -> _Computed:
        """Return the result of a request after its time in the queue.

        Raises:
            QabotError: the request is refused, or cannot be answered.
        """
        grant = await self.grant(request.context)
        if request.in_public:
            if grant.private:
                raise Refused("Answers are private in this server", remedy="Ask with /ask, and only you see the answer")
            await reply.acknowledge()
        background = await background_of(request, grant, self.memory)
        server = request.context.server
        with self.queue.admitted(request.context.person, server, cooldown_s=grant.cooldown_s):
            ahead = self.queue.ahead
            computing = self.queue.compute(lambda: self._compute(request, grant, background, began), server=server)
            if ahead > 1:
                await reply.deliver([[f"{ahead} questions are ahead of yours; the answer will appear here."]])
            return await computing

    def _compute(self, request: Request, grant: Grant, background: Background, began: float) -> _Computed:
        """Return the result of a request; runs in the thread of the queue."""
        waited_ms = _ms_since(began)
        qabot = self._current()
        scope, days = scope_granted(qabot, request, grant)
        article, link = qabot.store.article, qabot.link
        if request.search:
            hits = qabot.find(request.question, _HITS, scope=scope)
            return _Computed(pack(hits_blocks(request.question, hits, article=article, link=link)), waited_ms)
        answer = qabot.ask(request.question, scope=scope, conversation=background.conversation)
        if grant.collections is not None:
            # A missing word would reveal that other collections have it.
            answer = replace(answer, unknown_words=())
        pages = pack(answer_blocks(answer, article=article, link=link, indexed=self.articles.current.created))
        turn = turn_of(request.question, answer, asked_on=scope.as_of)
        kept = stored_answer(
            answer,
            context=request.context,
            grant=grant,
            private=request.private,
            pages=pages,
            conversation=background.own.followed_by(turn),
            continues=background.continues,
            days=days,
            source=request.source,
            article=article,
        )
        timings = ", ".join(f"{stage} {ms:.0f}" for stage, ms in answer.timings_ms.items())
        return _Computed(pages, waited_ms, kept, conversations_after(request, grant, background, turn), timings)


def error_message(err: QabotError) -> str:
    """Return an error's message for a person in Discord: no folder names, and no details of problems with the index."""
    if isinstance(err, QuestionError):
        return f"{err.problem}. Ask in a sentence or two."
    if isinstance(err, IndexProblem | ModelError):
        return "The articles cannot be searched at the moment. The log of whoever runs me says why."
    return escape_markdown(str(err))


def _ms_since(began: float) -> float:
    return (time.monotonic() - began) * 1_000
