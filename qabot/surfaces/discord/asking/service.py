"""One question from its arrival to its answer: every way out ends with something that a person can act on."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from qabot.errors import IndexProblem, ModelError, QabotError, QuestionError
from qabot.surfaces.discord.asking.articles import Shelf
from qabot.surfaces.discord.asking.counts import Outcome, Tally
from qabot.surfaces.discord.asking.question_queue import Desk, Refused
from qabot.surfaces.discord.asking.reindex import Reindexing
from qabot.surfaces.discord.asking.request import Request, conversation_before, scope_granted, talk_key
from qabot.surfaces.discord.memory.answers import remembered
from qabot.surfaces.discord.pages.answer import answer_blocks, hits_blocks
from qabot.surfaces.discord.pages.buttons import row_under
from qabot.surfaces.discord.pages.escape import inert
from qabot.surfaces.discord.pages.split_messages import pack
from qabot.surfaces.discord.permissions.access import Access
from qabot.surfaces.memory.conversations import turn_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Conversation
    from qabot.surfaces.discord.asking.delivery import Reply
    from qabot.surfaces.discord.memory.memory import Memory
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.place import Place

_HITS = 5
_RESTARTING = "I am restarting. Ask again in a minute."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Made:
    """What the thread made of a request: messages of embeds, and the answer with its days if one was asked for."""

    pages: list[list[str]]
    waited_ms: float
    answer: Answer | None = None
    days: dict[str, str] = field(default_factory=dict)


class Asking:
    """Answers requests with one Qabot, one at a time, off the event loop."""

    def __init__(self, qabot: Qabot, *, memory: Memory, queue: int) -> None:
        """Nothing is opened yet: the first question, or ``warm``, does it."""
        self.qabot = qabot
        self.settings = qabot.settings.discord
        self.memory = memory
        self.access = Access(memory.servers, self.settings)
        self.shelf = Shelf(qabot.settings)
        self.reindexing = Reindexing(qabot.settings, then=self.warm)
        self.desk = Desk(queue=queue)
        self.tally = Tally()
        self._running: dict[asyncio.Task[object], Reply] = {}

    def private(self, place: Place, wish: bool | None) -> bool:
        """Return whether only the asker is to see what comes: as they wish, else as the server has it."""
        try:
            grant = self.access.grant(place)
        except Refused:
            return True
        return grant.private if wish is None else wish

    async def handle(self, request: Request, reply: Reply) -> None:
        """Acknowledge a question, answer it, deliver the answer; never raises but for a cancelled task."""
        name, began = uuid4().hex[:8], time.monotonic()
        with self.under_way(reply):
            await reply.acknowledge()
            await self._answer(request, reply, name, began)

    @contextmanager
    def under_way(self, reply: Reply) -> Iterator[None]:
        """Let the bot not end in the middle of what the calling task does, or tell so in the reply."""
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
        """Show what needs no queueing, or say why it cannot be shown."""
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
            pages = [[told(err)]]
        except Exception:  # noqa: BLE001 - "thinking" must end, whatever went wrong
            _log.exception("A list cannot be shown")
            pages = [["Something went wrong on my side. Try again; whoever runs me finds it in the log."]]
        await reply.deliver(pages)

    async def close(self, patience_s: float) -> None:
        """Take no more questions; let the running ones finish; tell the others that the bot restarts."""
        self.desk.open = False
        await self.reindexing.close()
        if self._running:
            await asyncio.wait(list(self._running), timeout=patience_s)
        late = dict(self._running)
        for task in late:
            task.cancel()
        self.desk.close()
        self.shelf.close()
        told = (asyncio.wait_for(reply.deliver([[_RESTARTING]]), 5.0) for reply in late.values())
        await asyncio.gather(*told, return_exceptions=True)
        _log.info("Counts: %s", self.tally.line())

    async def warm(self) -> None:
        """Open the index before the first question; what is wrong with it is logged, and told to whoever asks."""
        try:
            await self.shelf.renewed()
            await self.desk.compute(self._current)
        except QabotError as err:
            _log.error("Questions cannot be answered yet: %s", err)

    def _current(self) -> Qabot:
        """Return Qabot with the build that is current now; the one before when the new one cannot be opened."""
        try:
            if self.qabot.refreshed():
                _log.info("Answers come from build %s now", self.qabot.store.build)
        except IndexProblem as err:
            _log.warning("The new build cannot be opened, the earlier one stays: %s", err)
        return self.qabot

    async def _answer(self, request: Request, reply: Reply, name: str, began: float) -> None:
        try:
            grant = self.access.grant(request.place)
            if request.always_public and grant.private:
                raise Refused("Answers are private in this server", remedy="Ask with /ask, and only you see the answer")
            before = conversation_before(request, grant, self.memory)
            with self.desk.admitted(request.place.person, cooldown_s=grant.cooldown_s):
                ahead = self.desk.ahead
                computing = self.desk.compute(lambda: self._made(request, grant, before, began))
                if ahead > 1:
                    await reply.deliver([[f"{ahead} questions are ahead of yours; the answer will stand here."]])
                made = await computing
        except Refused as err:
            self.tally.add("refused", _passed_ms(began))
            _log.info("Question %s refused: %s", name, err.problem)
            await reply.deliver([[str(err)]])
        except QabotError as err:
            mistaken = not isinstance(err, IndexProblem | ModelError)
            outcome: Outcome = "refused" if mistaken else "failed"
            self.tally.add(outcome, _passed_ms(began))
            _log.log(logging.INFO if mistaken else logging.WARNING, "Question %s %s: %s", name, outcome, err)
            await reply.deliver([[told(err)]])
        except Exception:  # noqa: BLE001 - "thinking" must end, whatever went wrong
            self.tally.add("failed", _passed_ms(began))
            _log.exception("Question %s failed", name)
            await reply.deliver([[f"Something went wrong on my side. Tell whoever runs me: question {name}."]])
        else:
            if made.answer is None:
                await reply.deliver(made.pages)
                _log.info("Search %s; ms: %.0f", name, _passed_ms(began))
                return
            await self._deliver(request, grant, before, made.answer, made.days, made.pages, reply)
            self.tally.add("answered" if made.answer.status == "answered" else "not found", _passed_ms(began))
            stages = ", ".join(f"{stage} {ms:.0f}" for stage, ms in made.answer.timings_ms.items())
            _log.info("Question %s %s; ms: waited %.0f, %s", name, made.answer.status, made.waited_ms, stages)
            _log.info("Counts: %s", self.tally.line())

    def _made(self, request: Request, grant: Grant, before: Conversation, began: float) -> _Made:
        """Return what a request comes to; runs in the thread that computes."""
        waited_ms = _passed_ms(began)
        qabot = self._current()
        scope, days = scope_granted(qabot, request, grant)
        if request.search:
            hits = qabot.find(request.question, _HITS, scope=scope)
            return _Made(
                pack(hits_blocks(request.question, hits, article=qabot.store.article, link=qabot.link)), waited_ms
            )
        answer = qabot.ask(request.question, scope=scope, conversation=before)
        if grant.collections is not None:
            # A word that only other collections have would be missing from this list, and so be told of.
            answer = replace(answer, unknown_words=())
        pages = pack(answer_blocks(answer, article=qabot.store.article, link=qabot.link, indexed=self.shelf.shown.made))
        return _Made(pages, waited_ms, answer, days)

    async def _deliver(
        self,
        request: Request,
        grant: Grant,
        before: Conversation,
        answer: Answer,
        days: dict[str, str],
        pages: Sequence[Sequence[str]],
        reply: Reply,
    ) -> None:
        """Remember an answer, so that its buttons and replies to it are understood, and show it."""
        conversation = before.followed_by(turn_of(request.question, answer))
        kept = remembered(
            answer,
            place=request.place,
            grant=grant,
            private=request.private,
            pages=pages,
            conversation=conversation,
            days=days,
            source=request.source,
        )
        self.memory.sessions.put(talk_key(request.place, grant), conversation)
        self.memory.answers.put(kept)
        self.memory.answers.shown_as(kept.id, await reply.deliver(pages, view=row_under(kept)))


def told(err: QabotError) -> str:
    """Return what a person in Discord is told: an index's trouble is not theirs, nor are the folders of the machine."""
    if isinstance(err, QuestionError):
        return f"{err.problem}. Ask in a sentence or two."
    if isinstance(err, IndexProblem | ModelError):
        return "The articles cannot be searched at the moment. Whoever runs me finds the reason in the log."
    return inert(str(err))


def _passed_ms(began: float) -> float:
    return (time.monotonic() - began) * 1_000
