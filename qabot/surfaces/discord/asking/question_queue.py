"""The queue of questions: one thread computes, few questions wait, and each person has at most one question."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class QuestionQueue:
    """Takes questions from the event loop and answers them in one thread, in the order of their arrival."""

    def __init__(self, *, waiting: int) -> None:
        """Make the thread; ``waiting`` is how many questions may wait besides the running one."""
        self._waiting = waiting
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="answers")
        self._held = 0
        self._people: set[int] = set()
        self._next_at: dict[int, float] = {}
        self.open = True

    @property
    def ahead(self) -> int:
        """Return how many questions are running or waiting."""
        return self._held

    @contextmanager
    def admitted(self, person: int, *, cooldown_s: float) -> Iterator[None]:
        """Count a question as the person's only one inside the ``with`` block; the cooldown begins now.

        Raises:
            Refused: the bot is restarting, the person's last question is still running, or they ask again too soon.
        """
        now = time.monotonic()
        if not self.open:
            raise Refused("I am restarting", remedy="Ask again in a minute")
        if person in self._people:
            raise Refused("I am still at work on your last question", remedy="Ask again when it is answered")
        wait = self._next_at.get(person, now) - now
        if wait > 0:
            raise Refused("You have just asked", remedy=f"Ask again in {-(-wait // 1):.0f} s")
        if self._held > self._waiting:
            raise Refused(f"I am busy: {self._held} questions are ahead of yours", remedy="Ask again in a minute")
        self._next_at = {one: at for one, at in self._next_at.items() if at > now}
        self._next_at[person] = now + cooldown_s
        self._people.add(person)
        try:
            yield
        finally:
            self._people.discard(person)

    def compute(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Put ``work`` in the queue; it counts as ahead of later questions from now on.

        Raises:
            Refused: too many questions are waiting.
        """
        if self._held > self._waiting:
            raise Refused(f"I am busy: {self._held} questions are ahead of yours", remedy="Ask again in a minute")
        computing = asyncio.get_running_loop().run_in_executor(self._thread, work)
        self._held += 1
        computing.add_done_callback(self._one_less)
        return computing

    def _one_less(self, _: object) -> None:
        self._held -= 1

    def close(self) -> None:
        """Drop the waiting questions; do not wait for the running one."""
        self.open = False
        self._thread.shutdown(wait=False, cancel_futures=True)
