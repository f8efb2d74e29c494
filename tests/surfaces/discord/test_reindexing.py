"""Indexing on demand: one at a time, told of as it goes, every way it can end told in a sentence."""

import asyncio

import pytest
from recording_reply import RecordingReply

from qabot.app.settings import CorpusSettings
from qabot.surfaces.discord.asking.reindex import Reindexer

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.


def run(settings, *, act=None):
    """Index, doing ``act`` meanwhile; return what was told, and how often a new build was announced."""
    opened = []

    async def then():
        opened.append(True)

    async def go():
        reindexer, reply = Reindexer(settings, then=then), RecordingReply()
        await reply.acknowledge()
        working = asyncio.create_task(reindexer.run(reply))
        await asyncio.sleep(0)
        if act:
            await act(reindexer)
        await working
        await asyncio.sleep(0.05)
        return reply.shown

    return asyncio.run(go()), opened


@pytest.mark.slow
def test_changed_articles_are_counted(index_copy):
    index_copy.write("new.txt", "A tunnel was opened at Arden on Monday.\n")
    (index_copy.corpus / "mill.txt").unlink()
    (first, *_, last), opened = run(index_copy.settings)
    assert first == "Indexing has begun. I answer questions meanwhile."
    assert last.startswith("Done: 1 added, 0 changed, 1 removed, 6 unchanged;")
    assert opened == [True]


@pytest.mark.slow
def test_what_stops_it_is_told_without_naming_a_folder(index_copy, tmp_path):
    missing = index_copy.settings.model_copy(update={"corpus": CorpusSettings(path=str(tmp_path / "none"))})
    shown, opened = run(missing)
    assert shown[-1] == "There are no articles to index. Answers come from the earlier build."
    with index_copy.open().builds.locked():
        busy, _ = run(index_copy.settings)
    assert busy[-1].startswith("Whoever runs me is already indexing the articles.")
    assert opened == []


@pytest.mark.slow
def test_it_runs_once_in_a_while(index_copy):
    settings = index_copy.settings
    every = settings.model_copy(update={"discord": settings.discord.model_copy(update={"reindex_every_s": 600.0})})
    told = []

    async def afterwards(reindexer):
        while reindexer.state:
            await asyncio.sleep(0.05)
        second = RecordingReply()
        await second.acknowledge()
        await reindexer.run(second)
        told.extend(second.shown)

    run(every, act=afterwards)
    assert told == ["The articles were indexed a short time ago. Try again in 600 s."]


@pytest.mark.slow
def test_one_at_a_time_and_stopped_with_the_bot(index_copy):
    told = []

    async def meanwhile(reindexer):
        second = RecordingReply()
        await second.acknowledge()
        await reindexer.run(second)
        told.append(second.shown)
        await asyncio.sleep(0.3)
        await reindexer.close()

    shown, opened = run(index_copy.settings, act=meanwhile)
    assert told[0][0].startswith("The articles are being indexed already.")
    assert shown[-1].startswith("I am restarting, so indexing was stopped.")
    assert opened == []
