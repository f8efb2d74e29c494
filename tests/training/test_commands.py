"""The commands that make a reader, given what is not there."""

import pytest
from typer.testing import CliRunner

from qabot.training.__main__ import app


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
def test_what_is_not_there_is_named_and_nothing_is_made(command, tmp_path):
    paths = {"WORK": tmp_path / "work", "HERE": tmp_path, "NONE": tmp_path / "none"}
    result = CliRunner().invoke(app, [str(paths.get(word, word)) for word in command.split()], env={"COLUMNS": "500"})
    assert result.exit_code == 2
    assert f"'{tmp_path / 'none'}' does not exist" in result.output
    assert not list(tmp_path.iterdir())
