"""Indexing on demand: one at a time, told of as it goes, every way it can end told in a sentence."""

import asyncio

import pytest
from kept import Kept

from qabot.app.settings import CorpusSettings
from qabot.surfaces.discord.asking.reindex import Reindexing

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.


def run(settings, *, act=None):
    """Index, doing ``act`` meanwhile; return what was told, and how often a new build was announced."""
    opened = []

    async def then():
        opened.append(True)

    async def go():
        reindexing, reply = Reindexing(settings, then=then), Kept()
        await reply.acknowledge()
        working = asyncio.create_task(reindexing.run(reply))
        await asyncio.sleep(0)
        if act:
            await act(reindexing)
        await working
        await asyncio.sleep(0.05)
        return reply.shown

    return asyncio.run(go()), opened


@pytest.mark.slow
def test_changed_articles_are_counted(index_copy):
    index_copy.write("new.txt", "A tunnel was opened at Arden on Monday.\n")
    (index_copy.corpus / "mill.txt").unlink()
    (first, *_, last), opened = run(index_copy.settings)
    assert first == "Indexing has begun. Answers go on meanwhile."
    assert last.startswith("Done: 1 added, 0 changed, 1 removed, 6 unchanged;")
    assert opened == [True]


@pytest.mark.slow
def test_what_stops_it_is_told_without_naming_a_folder(index_copy, tmp_path):
    missing = index_copy.settings.model_copy(update={"corpus": CorpusSettings(path=str(tmp_path / "none"))})
    shown, opened = run(missing)
    assert shown[-1] == "There are no articles to index. Answers come from the earlier build."
    with index_copy.open().builds.locked():
        busy, _ = run(index_copy.settings)
    assert busy[-1].startswith("The articles are being indexed already, by whoever runs me.")
    assert opened == []


@pytest.mark.slow
def test_one_at_a_time_and_stopped_with_the_bot(index_copy):
    told = []

    async def meanwhile(reindexing):
        second = Kept()
        await second.acknowledge()
        await reindexing.run(second)
        told.append(second.shown)
        await asyncio.sleep(0.3)
        await reindexing.close()

    shown, opened = run(index_copy.settings, act=meanwhile)
    assert told[0][0].startswith("The articles are being indexed already.")
    assert shown[-1].startswith("I am restarting, and indexing was stopped.")
    assert opened == []
