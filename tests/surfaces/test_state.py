"""The state database: made when first used, shared between processes, and refused plainly when it is none."""

import sqlite3
from contextlib import closing

import pytest

from qabot.errors import IndexNotWritable
from qabot.surfaces.memory.database import FILE, open_state

TABLE = "CREATE TABLE IF NOT EXISTS note (text TEXT NOT NULL) STRICT"


def test_what_one_wrote_another_reads_later(tmp_path):
    index = tmp_path / "not" / "yet"
    with closing(open_state(index, TABLE)) as one, closing(open_state(index, TABLE)) as other:
        one.execute("INSERT INTO note VALUES ('a')")
        assert other.execute("SELECT text FROM note").fetchall() == [("a",)]
    with closing(open_state(index, TABLE)) as later:
        assert later.execute("SELECT text FROM note").fetchall() == [("a",)]


def test_a_file_that_is_no_database_is_named_and_kept(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database, but perhaps somebody's notes" * 100)
    with pytest.raises(IndexNotWritable, match=FILE):
        open_state(tmp_path, TABLE)
    assert (tmp_path / FILE).read_bytes().startswith(b"not a database")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "index").write_text("a file")
    with pytest.raises(IndexNotWritable, match=FILE):
        open_state(tmp_path / "index", TABLE)


def test_two_writers_wait_for_each_other(tmp_path):
    with closing(open_state(tmp_path, TABLE)) as one, closing(open_state(tmp_path, TABLE)) as other:
        one.execute("BEGIN IMMEDIATE")
        one.execute("INSERT INTO note VALUES ('a')")
        other.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO note VALUES ('b')")
        one.execute("COMMIT")
        other.execute("INSERT INTO note VALUES ('b')")
        assert one.execute("SELECT count(*) FROM note").fetchone() == (2,)
