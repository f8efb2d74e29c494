"""Where questions queue: one thread computes, a bounded number waits, one question runs for each person."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from qabot.errors import QabotError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Refused(QabotError):
    """A question that is not taken, now or there; its sentence says what to do, in our own words."""


class Desk:
    """Takes questions from the event loop and answers them in one thread, in order of arrival."""

    def __init__(self, *, queue: int) -> None:
        """Make the thread; ``queue`` is how many may wait besides the one that runs."""
        self._queue = queue
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
        """Let one person have one question; the cooldown counts from when it was taken.

        Raises:
            Refused: the bot is restarting, the person has a question running, or asks again too soon.
        """
        now = time.monotonic()
        if not self.open:
            raise Refused("I am restarting", remedy="Ask again in a minute")
        if person in self._people:
            raise Refused("I am still at work on your last question", remedy="Ask again when it is answered")
        wait = self._next_at.get(person, now) - now
        if wait > 0:
            raise Refused("You have just asked", remedy=f"Ask again in {-(-wait // 1):.0f} s")
        if self._held > self._queue:
            raise Refused(f"I am busy: {self._held} are ahead of you", remedy="Ask again in a minute")
        self._next_at = {one: at for one, at in self._next_at.items() if at > now}
        self._next_at[person] = now + cooldown_s
        self._people.add(person)
        try:
            yield
        finally:
            self._people.discard(person)

    def compute(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Queue ``work`` for the thread; it counts as ahead of others from now on.

        Raises:
            Refused: too many are waiting.
        """
        if self._held > self._queue:
            raise Refused(f"I am busy: {self._held} are ahead of you", remedy="Ask again in a minute")
        computing = asyncio.get_running_loop().run_in_executor(self._thread, work)
        self._held += 1
        computing.add_done_callback(self._one_less)
        return computing

    def _one_less(self, _: object) -> None:
        self._held -= 1

    def close(self) -> None:
        """Drop what waits; what runs is not waited for."""
        self.open = False
        self._thread.shutdown(wait=False, cancel_futures=True)
