"""The queue of questions: one thread computes, few questions wait, and each person has at most one question."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
_SHARE = 4
"""A server may hold at most this many times as many places as are free: alone 4/5 of the places, with a second
server 4/9 each, and so on, so that a place is always free for a server that comes later (the dynamic thresholds of
Choudhury and Hahne, 1998)."""


class QuestionQueue:
    """Takes questions from the event loop and answers them in one thread, in the order of their arrival."""

    def __init__(self, *, waiting: int) -> None:
        """Make the thread; ``waiting`` is how many questions may wait besides the running one."""
        self._places = waiting + 1
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="answers")
        self._held: Counter[int | None] = Counter()
        self._people: set[int] = set()
        self._next_at: dict[int, float] = {}
        self.open = True

    @property
    def ahead(self) -> int:
        """Return how many questions are running or waiting."""
        return self._held.total()

    def check(self, person: int, server: int | None) -> None:
        """Check that a question would be taken now; see ``admitted``.

        Raises:
            Refused: it would not.
        """
        if not self.open:
            raise Refused("I am restarting", remedy="Ask again in a minute")
        if person in self._people:
            raise Refused("I am still at work on your last question", remedy="Ask again when it is answered")
        now = time.monotonic()
        wait = self._next_at.get(person, now) - now
        if wait > 0:
            raise Refused("You have just asked", remedy=f"Ask again in {-(-wait // 1):.0f} s")
        self._check_place(server)

    @contextmanager
    def admitted(self, person: int, server: int | None, *, cooldown_s: float) -> Iterator[None]:
        """Count a question as the person's only one inside the ``with`` block; the cooldown begins now.

        Args:
            person: who asks.
            server: where they ask; ``None`` stands for everything outside servers.
            cooldown_s: seconds until they may ask again.

        Raises:
            Refused: the bot is restarting, the person's last question is still running, they ask again too soon, or
                there is no place in the queue.
        """
        self.check(person, server)
        now = time.monotonic()
        self._next_at = {one: at for one, at in self._next_at.items() if at > now}
        self._next_at[person] = now + cooldown_s
        self._people.add(person)
        try:
            yield
        finally:
            self._people.discard(person)

    def compute(self, work: Callable[[], T], *, server: int | None = None) -> asyncio.Future[T]:
        """Put ``work`` in the queue; it counts as ahead of later questions from now on.

        Raises:
            Refused: there is no place in the queue.
        """
        self._check_place(server)
        computing = asyncio.get_running_loop().run_in_executor(self._thread, work)
        self._held[server] += 1

        def leave(_: object) -> None:
            self._held[server] -= 1
            if not self._held[server]:
                del self._held[server]

        computing.add_done_callback(leave)
        return computing

    def _check_place(self, server: int | None) -> None:
        """Refuse a question if all places, or the server's share of them, are taken."""
        free = self._places - self.ahead
        if free <= 0:
            raise Refused(f"I am busy: {self.ahead} questions are ahead of yours", remedy="Ask again in a minute")
        if self._held[server] >= _SHARE * free:
            raise Refused(
                f"I am busy: {self._held[server]} questions from here are waiting", remedy="Ask again in a minute"
            )

    def close(self) -> None:
        """Drop the waiting questions; do not wait for the running one."""
        self.open = False
        self._thread.shutdown(wait=False, cancel_futures=True)
