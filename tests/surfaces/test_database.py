"""The state database: made when first used, shared between processes, and refused plainly when it is none."""

import sqlite3
import stat
from contextlib import closing

import pytest

from qabot.errors import IndexNotWritable
from qabot.indexing.local.builds import Builds
from qabot.surfaces.memory.clock import steady_time
from qabot.surfaces.memory.database import FILE, durable, open_state

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


def test_only_the_owner_can_read_it(tmp_path):
    index = tmp_path / "index"
    with closing(open_state(index, TABLE)) as state:
        state.execute("INSERT INTO note VALUES ('a')")
        files = sorted(index.iterdir())
        assert [file.name for file in files] == [FILE, f"{FILE}-shm", f"{FILE}-wal"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(index.stat().st_mode) == 0o700


def test_only_the_owner_can_read_a_new_index(tmp_path):
    with Builds(tmp_path / "index").locked():
        assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    with closing(open_state(tmp_path, TABLE)) as state:
        state.execute("INSERT INTO note VALUES ('a')")
        for file in tmp_path.iterdir():
            file.chmod(0o644)
        with closing(open_state(tmp_path, TABLE)):
            assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_what_is_written_durably_is_on_the_disk_before_it_is_acknowledged(tmp_path):
    def level():
        return state.execute("PRAGMA synchronous").fetchone()[0]

    normal, full = 1, 2
    with closing(open_state(tmp_path, TABLE)) as state:
        assert level() == normal
        with durable(state):
            assert level() == full
            state.execute("INSERT INTO note VALUES ('a')")
        assert level() == normal
        with pytest.raises(sqlite3.Error), durable(state):
            state.execute("INSERT INTO nothing VALUES ('a')")
        assert level() == normal


DAY_S = 86_400


@pytest.fixture
def clock(tmp_path, monkeypatch):
    """A state database, and a system clock that a test can set."""

    class Clock:
        now = 1_700_000_000.0

        def steady(self):
            return steady_time(self.state)

    clock = Clock()
    monkeypatch.setattr("time.time", lambda: clock.now)
    with closing(open_state(tmp_path)) as clock.state:
        yield clock


def test_the_clock_advances_with_the_system(clock):
    began = clock.steady()
    assert began == clock.now
    for passed in (1, 59, 61, DAY_S, 3):
        before = clock.steady()
        clock.now += passed
        assert clock.steady() == pytest.approx(before + passed)


@pytest.mark.parametrize("days", [2, 31, 4000])
def test_a_jump_ahead_counts_as_one_day(clock, days):
    began = clock.steady()
    clock.now += days * DAY_S
    assert clock.steady() == pytest.approx(began + DAY_S)
    clock.now += 10
    assert clock.steady() == pytest.approx(began + DAY_S + 10)


def test_a_jump_ahead_that_is_put_right_costs_one_day(clock):
    began = clock.steady()
    clock.now += 31 * DAY_S
    clock.steady()
    clock.now -= 31 * DAY_S
    assert clock.steady() == pytest.approx(began + DAY_S)
    clock.now += 100
    assert clock.steady() == pytest.approx(began + DAY_S + 100)


def test_two_processes_share_the_clock(clock, tmp_path):
    clock.steady()
    clock.now += 31 * DAY_S
    with closing(open_state(tmp_path)) as other:
        assert steady_time(other) == clock.steady()
