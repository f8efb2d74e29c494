"""Folders that may not be written: ``index`` says so in one line, and what is in them still answers."""

import os
import shutil
import subprocess

import numpy as np
import pytest
import tantivy

from qabot.errors import IndexNotWritable
from qabot.indexing.local.lexical import LexicalSearcher

pytestmark = pytest.mark.slow

QUESTION = "Who won the election?"


@pytest.mark.parametrize("folder", ["builds", "."])
def test_a_file_where_a_folder_should_be(index_copy, tmp_path, folder):
    index = tmp_path / "index"
    if folder != ".":
        index.mkdir()
    (index / folder).write_text("I am a file")
    ended = index_copy.run("index", "--index", str(index))
    assert ended.returncode == 3
    assert "a file stands where a folder should be" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


def without_privilege():
    """Return the command that makes permissions bind root, too."""
    return () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner")


@pytest.fixture
def read_only(index_copy):
    """An index in which no folder and no file may be written, and a changed corpus."""
    index_copy.write("new.txt", "The new ambassador is Ilse Brand.\n")
    paths = [index_copy.index, *index_copy.index.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & 0o555)
    yield index_copy
    for path in paths:
        if path.exists():
            path.chmod(modes[path])


def test_a_folder_that_may_not_be_written(read_only):
    before = read_only.build_folder().name
    ended = read_only.run("index", before=without_privilege())
    assert (ended.returncode, ended.stdout) == (3, "")
    (line,) = ended.stderr.splitlines()
    assert line == (
        f"qabot: Cannot write the index in {read_only.index}: permission is denied; what was there before is unharmed. "
        "Choose a folder that can be written: --index DIR."
    )
    assert read_only.build_folder().name == before


@pytest.mark.parametrize("left_by_the_dead", [False, True])
def test_an_index_folder_whose_lock_alone_may_be_written(index_copy, request, left_by_the_dead):
    if left_by_the_dead:
        (index_copy.index / "write.lock.holder").write_text("{}")
    read_only = request.getfixturevalue("read_only")
    (read_only.index / "write.lock").chmod(0o644)
    ended = read_only.run("index", before=without_privilege())
    assert ended.returncode == 3
    assert "permission is denied" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_an_index_that_may_only_be_read_answers(read_only):
    ended = read_only.run("search", QUESTION, "--json", before=without_privilege())
    assert ended.returncode == 0, ended.stderr
    assert '"w1"' in ended.stdout


def test_a_read_only_file_system_answers_and_says_why_it_cannot_be_written(index_copy, mounted):
    disk = mounted(80_000_000)
    shutil.copytree(index_copy.folder, disk / "copy")
    workspace = type(index_copy)(disk / "copy")
    workspace.write("new.txt", "The new ambassador is Ilse Brand.\n")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(IndexNotWritable, match="the file system is read-only") as caught:
        workspace.build()
    assert caught.value.remedy == "Choose a folder that can be written: --index DIR"
    assert workspace.open().ask(QUESTION).passages[0].passage.article_id == "w1"


def test_opening_through_links_never_stumbles_over_a_lock_that_comes_back(index_copy, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lexical = index_copy.build_folder() / "lexical"
    opened = tantivy.Index.open
    rows = index_copy.open().store.passage_count
    ordinals = np.arange(rows, dtype=np.int32)

    def refusing(path):
        if path == str(lexical):
            raise ValueError("Failed to acquire the lock")
        return opened(path)

    monkeypatch.setattr(tantivy.Index, "open", refusing)
    for _ in range(100):
        assert LexicalSearcher(index_copy.build_folder(), ordinals, rows=rows).name == "bm25"
