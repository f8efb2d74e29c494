"""Full disks and file size limits: a clear error, and the old build serves."""

import os
import resource
import shutil
from contextlib import contextmanager
from datetime import date

import numpy as np
import pytest

from qabot.app.settings import EmbedderSettings, IndexSettings
from qabot.errors import IndexNotWritable
from qabot.files import not_writable
from qabot.indexing.local import lexical_writer
from qabot.indexing.local.catalogue_writer import CatalogueWriter
from qabot.indexing.local.lexical_writer import write_lexical
from qabot.indexing.local.vectors import write_vectors
from qabot.model import Article, Passage, Span

pytestmark = pytest.mark.slow

QUESTION = "Who won the election?"


def serves(workspace):
    return workspace.open().ask(QUESTION).passages[0].passage.article_id == "w1"


def change(workspace):
    for number in range(6):
        text = " ".join(f"Clerk {number} of Arden filed letter {page} under code {page * 7919}." for page in range(40))
        workspace.write(f"clerks/{number}.txt", text)


@contextmanager
def file_size_limit(size_bytes):
    """Let no file of this process grow past a size. Python ignores the signal; the write fails with EFBIG."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill(folder, *, leave_bytes):
    """Fill a disk up to a last so many bytes."""
    state = os.statvfs(folder)
    (folder / "ballast").write_bytes(b"x" * max(0, state.f_bavail * state.f_frsize - leave_bytes))


@pytest.mark.parametrize("left_kb", [0, 4, 16, 64, 96, 128])
def test_a_full_disk_leaves_the_old_build(index_copy, mounted, left_kb):
    disk = mounted(80_000_000)
    shutil.copytree(index_copy.folder, disk / "copy")
    workspace = type(index_copy)(disk / "copy")
    before = workspace.build_folder().name
    change(workspace)
    fill(disk, leave_bytes=left_kb * 1024)
    with pytest.raises(IndexNotWritable, match=r"the disk is full; what was there before is unharmed\. Free") as got:
        workspace.build()
    assert "\n" not in str(got.value)
    assert str(workspace.index) in got.value.problem
    assert workspace.build_folder().name == before
    assert serves(workspace)
    (disk / "ballast").unlink()
    assert workspace.build().added == 6
    assert workspace.litter() == []


@pytest.mark.parametrize("limit_kb", [0, 1, 8, 100])
def test_a_file_size_limit_leaves_the_old_build(index_copy, limit_kb):
    before = index_copy.build_folder().name
    change(index_copy)
    with (
        file_size_limit(limit_kb * 1024),
        pytest.raises(IndexNotWritable, match="what was there before is unharmed") as got,
    ):
        index_copy.build()
    assert "\n" not in str(got.value)
    assert index_copy.build_folder().name == before
    assert serves(index_copy)
    assert index_copy.build().added == 6
    assert index_copy.litter() == []


def test_the_command_line_says_so_in_one_line(index_copy):
    change(index_copy)
    ended = index_copy.run("index", before=("prlimit", "--fsize=8192"))
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "Traceback" not in ended.stderr
    last = ended.stderr.splitlines()[-1]
    assert last.startswith(f"qabot: Cannot write the index in {index_copy.index}")
    assert last.endswith("; what was there before is unharmed. Check the folder and its disk.")
    assert serves(index_copy)


def test_a_full_disk_at_the_first_index(index_copy, mounted):
    disk = mounted(2_000_000)
    fill(disk, leave_bytes=30_000)
    for _ in range(2):
        ended = index_copy.run("index", "--index", str(disk / "index"))
        assert ended.returncode == 3
        assert "the disk is full; what was there before is unharmed" in ended.stderr.splitlines()[-1]
        assert not (disk / "index" / "CURRENT").exists()
    (disk / "ballast").unlink()
    assert index_copy.run("index", "--index", str(disk / "index")).returncode == 0


def test_a_full_disk_while_another_model_is_exported(index_copy, tiny_model, mounted):
    disk = mounted(2_000_000)
    fill(disk, leave_bytes=100_000)
    index, embedder = IndexSettings(path=str(disk / "index"), threads=1), EmbedderSettings(model=str(tiny_model))
    with pytest.raises(IndexNotWritable, match="the disk is full"):
        index_copy.build(index=index, embedder=embedder)
    assert not (disk / "index" / "CURRENT").exists()


ARTICLE = Article("a.txt", "Title", "Source", "", (), date(2024, 1, 1), "a.txt", "Some words of text. " * 20)
PASSAGE = Passage("a.txt", 0, 19, ARTICLE.text[:19], (Span(0, 19),))


def write_to_faiss(folder, count):
    write_vectors(folder, np.full((count, 64), 0.125, dtype=np.float32))


def write_to_tantivy(folder, count):
    texts = (f"word{number} number{number * 7919} " * 5 for number in range(count))
    write_lexical(folder, enumerate((ARTICLE, Passage("a.txt", 0, len(text), text, ())) for text in texts))


def write_to_sqlite(folder, count, done=()):
    done = done if isinstance(done, list) else []
    writer = CatalogueWriter(folder)
    try:
        for number in range(count):
            text = f"{number} " * 400
            passage = Passage(str(number), 0, len(text), text, (Span(0, len(text)),))
            writer.add(Article(str(number), "", "", "", (), None, str(number), text), [passage], [b"0" * 16])
        done.append("added")
        assert sum(1 for _ in writer.documents()) == count
        done.append("read")
        writer.close()
    finally:
        writer.abandon()


WRITERS = pytest.mark.parametrize("write", [write_to_faiss, write_to_tantivy, write_to_sqlite])


@WRITERS
@pytest.mark.parametrize("left_kb", [0, 4, 24])
def test_each_part_names_a_full_disk(mounted, write, left_kb):
    disk = mounted(8_000_000)
    (disk / "build").mkdir()
    fill(disk, leave_bytes=left_kb * 1024)
    with pytest.raises(IndexNotWritable, match=r"in .*/build: the disk is full"):
        write(disk / "build", 2000)
    (disk / "ballast").unlink()
    (disk / "again").mkdir()
    write(disk / "again", 2000)


@WRITERS
@pytest.mark.parametrize("limit_kb", [0, 4, 24])
def test_each_part_names_a_file_size_limit(tmp_path, write, limit_kb):
    with file_size_limit(limit_kb * 1024), pytest.raises(IndexNotWritable) as caught:
        write(tmp_path, 2000)
    assert "\n" not in str(caught.value)
    if write is not write_to_sqlite:  # SQLite says "disk I/O error" for it, and nothing more.
        assert "a file would be larger than allowed" in caught.value.problem


def test_a_lexical_index_larger_than_its_memory_still_names_the_reason(tmp_path, monkeypatch):
    """tantivy writes in a thread of its own, and says of its death only that it died."""
    monkeypatch.setattr(lexical_writer, "_WRITER_BYTES", 15_000_000)
    with file_size_limit(50_000), pytest.raises(IndexNotWritable, match="a file would be larger than allowed"):
        write_to_tantivy(tmp_path, 60_000)


def test_reading_back_what_was_written_can_fail_only_in_the_same_way(tmp_path):
    """With its memory full of what is not yet on disk, SQLite has to write in order to read."""

    def stage_reached(limit_bytes):
        folder = tmp_path / str(limit_bytes)
        folder.mkdir()
        done = []
        with file_size_limit(limit_bytes), pytest.raises(IndexNotWritable):
            write_to_sqlite(folder, 1500, done)
        return done

    fails_adding, fails_closing = 1_000_000, 5_000_000
    stages = set()
    while fails_closing - fails_adding > 512:
        limit_bytes = (fails_adding + fails_closing) // 2
        done = stage_reached(limit_bytes)
        stages.add(tuple(done))
        if done:
            fails_closing = limit_bytes
        else:
            fails_adding = limit_bytes
    assert () in stages
    assert len(stages) > 1


@pytest.mark.parametrize(
    "said",
    [
        OSError(28, "No space left on device"),
        ValueError("An IO error occurred: 'No space left on device (os error 28)'"),
        RuntimeError("write error: No space left on device"),
    ],
)
def test_the_reason_is_found_in_whatever_a_library_says(tmp_path, said):
    assert "the disk is full" in not_writable(tmp_path, said).problem


def test_a_reason_that_is_unknown_is_passed_on_in_one_line(tmp_path):
    error = not_writable(tmp_path, RuntimeError("something\n  odd"))
    assert "something odd" in str(error)
