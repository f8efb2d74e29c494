"""Questions queue: one thread, a bounded number, one for each person, a cooldown."""

import asyncio
import threading

import pytest

from qabot.surfaces.discord.asking.counts import QuestionCounts
from qabot.surfaces.discord.asking.notice_limit import NoticeLimit
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
    with queue.admitted(1, 9, cooldown_s=0):
        with pytest.raises(Refused, match="still at work"), queue.admitted(1, 9, cooldown_s=0):
            pass
        with queue.admitted(2, 9, cooldown_s=0):
            pass
    with queue.admitted(1, 9, cooldown_s=0):
        pass


def test_the_cooldown_says_when(queue):
    with queue.admitted(1, 9, cooldown_s=30):
        pass
    with pytest.raises(Refused, match=r"Ask again in (29|30) s"), queue.admitted(1, 9, cooldown_s=30):
        pass


def test_a_closed_queue_says_that_the_bot_restarts(queue):
    queue.close()
    with pytest.raises(Refused, match="restarting"), queue.admitted(1, 9, cooldown_s=0):
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


def test_one_server_cannot_take_all_places():
    queue, gate = QuestionQueue(waiting=50), threading.Event()

    async def crowd():
        running = []
        while len(running) < 41:
            running.append(queue.compute(gate.wait, server=1))
        with pytest.raises(Refused, match="from here are waiting"):
            queue.compute(gate.wait, server=1)
        with pytest.raises(Refused, match="from here"), queue.admitted(77, 1, cooldown_s=0):
            pass
        with queue.admitted(78, 2, cooldown_s=0):
            running.append(queue.compute(gate.wait, server=2))
        gate.set()
        await asyncio.gather(*running)

    asyncio.run(crowd())
    queue.close()


def test_refusals_are_posted_once_in_a_while():
    limit = NoticeLimit()
    assert limit.allows(1, 10)
    assert not limit.allows(1, 10)
    assert not limit.allows(2, 10)
    assert limit.allows(1, 11)


def test_counts_and_percentiles():
    counts = QuestionCounts()
    for ms in range(1, 101):
        counts.add("answered" if ms % 2 else "not found", ms)
    counts.add("refused", 9_999)
    assert counts.line() == ("asked 101, answered 50, not found 50, failed 0, refused 1, p50 50 ms, p95 95 ms")
