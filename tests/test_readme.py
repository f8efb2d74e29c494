"""The README's examples are run, and its two commands are the ones that are checked."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\$ qabot (.+)$", README, re.M)


@pytest.fixture(scope="module")
def environment(tmp_path_factory, exported_models):
    """The project's own folder and settings, with an index of its own."""
    index = tmp_path_factory.mktemp("readme") / "index"
    index.mkdir()
    shutil.copytree(exported_models, index / "models")
    variables = {**os.environ, "QABOT_INDEX": str(index), "NO_COLOR": "1"}
    subprocess.run([sys.executable, "-m", "qabot", "index"], cwd=ROOT, env=variables, check=True, capture_output=True)
    return variables


def test_there_are_examples():
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example, environment):
    run = subprocess.run(
        [sys.executable, "-m", "qabot", *shlex.split(example)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    not_in_the_articles = "Kilimanjaro" in example
    assert run.returncode == (1 if not_in_the_articles else 0), run.stderr
    assert ("The articles do not say" in run.stdout) == not_in_the_articles
    assert run.stdout.strip()


def test_ci_runs_the_command_of_the_readme():
    commands = re.findall(r"^python3 -m venv .*$", README, re.M)
    assert [command.split()[-1] for command in commands] == ['Syria?"', "pytest"]
    pattern = re.search(r"grep -m 1 -E '(.+)' README.md", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert re.search(pattern.group(1), commands[1])
