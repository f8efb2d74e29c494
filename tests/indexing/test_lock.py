"""One writer at a time, by a lock that the dead cannot hold."""

import json
import os
import signal
import subprocess
import sys

import pytest

from qabot.errors import IndexBusy
from qabot.indexing.local.builds import Builds

pytestmark = pytest.mark.slow

HOLDING = """
import sys
from pathlib import Path
from qabot.indexing.local.builds import Builds
with Builds(Path(sys.argv[1])).locked():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(index_copy):
    """A process that holds the lock of ``index_copy`` until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(index_copy.index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_the_second_is_told_who_holds_the_lock(index_copy, holder):
    named = rf"process {holder.pid}, since \d\d:\d\d:\d\d\. Wait until it is done"
    with pytest.raises(IndexBusy, match=named) as caught:
        index_copy.build()
    assert str(index_copy.index) in caught.value.problem
    assert "\n" not in str(caught.value)


def test_the_command_line_says_it_in_one_line(index_copy, holder):
    ended = index_copy.run("index")
    assert (ended.returncode, ended.stdout) == (3, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("qabot: Another `qabot index` is at work on ")
    assert f"process {holder.pid}," in line


def test_the_one_that_is_refused_disturbs_nothing(index_copy, holder):
    lock = index_copy.index / "write.lock.holder"
    note = lock.read_text()
    for _ in range(2):
        with pytest.raises(IndexBusy):
            index_copy.build()
    assert lock.read_text() == note
    assert json.loads(note)["pid"] == holder.pid


def test_questions_are_answered_while_one_writes(index_copy, holder):
    assert holder.poll() is None
    assert index_copy.open().ask("Who won the election?").passages[0].passage.article_id == "w1"


def test_a_killed_writer_holds_nothing(index_copy, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(timeout=30)
    assert (index_copy.index / "write.lock.holder").exists()
    assert index_copy.build().unchanged == 7
    assert index_copy.litter() == []


def test_a_writer_that_is_done_frees_the_lock(index_copy, holder):
    holder.communicate(timeout=30)
    assert holder.returncode == 0
    assert not (index_copy.index / "write.lock.holder").exists()
    assert index_copy.build().unchanged == 7


def test_a_writer_that_fails_frees_the_lock(index_copy):
    builds = Builds(index_copy.index)
    with pytest.raises(ZeroDivisionError), builds.locked():
        raise ZeroDivisionError
    with builds.locked():
        pass


def test_one_process_does_not_write_twice_at_once_either(index_copy):
    with (
        Builds(index_copy.index).locked(),
        pytest.raises(IndexBusy, match=f"process {os.getpid()}"),
        Builds(index_copy.index).locked(),
    ):
        pytest.fail("both hold the lock")


def test_a_holder_whose_note_is_unreadable_is_still_respected(index_copy, holder):
    assert holder.poll() is None
    for note in ("", "[]", '{"pid": "x", "since": 1}', "\0"):
        (index_copy.index / "write.lock.holder").write_text(note)
        with pytest.raises(IndexBusy, match="a process that has just started"):
            index_copy.build()


@pytest.mark.slow
def test_of_several_at_once_each_ends_well_or_says_why(index_copy):
    index_copy.write("new.txt", "The new ambassador is Ilse Brand.\n")
    started = [
        subprocess.Popen(index_copy.command("index"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ended = [(child.communicate(timeout=120)[1].splitlines(), child.returncode) for child in started]
    assert {code for _, code in ended} <= {0, 3}
    assert 0 in {code for _, code in ended}
    assert all("is at work on" in lines[-1] and len(lines) == 1 for lines, code in ended if code == 3)
    assert index_copy.store().article("new.txt").title == "New"
    assert index_copy.litter() == []
