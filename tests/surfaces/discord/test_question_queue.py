"""Questions queue: one thread, a bounded number, one for each person, a cooldown."""

import asyncio
import threading

import pytest

from qabot.surfaces.discord.asking.counts import QuestionCounts
from qabot.surfaces.discord.asking.question_queue import QuestionQueue
from qabot.surfaces.discord.permissions.refused import Refused

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.


@pytest.fixture
def queue():
    made = QuestionQueue(waiting=2)
    yield made
    made.close()


def test_one_question_for_each_person(queue):
    with queue.admitted(1, cooldown_s=0):
        with pytest.raises(Refused, match="still at work"), queue.admitted(1, cooldown_s=0):
            pass
        with queue.admitted(2, cooldown_s=0):
            pass
    with queue.admitted(1, cooldown_s=0):
        pass


def test_the_cooldown_says_when(queue):
    with queue.admitted(1, cooldown_s=30):
        pass
    with pytest.raises(Refused, match=r"Ask again in (29|30) s"), queue.admitted(1, cooldown_s=30):
        pass


def test_a_closed_queue_says_that_the_bot_restarts(queue):
    queue.close()
    with pytest.raises(Refused, match="restarting"), queue.admitted(1, cooldown_s=0):
        pass


def test_the_queue_is_bounded_and_the_loop_is_free(queue):
    gate = threading.Event()

    async def crowd():
        running = [queue.compute(gate.wait) for _ in range(3)]
        assert queue.ahead == 3
        with pytest.raises(Refused, match="3 questions are ahead of yours"):
            await queue.compute(gate.wait)
        gate.set()
        assert await asyncio.gather(*running) == [True] * 3
        await asyncio.sleep(0)
        assert queue.ahead == 0

    asyncio.run(crowd())


def test_counts_and_percentiles():
    counts = QuestionCounts()
    for ms in range(1, 101):
        counts.add("answered" if ms % 2 else "not found", ms)
    counts.add("refused", 9_999)
    assert counts.line() == ("asked 101, answered 50, not found 50, failed 0, refused 1, p50 50 ms, p95 95 ms")
