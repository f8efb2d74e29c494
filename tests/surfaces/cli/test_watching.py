"""``qabot index --watch`` in a process of its own: every kind of change is in the index soon, quietly."""

import os
import shutil
import signal
import subprocess
import time

import pytest
from processes import in_front

from qabot.model import Scope

pytestmark = pytest.mark.slow
PATIENCE_S = 60.0
"""Far more than it takes; a slow machine is no failure."""


class Watching:
    """A running ``qabot index --watch`` and what it has said."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.told = workspace.folder / "told.txt"
        with self.told.open("w") as out:
            self.process = subprocess.Popen(
                in_front(
                    workspace.command(
                        "index", "--watch", "--corpus", str(workspace.corpus), "--index", str(workspace.index)
                    )
                ),
                stderr=out,
                env={**os.environ, "NO_COLOR": "1"},
            )

    def until(self, holds):
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)

    def said(self):
        return self.told.read_text(encoding="utf-8")

    def lines(self, word):
        return [line for line in self.said().splitlines() if word in line]

    def paths(self):
        return {one.path for one in self.workspace.open().library.summaries(Scope())}


@pytest.fixture
def watching(index_copy):
    running = Watching(index_copy)
    running.until(lambda: "Watching" in running.said())
    yield running
    running.process.kill()
    running.process.wait()


def test_saved_edited_renamed_and_deleted(watching, index_copy):
    index_copy.write("trams.txt", "The trams of Norr ran late on Monday, and nobody said why.\n")
    watching.until(lambda: "trams.txt" in watching.paths())
    index_copy.write("trams.txt", "The trams of Norr ran on time on Tuesday, to everyone's surprise.\n")
    watching.until(lambda: "Tuesday" in index_copy.open().library.article("trams.txt").text)
    (index_copy.corpus / "trams.txt").rename(index_copy.corpus / "notes" / "late.txt")
    watching.until(lambda: "notes/late.txt" in watching.paths() and "trams.txt" not in watching.paths())
    (index_copy.corpus / "notes" / "late.txt").unlink()
    watching.until(lambda: "notes/late.txt" not in watching.paths())
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE_S) == 130
    assert "Traceback" not in watching.said()


def test_a_burst_is_few_builds_and_hidden_files_are_none(watching, index_copy):
    index_copy.write(".draft.txt", "Nobody is to read this yet.\n")
    for number in range(60):
        index_copy.write(
            f"burst/{number}.txt", f"Lighthouse number {number} was painted by the keeper {number} times.\n"
        )
        time.sleep(0.01)
    watching.until(lambda: "burst/59.txt" in watching.paths())
    assert len(watching.lines(" added")) <= 2
    assert ".draft.txt" not in watching.paths()


def test_a_file_that_cannot_be_read_is_said_once(watching, index_copy):
    index_copy.write("broken.json", '{"text": ')
    watching.until(lambda: watching.lines("broken.json"))
    index_copy.write("more.txt", "A heron was seen on the roof of the old station of Arden at noon.\n")
    watching.until(lambda: "more.txt" in watching.paths())
    assert len(watching.lines("broken.json")) == 1


def test_a_folder_that_goes_and_comes_back(watching, index_copy):
    away = index_copy.folder / "away"
    index_copy.corpus.rename(away)
    watching.until(lambda: watching.lines("There is no folder"))
    (away / "mill.txt").unlink()
    shutil.copytree(away, index_copy.corpus)
    watching.until(lambda: "mill.txt" not in watching.paths())
    index_copy.write("back.txt", "The brass band of Brill played in the rain until the last tram had gone.\n")
    watching.until(lambda: "back.txt" in watching.paths())
