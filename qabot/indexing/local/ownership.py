"""Decides whether a folder is qabot's: only then may an index be written in it, and only then is anything deleted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.errors import IndexNotWritable
from qabot.indexing.local.manifest import names_itself

if TYPE_CHECKING:
    from pathlib import Path

BUILD_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}-\d+")
"""A published build: when it was made in UTC, to the microsecond; digits of the corpus digest; the process's number."""
DRAFT_NAME = re.compile(r"\d{8}T\d{6}-\d+\.part")
"""A build that is being written."""
OWNED = "qabot-builds.json"
"""The list of the builds that qabot may delete. Where it is, the folder is qabot's."""
_ENTRIES = re.compile(
    r"(builds|models|CURRENT|corpus\.json|files\.sqlite(-journal)?|qabot-builds\.json|embedded\.vectors"
    r"|write\.lock|write\.lock\.holder"
    r"|\.?milvus\.db.*|state\.sqlite.*|chat-history)(\.part)?"
    r"|\.gitkeep|\.gitignore|\.DS_Store|lost\+found"
)
"""What qabot writes in the folder of an index, and what lies in a folder that is empty to a person."""


def claim(index: Path) -> None:
    """Make sure that a folder may become, or already is, an index of qabot's.

    It may when it is empty or is not there; when it has the list of qabot's builds; when a build in it says that it
    is one, as in indexes of earlier versions; or when all that it holds has the names that qabot gives.

    Raises:
        IndexNotWritable: the folder is somebody else's; one of the things in it is named.
    """
    if not index.is_dir() or (index / OWNED).is_file() or unlisted_builds(index):
        return
    foreign = sorted(path.name for path in index.iterdir() if not _ENTRIES.fullmatch(path.name))
    builds = index / "builds"
    if builds.is_dir():
        names = sorted(path.name for path in builds.iterdir())
        foreign += [
            f"builds/{name}" for name in names if not (BUILD_NAME.fullmatch(name) or DRAFT_NAME.fullmatch(name))
        ]
    if foreign:
        more = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
        raise IndexNotWritable(
            f"{index} is not empty and was not made by qabot: it holds {foreign[0]}{more}",
            remedy="Name a new or an empty folder: --index DIR",
        )


def unlisted_builds(index: Path) -> list[str]:
    """Return the names of the builds of earlier versions, which kept no list: each manifest names its own folder."""
    builds = index / "builds"
    if not builds.is_dir():
        return []
    names = sorted(path.name for path in builds.iterdir() if BUILD_NAME.fullmatch(path.name))
    return [name for name in names if names_itself(builds / name)]
