"""Files that did not change are not read again; any that may have changed is."""

import json
import os
import sqlite3
import time
from contextlib import closing

import pytest

from qabot.ingest import file_memory
from qabot.ingest.corpus import Limits, read_corpus
from qabot.ingest.file_memory import FileMemory
from qabot.model import Article, KnownArticle, Skipped


@pytest.fixture
def read_again(corpus, monkeypatch):
    """Read a corpus as an update does; return what is known of the build's articles, and what was read."""
    monkeypatch.setattr(file_memory, "_SETTLED_NS", -10_000_000_000)
    known = {}

    def read(limits=None, *, follows=True):
        limits = limits or Limits()
        memory = FileMemory(corpus.folder.parent / "files.sqlite", limits=limits)
        items = list(read_corpus(corpus.folder, limits=limits, memory=memory, known=known if follows else {}))
        memory.save()
        anew = list(read_corpus(corpus.folder, limits=limits))
        assert [getattr(item, "digest", item) for item in items] == [getattr(item, "digest", item) for item in anew]
        known.clear()
        known.update({item.id: item.digest for item in items if not isinstance(item, Skipped)})
        return [item.id for item in items if isinstance(item, Article)]

    return read


def test_only_files_that_changed_are_read_again(corpus, read_again):
    for name in "abc":
        corpus.write(f"{name}.txt", f"Text {name}.")
    corpus.write("all.jsonl", "\n".join(json.dumps({"id": f"r{n}", "text": f"Record {n}."}) for n in range(3)))
    assert len(read_again()) == 6
    assert read_again() == []
    file = corpus.write("b.txt", "Text B.")
    assert read_again() == ["b.txt"]
    (corpus.folder / "a.txt").unlink()
    corpus.write("d/e.txt", "Another.")
    assert read_again() == ["d/e.txt"]
    (corpus.folder / "c.txt").rename(corpus.folder / "renamed.txt")
    assert read_again() == ["renamed.txt"]
    state = file.stat()
    file.write_text("Text C.")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert read_again() == ["b.txt"], "of the same size, with its time set back"
    replacement = corpus.write(".new", "Text D.")
    os.utime(replacement, ns=(state.st_atime_ns, state.st_mtime_ns))
    replacement.replace(file)
    assert read_again() == ["b.txt"]
    assert len(read_again(follows=False)) == 6, "a build that follows none reads all"
    assert read_again() == []


def test_an_id_that_is_free_again_is_read(corpus, read_again):
    corpus.write("a.jsonl", json.dumps({"id": "same", "text": "The first."}))
    corpus.write("b.jsonl", json.dumps({"id": "same", "text": "The second."}))
    assert read_again() == ["same"]
    assert read_again() == []
    (corpus.folder / "a.jsonl").unlink()
    assert read_again() == ["same"]
    corpus.write("a.jsonl", json.dumps({"id": "same", "text": "The first."}))
    assert read_again() == ["same"]


def test_a_file_with_anything_that_was_skipped_is_read_again(corpus, read_again):
    corpus.write("a.jsonl", '{"id": "good", "text": "Well."}\nno JSON')
    assert read_again() == read_again() == ["good"]


def test_a_file_that_has_just_changed_is_read_again(corpus, read_again, monkeypatch):
    monkeypatch.setattr(file_memory, "_SETTLED_NS", 2_000_000_000)
    file = corpus.write("a.txt", "Text.")
    assert read_again() == read_again() == ["a.txt"]
    monkeypatch.setattr(time, "time_ns", lambda: file.stat().st_ctime_ns + 2_000_000_001)
    assert read_again() == ["a.txt"]
    assert read_again() == []


def test_everything_is_read_again_by_other_code_and_within_other_limits(corpus, read_again, monkeypatch):
    corpus.write("a.txt", "Text.")
    read_again()
    assert read_again(Limits(max_article_chars=500)) == ["a.txt"]
    monkeypatch.setattr(file_memory, "_LIBRARIES", ("lxml",))
    assert read_again(Limits(max_article_chars=500)) == ["a.txt"]
    assert read_again(Limits(max_article_chars=500)) == []


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_damaged_memory_is_an_empty_one(corpus, read_again, content):
    corpus.write("a.txt", "Text.")
    read_again()
    file = corpus.folder.parent / "files.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)
    assert read_again() == ["a.txt"]
    assert read_again() == []


def test_what_a_build_does_not_have_is_read(corpus, tmp_path, monkeypatch):
    """As when a run was killed between publishing and remembering, or the index was put back from a copy."""
    monkeypatch.setattr(file_memory, "_SETTLED_NS", -10_000_000_000)
    corpus.write("a.txt", "Text.")
    memory = FileMemory(tmp_path / "files.sqlite", limits=Limits())
    (article,) = read_corpus(corpus.folder, limits=Limits(), memory=memory, known={})
    memory.save()
    with closing(sqlite3.connect(tmp_path / "files.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM file").fetchone() == (1,)
    for known, kind in (({"a.txt": "another"}, Article), ({"a.txt": article.digest}, KnownArticle)):
        memory = FileMemory(tmp_path / "files.sqlite", limits=Limits())
        (again,) = read_corpus(corpus.folder, limits=Limits(), memory=memory, known=known)
        assert isinstance(again, kind)
