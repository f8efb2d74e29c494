"""The constraints file has, for every dependency, a version that pyproject.toml allows."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent


def test_every_dependency_has_a_version_that_is_allowed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [one for extra in project["optional-dependencies"].values() for one in extra]
    wanted = [Requirement(one) for one in [*project["dependencies"], *optional] if not one.startswith("qabot")]
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    versions = dict(line.split("==") for line in lines if not line.startswith("#"))
    pinned = {plain(name): version for name, version in versions.items()}
    assert {one.name for one in wanted if pinned.get(plain(one.name)) not in one.specifier} == set()


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()
