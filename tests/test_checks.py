"""The checks that need no test of their own: style, types, layers, dependencies, spelling, generated documents."""

import subprocess
import sys
from pathlib import Path

import pytest
from slow_case import slow

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", *sorted((ROOT / "qabot").rglob("README.md")), *(ROOT / "tests").rglob("README.md")]
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "layers": ["lint-imports", "--no-cache"],
    "dependencies": ["deptry", "."],
    "spelling": ["codespell"],
    "documents": ["cog", "-I", str(ROOT), "--check", *map(str, READMES)],
}

SLOW = ("mypy", "dependencies", "spelling")


@pytest.mark.parametrize("name", [slow(name) if name in SLOW else name for name in CHECKS])
def test_check(name):
    command, *arguments = CHECKS[name]
    run = subprocess.run(
        [Path(sys.executable).parent / command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
