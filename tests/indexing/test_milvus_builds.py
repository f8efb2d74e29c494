"""Builds in Milvus: readers see whole ones, writers that die or cross leave nothing wrong, and what is old goes."""

import threading

import numpy as np
import pytest
from faulty_milvus import faulty_milvus
from two_backends import Silent, config, milvus_at, opened_backend, write

from qabot.errors import IndexMissing, IndexReplaced, StoreUnavailable
from qabot.indexing.local.builds import Builds
from qabot.indexing.milvus import register
from qabot.indexing.milvus.address import Address
from qabot.indexing.milvus.backend import MilvusBackend
from qabot.model import Article, KnownArticle, Passage, Span

pytestmark = pytest.mark.slow

DIM = 4


def documents(word, count=6):
    """Return articles of one passage each, of the build that ``word`` names."""
    articles = [
        Article(f"{number}.txt", "", "", "", (), None, f"{number}.txt", f"{word} {number}.") for number in range(count)
    ]
    return [(one, [Passage(one.id, 0, len(one.text), one.text, (Span(0, len(one.text)),))]) for one in articles]


def vectors(count=6):
    rows = np.random.default_rng(1).normal(size=(count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def words_in(store):
    """Return the words of all passages: one if they are all of one build."""
    return {passage.text.split()[0] for passage in store.passages(range(store.passage_count))}


def litter(backend):
    """Return the collections that are neither the register nor the current build's."""
    current = backend.current_name().replace("-", "_")
    return [name for name in backend.milvus.collections() if current not in name and name != "test_builds"]


@pytest.fixture
def backend(tmp_path):
    opened = milvus_at(tmp_path / "milvus.db", keep_s=1_000)
    yield opened
    opened.close()


def served_at(uri, **settings):
    address = Address(uri, token="", **{"timeout_s": 20, "write_timeout_s": 20, **settings})
    return MilvusBackend(address, name="test", keep_s=0)


def test_a_file_is_waited_for_however_long_its_first_search_takes(tmp_path):
    in_file = served_at(str(tmp_path / "milvus.db"), timeout_s=1e-6)
    assert in_file.address.patience_s == 20
    write(in_file, tmp_path, documents("one"), vectors())
    assert words_in(in_file.open_store(config(DIM))) == {"one"}
    in_file.close()
    assert Address("http://127.0.0.1:1", token="", timeout_s=2.0, write_timeout_s=9.0).patience_s == 2.0


def test_a_reader_keeps_its_build_while_it_is_kept(backend, tmp_path):
    with pytest.raises(IndexMissing, match="qabot index --backend milvus"):
        backend.open_store(config(DIM))
    write(backend, tmp_path, documents("one"), vectors())
    reader = backend.open_store(config(DIM))
    write(backend, tmp_path, documents("two"), vectors())
    assert words_in(reader) == {"one"}
    assert words_in(backend.open_store(config(DIM))) == {"two"}
    assert len(litter(backend)) == 3


def test_a_build_that_nobody_keeps_is_cleared_away(tmp_path):
    backend = milvus_at(tmp_path / "milvus.db", keep_s=0)
    write(backend, tmp_path, documents("one"), vectors())
    reader = backend.open_store(config(DIM))
    write(backend, tmp_path, documents("two"), vectors())
    assert litter(backend) == []
    with pytest.raises(IndexReplaced, match="Try again"):
        words_in(reader)
    backend.close()


def test_vectors_of_unchanged_passages_are_kept(backend, tmp_path):
    assert write(backend, tmp_path, documents("one"), vectors()) == 6
    assert write(backend, tmp_path, documents("one", 8), vectors(8)) == 2
    assert write(backend, tmp_path, documents("one", 7), vectors(7), rebuild=True) == 7
    store = backend.open_store(config(DIM))
    assert np.array_equal(store.dense.vectors(np.arange(7)), vectors(7))


@pytest.mark.parametrize("kind", ["local", "milvus"])
def test_an_article_of_an_unread_file_is_kept_as_the_earlier_build_has_it(kind, tmp_path):
    with opened_backend(kind, tmp_path) as backend:
        write(backend, tmp_path, documents("one"), vectors())
        before = backend.open_store(config(DIM)).passages(range(5))
        builds = Builds(tmp_path)
        with builds.locked():
            writer = backend.writer(config(DIM), builds=builds, rebuild=False)
            for article, passages in documents("one")[:5]:
                known = KnownArticle(article.id, writer.known[article.id], article.path, article.path)
                assert writer.keep(known) == len(passages)
            assert writer.missing == 0
            writer.publish(Silent())
        after = backend.open_store(config(DIM))
        assert [after.article(f"{number}.txt") for number in range(5)] == [one for one, _ in documents("one")[:5]]
        assert after.passages(range(5)) == before
        assert after.passage_count == 5


def test_of_two_writers_the_one_that_began_later_wins(backend, tmp_path):
    builds = [Builds(tmp_path / name) for name in ("a", "b")]
    with builds[0].locked(), builds[1].locked():
        earlier, later = (backend.writer(config(DIM), builds=one, rebuild=False) for one in builds)
        assert len(backend.register.writers()) == 2
        for writer, word in ((earlier, "old"), (later, "new")):
            for article, passages in documents(word):
                writer.add(article, passages)
            for texts in writer.to_embed():
                writer.put(vectors(len(texts)))
        build = later.publish(Silent())
        assert earlier.publish(Silent()) == build == backend.current_name()
    assert words_in(backend.open_store(config(DIM))) == {"new"}
    assert litter(backend) == []
    assert backend.register.writers() == []


def test_a_writer_that_dies_at_any_call_changes_nothing(tmp_path, monkeypatch):
    with faulty_milvus(tmp_path / "served") as server:
        steady = served_at(server.uri)
        write(steady, tmp_path / "index", documents("one"), vectors())
        server.calls.clear()
        write(steady, tmp_path / "index", documents("one"), vectors(), rebuild=True)
        count = len(server.calls)
        assert count > 30
        for number in range(0, count, 4):
            server.calls.clear()
            server.failing = range(number, 10_000)
            dying = served_at(server.uri, timeout_s=0.2, write_timeout_s=0.2)
            with pytest.raises(StoreUnavailable):
                write(dying, tmp_path / "index", documents("two"), vectors())
            dying.close()
            server.failing = ()
            # Only from the step that publishes on may the new build be there.
            assert words_in(served_at(server.uri).open_store(config(DIM))) in ({"one"}, {"two"})
            if words_in(served_at(server.uri).open_store(config(DIM))) == {"two"}:
                break
        monkeypatch.setattr(register, "_DEAD_S", 0)
        steady.register.sweep()
        assert litter(steady) == []
        steady.close()


def test_readers_never_see_half_a_build(tmp_path):
    with faulty_milvus(tmp_path / "served") as server:
        writing = served_at(server.uri)
        write(writing, tmp_path / "index", documents("build0"), vectors())
        stop = threading.Event()
        seen, wrong = set(), []

        def read():
            reading = served_at(server.uri)
            while not stop.is_set():
                try:
                    words = words_in(reading.open_store(config(DIM)))
                except IndexReplaced:
                    continue
                seen.update(words)
                if len(words) != 1:
                    wrong.append(words)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(1, 5):
            write(writing, tmp_path / "index", documents(f"build{number}"), vectors())
        stop.set()
        for reader in readers:
            reader.join()
        assert wrong == []
        assert "build4" in words_in(writing.open_store(config(DIM)))
        assert len(seen) >= 3
        writing.close()
