"""A question from its arrival to its answer, on a real index: each way out tells the person something."""

import asyncio
import time
from pathlib import Path

import pytest
from recording_reply import RecordingReply

from qabot.app.qabot import Qabot
from qabot.app.settings import IndexSettings
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.asking.service import QuestionService
from qabot.surfaces.discord.memory.memory import Memory
from qabot.surfaces.discord.permissions.channel_context import ChannelContext

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]
# An event loop wakes itself through a pair of sockets; nothing is connected to.
HERE = ChannelContext(1, server=9)


def made(qabot, *, waiting=50):
    settings = qabot.settings.discord.model_copy(update={"cooldown_s": 0.0})
    qabot.settings = qabot.settings.model_copy(update={"discord": settings})
    memory = Memory(Path(qabot.settings.index.path), days=1)
    return QuestionService(qabot, memory=memory, waiting=waiting)


def asked(qabot, *requests):
    async def run():
        service = made(qabot)
        replies = [RecordingReply() for _ in requests]
        await asyncio.gather(*(service.answer(one, reply) for one, reply in zip(requests, replies, strict=True)))
        await service.close(1.0)
        await service.memory.close()
        return [reply.shown for reply in replies], service

    return asyncio.run(run())


def test_an_answer_has_its_citations_and_nothing_else(index_copy):
    ((shown,),), service = asked(index_copy.open(), Request("Who drew the new bridge?", HERE))
    assert "Mara Quill" in shown
    assert "-# **1** A bridge for Brill · Valley Courier · 17 May 2024" in shown
    assert "Harbour Post" not in shown
    assert service.counts.line().startswith("asked 1, answered 1")


def test_a_search_lists_passages_and_counts_as_no_question(index_copy):
    ((shown,),), service = asked(index_copy.open(), Request("bridge trams", HERE, search=True))
    assert "**Passages for** bridge trams" in shown
    assert "**1** A bridge for Brill · Valley Courier" in shown
    assert service.counts.line().startswith("asked 0")


def test_what_is_not_in_the_articles(index_copy):
    ((shown,),), _ = asked(index_copy.open(), Request("Which planet has the Zorblax empire conquered?", HERE))
    assert "**The articles do not say.**" in shown


def test_people_at_once_are_all_answered_once(index_copy):
    shown, service = asked(
        index_copy.open(),
        *(Request("Who drew the new bridge?", ChannelContext(person, server=9)) for person in range(12)),
    )
    assert all("Mara Quill" in one[-1] for one in shown)
    assert shown[11][0].startswith("11 questions are ahead of yours")
    assert service.counts.line().startswith("asked 12, answered 12")


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request("Who?", HERE, source="Nobody"), "No article is from 'Nobody'"),
        (Request("Who drew it?", HERE, after="xx"), "is not a day"),
        (Request("?", HERE), "question"),
    ],
)
def test_a_persons_mistake_is_a_sentence(index_copy, request_, said):
    ((shown,),), _ = asked(index_copy.open(), request_)
    assert said in shown


def test_without_an_index_the_person_is_told_and_no_folder_is_named(index_copy, tmp_path):
    settings = index_copy.settings.model_copy(update={"index": IndexSettings(path=str(tmp_path / "none"))})
    ((shown,),), _ = asked(Qabot(settings), Request("Who drew the new bridge?", HERE))
    assert "cannot be searched at the moment" in shown
    assert str(tmp_path) not in shown


def test_the_bot_stops_while_an_answer_runs(index_copy):
    qabot = index_copy.open()

    def slow(*_args, **_rest):
        time.sleep(1.0)

    qabot.ask = slow

    async def run():
        service, reply = made(qabot, waiting=5), RecordingReply()
        running = asyncio.ensure_future(service.answer(Request("Who drew the new bridge?", HERE), reply))
        await asyncio.sleep(0.3)
        await service.close(0.1)
        await asyncio.gather(running, return_exceptions=True)
        await service.memory.close()
        return reply.shown

    assert asyncio.run(run()) == ["I am restarting. Ask again in a minute."]
