"""The command line run inside the test's own process, and the project's own corpus indexed once."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from tiny_model import tiny_export, tiny_model  # noqa: F401

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.surfaces.cli.main import main

PROJECT = Path(__file__).parents[2]
QUESTIONS = PROJECT / "tests" / "questions.jsonl"


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    def complaint(self, status):
        """Return the one line that a refused command ends with, sure that it is the only word of what went wrong."""
        assert self.status == status, self
        assert self.out == ""
        assert "Traceback" not in self.err
        assert self.err.endswith(".\n") or " Run: qabot " in self.err
        first, *others = [line for line in self.err.splitlines() if line.startswith("qabot: ")]
        assert self.err.splitlines()[-1] == first
        assert others == []
        return first.removeprefix("qabot: ")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run ``qabot`` with these arguments in this process, with no setting from outside the test."""
    for name in ("QABOT_CONFIG", "QABOT_CORPUS", "QABOT_INDEX", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(*arguments):
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["qabot", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(ended.value.code or 0, out, err)

    return run


@pytest.fixture
def config(built_index, tmp_path):
    """Write a config.toml for the invented articles; a threshold of 0 always answers, one of 1 never does."""

    def write(threshold=0.0, more=""):
        file = tmp_path / f"threshold-{threshold}.toml"
        settings = [
            f"[corpus]\npath = {json.dumps(str(built_index.corpus))}",
            f"[index]\npath = {json.dumps(str(built_index.index))}\nthreads = 1",
            f"[passages]\nmin_tokens = {built_index.settings.passages.min_tokens}",
            f"max_tokens = {built_index.settings.passages.max_tokens}",
            '[reader]\neffort = "fast"',
            f"[answer]\nthreshold = {threshold}\nstale_after_days = 0",
            more,
        ]
        file.write_text("\n".join(settings), encoding="utf-8")
        return file

    return write


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """An empty folder to work in."""
    folder = tmp_path / "bare"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def own_index(own_index_folder):
    """The project's own corpus and settings, with an index of their own. Not to be written to."""
    return Qabot(load_settings(PROJECT / "config.toml", index=own_index_folder))


@pytest.fixture(scope="session")
def own_questions():
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def own_answers(own_index):
    """What one process answers to all of the project's own questions, in their order."""
    where = ["--config", str(PROJECT / "config.toml"), "--index", str(own_index.builds.index)]
    ran = subprocess.run(
        [sys.executable, "-m", "qabot", "ask", "--batch", str(QUESTIONS), *where],
        env=os.environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]
