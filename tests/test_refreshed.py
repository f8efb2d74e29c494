"""A process that stays looks for newer builds between questions, and keeps what it need not load again."""

from dataclasses import replace

import pytest

from qabot.errors import IndexCorrupt, IndexMissing

pytestmark = pytest.mark.slow

QUESTION = "Why did the ferry stop running?"


def test_a_newer_build_is_opened_with_the_model_that_is_loaded(index_copy):
    qabot = index_copy.open()
    first = qabot.ask(QUESTION)
    embedder, store = qabot.embedder, qabot.store
    assert qabot.refreshed() is False
    index_copy.write("zoo.txt", "The zoo of Arden has a new tapir called Plum.\n")
    index_copy.build()
    assert qabot.store is store
    assert qabot.refreshed() is True
    assert qabot.embedder is embedder
    assert qabot.ask(QUESTION).build == index_copy.build_folder().name != first.build
    assert qabot.refreshed() is False


def test_a_build_of_other_weights_brings_them(index_copy):
    qabot = index_copy.open()
    qabot.ask(QUESTION)
    stale = qabot.embedder

    class Other:
        about = replace(stale.about, fingerprint="of other weights")

        def loading(self, pool):
            return pool.submit(lambda: None)

    # As it is when the export was made anew while this process stayed: what is loaded fits the older build alone.
    qabot.__dict__["embedder"] = Other()
    index_copy.write("zoo.txt", "The zoo of Arden has a new tapir called Plum.\n")
    index_copy.build()
    assert qabot.refreshed() is True
    assert qabot.embedder.about.fingerprint == stale.about.fingerprint
    assert qabot.ask(QUESTION).build == index_copy.build_folder().name


def test_what_cannot_be_opened_leaves_the_build_that_is_open(index_copy):
    qabot = index_copy.open()
    first = qabot.ask(QUESTION)
    (index_copy.build_folder() / "manifest.json").unlink()
    (index_copy.index / "CURRENT").write_text("20200101T000000000000-00000000-1\n", encoding="utf-8")
    with pytest.raises(IndexCorrupt, match="20200101T000000000000-00000000-1"):
        qabot.refreshed()
    assert qabot.ask(QUESTION).build == first.build
    (index_copy.index / "CURRENT").unlink()
    with pytest.raises(IndexMissing):
        qabot.refreshed()
    assert qabot.ask(QUESTION).build == first.build
