"""Questions queue: one thread, a bounded number, one for each person, a cooldown."""

import asyncio
import threading

import pytest

from qabot.surfaces.discord.asking.counts import Tally
from qabot.surfaces.discord.asking.question_queue import Desk, Refused

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.


@pytest.fixture
def desk():
    made = Desk(queue=2)
    yield made
    made.close()


def test_one_question_for_each_person(desk):
    with desk.admitted(1, cooldown_s=0):
        with pytest.raises(Refused, match="still at work"), desk.admitted(1, cooldown_s=0):
            pass
        with desk.admitted(2, cooldown_s=0):
            pass
    with desk.admitted(1, cooldown_s=0):
        pass


def test_the_cooldown_says_when(desk):
    with desk.admitted(1, cooldown_s=30):
        pass
    with pytest.raises(Refused, match=r"Ask again in (29|30) s"), desk.admitted(1, cooldown_s=30):
        pass


def test_a_closed_desk_says_that_the_bot_restarts(desk):
    desk.close()
    with pytest.raises(Refused, match="restarting"), desk.admitted(1, cooldown_s=0):
        pass


def test_the_queue_is_bounded_and_the_loop_is_free(desk):
    gate = threading.Event()

    async def crowd():
        running = [desk.compute(gate.wait) for _ in range(3)]
        assert desk.ahead == 3
        with pytest.raises(Refused, match="3 are ahead of you"):
            await desk.compute(gate.wait)
        gate.set()
        assert await asyncio.gather(*running) == [True] * 3
        await asyncio.sleep(0)
        assert desk.ahead == 0

    asyncio.run(crowd())


def test_counts_and_percentiles():
    tally = Tally()
    for ms in range(1, 101):
        tally.add("answered" if ms % 2 else "not found", ms)
    tally.add("refused", 9_999)
    assert tally.line() == ("asked 101, answered 50, not found 50, failed 0, refused 1, p50 50 ms, p95 95 ms")
