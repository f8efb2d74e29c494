"""One question from its arrival to its answer: every way out ends with something that a person can act on."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from qabot.errors import IndexProblem, QabotError
from qabot.model import Scope
from qabot.surfaces.discord.answer_page import answer_blocks, hits_blocks
from qabot.surfaces.discord.desk import Desk, Refused
from qabot.surfaces.discord.inert import inert
from qabot.surfaces.discord.layout import pack
from qabot.surfaces.discord.tally import Tally
from qabot.text.days import parse_day

if TYPE_CHECKING:
    from qabot.model import Answer
    from qabot.surfaces.discord.delivery import Reply
    from qabot.wiring import Qabot

_HITS = 5
_RESTARTING = "I am restarting. Ask again in a minute."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it came; days as they were typed."""

    question: str
    person: int
    source: str | None = None
    after: str | None = None
    before: str | None = None
    as_of: str | None = None
    search: bool = False
    """Whether passages are wanted instead of an answer."""


class Asking:
    """Answers requests with one Qabot, one at a time, off the event loop."""

    def __init__(self, qabot: Qabot, *, queue: int, cooldown_s: float) -> None:
        """Nothing is opened yet: the first question, or ``warm``, does it."""
        self.qabot = qabot
        self.desk = Desk(queue=queue)
        self.tally = Tally()
        self._cooldown_s = cooldown_s
        self._running: dict[asyncio.Task[object], Reply] = {}
        self.sources: list[str] = []
        self._build = ""
        self.indexed = "Nothing is indexed yet."

    async def handle(self, request: Request, reply: Reply) -> None:
        """Acknowledge a question, answer it, deliver the answer; never raises but for a cancelled task."""
        name, began = uuid4().hex[:8], time.monotonic()
        await reply.acknowledge()
        task = asyncio.current_task()
        if task:
            self._running[task] = reply
        try:
            await self._answer(request, reply, name, began)
        finally:
            if task:
                self._running.pop(task, None)

    async def close(self, patience_s: float) -> None:
        """Take no more questions; let the running ones finish; tell the others that the bot restarts."""
        self.desk.open = False
        if self._running:
            await asyncio.wait(list(self._running), timeout=patience_s)
        late = dict(self._running)
        for task in late:
            task.cancel()
        self.desk.close()
        told = (asyncio.wait_for(reply.deliver([[_RESTARTING]]), 5.0) for reply in late.values())
        await asyncio.gather(*told, return_exceptions=True)
        _log.info("Counts: %s", self.tally.line())

    async def warm(self) -> None:
        """Open the index before the first question; what is wrong with it is logged, and told to whoever asks."""
        try:
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
        store = self.qabot.store
        if store.build != self._build:
            self._build, self.sources = store.build, store.sources()
            articles = len(store.listed(Scope()))
            self.indexed = f"{articles:,} articles, {store.passage_count:,} passages; build {store.build}."
        return self.qabot

    async def _answer(self, request: Request, reply: Reply, name: str, began: float) -> None:
        def passed_ms() -> float:
            return (time.monotonic() - began) * 1_000

        waited_ms = 0.0

        def work() -> tuple[Answer | None, list[list[str]]]:
            nonlocal waited_ms
            waited_ms = passed_ms()
            qabot = self._current()
            if request.search:
                hits = qabot.find(request.question, _HITS, scope=_scope(qabot, request))
                return None, pack(hits_blocks(request.question, hits, article=qabot.store.article, link=qabot.link))
            answer = qabot.ask(request.question, scope=_scope(qabot, request))
            return answer, pack(answer_blocks(answer, article=qabot.store.article, link=qabot.link))

        try:
            with self.desk.admitted(request.person, cooldown_s=self._cooldown_s):
                ahead = self.desk.ahead
                computing = self.desk.compute(work)
                if ahead > 1:
                    await reply.deliver([[f"{ahead} questions are ahead of yours; the answer will stand here."]])
                answer, pages = await computing
        except Refused as err:
            self.tally.add("refused", passed_ms())
            _log.info("Question %s refused: %s", name, err.problem)
            await reply.deliver([[inert(str(err))]])
        except QabotError as err:
            self.tally.add("failed", passed_ms())
            _log.warning("Question %s failed: %s", name, err)
            await reply.deliver([[_told(err)]])
        except Exception:  # noqa: BLE001 - "thinking" must end, whatever went wrong
            self.tally.add("failed", passed_ms())
            _log.exception("Question %s failed", name)
            await reply.deliver([[f"Something went wrong on my side. Tell whoever runs me: question {name}."]])
        else:
            await reply.deliver(pages)
            if answer is None:
                _log.info("Search %s; ms: %.0f", name, passed_ms())
                return
            self.tally.add("answered" if answer.status == "answered" else "not found", passed_ms())
            stages = ", ".join(f"{stage} {ms:.0f}" for stage, ms in answer.timings_ms.items())
            _log.info("Question %s %s; ms: waited %.0f, %s", name, answer.status, waited_ms, stages)
            _log.info("Counts: %s", self.tally.line())


def _scope(qabot: Qabot, request: Request) -> Scope:
    """Return which articles a request means.

    Raises:
        QabotError: a day is none, no article is from such a source, or there is no index.
    """
    today = date.today()
    as_of = parse_day(request.as_of, today=today, end=True) if request.as_of else None
    today = as_of or today
    return qabot.scope_of(
        source=request.source or None,
        after=parse_day(request.after, today=today) if request.after else None,
        before=parse_day(request.before, today=today, end=True) if request.before else None,
        as_of=as_of,
    )


def _told(err: QabotError) -> str:
    """Return what a person in Discord is told: an index's trouble is not theirs, nor are the folders of the machine."""
    if isinstance(err, IndexProblem):
        return "The articles cannot be searched at the moment. Whoever runs me finds the reason in the log."
    return inert(str(err))
