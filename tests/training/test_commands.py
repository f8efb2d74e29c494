"""The commands that make a reader."""

import os
import signal
import subprocess
import sys
import time

import pytest
import torch
from typer.testing import CliRunner

from qabot.training.__main__ import app

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "command",
    [
        "mine WORK --data NONE --news HERE",
        "mine WORK --data HERE --news NONE",
        "train WORK --data NONE",
        "train WORK --data HERE --start NONE",
        "train WORK --data HERE --teacher NONE",
        "average WORK NONE",
        "score NONE --squad HERE",
        "score HERE --squad NONE",
    ],
)
def test_a_missing_file_or_folder_is_named_and_nothing_is_written(command, tmp_path):
    paths = {"WORK": tmp_path / "work", "HERE": tmp_path, "NONE": tmp_path / "none"}
    result = CliRunner().invoke(app, [str(paths.get(word, word)) for word in command.split()], env={"COLUMNS": "500"})
    assert result.exit_code == 2
    assert f"'{tmp_path / 'none'}' does not exist" in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_sigterm_ends_the_train_command_with_a_checkpoint(work, data):
    run = work / "reader"
    command = [sys.executable, "-m", "qabot.training", "train", str(work), "--data", str(data), "--batch", "1"]
    command += ["--examples", "40"]
    # One thread does not wait for others, however busy the machine is.
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    try:
        while not (run / "log.jsonl").exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        err = process.communicate()[1]
    finally:
        process.kill()
    assert process.returncode == 128 + signal.SIGTERM
    assert err.endswith("Stopped. Run the same command again to go on from here.\n")
    assert 1 <= torch.load(run / "checkpoint.pt", weights_only=True)["done"] < 40
