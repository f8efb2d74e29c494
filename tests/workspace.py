"""A folder with a corpus and an index in it, as a person would have, for tests."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from qabot.app.qabot import Qabot
from qabot.app.settings import CorpusSettings, IndexSettings, PassageSettings, ReaderSettings, Settings
from qabot.build import BuildReport
from qabot.indexing.local.store import LocalStore

PASSAGES = {"min_tokens": 30, "max_tokens": 60}
"""Short, so that one of the articles has many passages."""


class SilentProgress:
    """Keeps the names of the stages and says nothing."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str, total: int | None, unit: str) -> None:  # noqa: ARG002
        self.stages.append(name)

    def advance(self, count: int = 1) -> None:
        pass


@dataclass
class Workspace:
    """A folder with a corpus and an index in it, as a person would have."""

    folder: Path
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        sizes = "\n".join(f"{key} = {value}" for key, value in PASSAGES.items())
        # The second reader takes most of a question's time, and few tests are about what it says.
        lines = f'[passages]\n{sizes}\n[reader]\neffort = "fast"\n'
        (self.folder / "config.toml").write_text(lines, encoding="utf-8")
        self.settings = Settings(
            reader=ReaderSettings(effort="fast"),
            corpus=CorpusSettings(path=str(self.corpus)),
            index=IndexSettings(path=str(self.index), threads=1),
            passages=PassageSettings(**PASSAGES),
        )

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def copy(self, folder: Path) -> "Workspace":
        """Copy all of it to another folder, which may exist, and return that.

        Another test process that only looks at a shared index names itself as the holder of its lock for a moment:
        that is left out.
        """
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("write.lock.holder*"), dirs_exist_ok=True)
        return Workspace(folder)

    def write(self, path: str, content: str) -> Path:
        file = self.corpus / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
        return file

    def open(self, **sections: object) -> Qabot:
        """Return a fresh start on this folder; ``sections`` stand in for those of the settings."""
        return Qabot(self.settings.model_copy(update=sections))

    def store(self) -> LocalStore:
        return self.open().store

    def build(self, *, rebuild: bool = False, **sections: object) -> BuildReport:
        return self.open(**sections).index(progress=SilentProgress(), rebuild=rebuild)

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of ``qabot`` here, for tests that run it in a process of its own."""
        return [sys.executable, "-m", "qabot", *arguments, "--config", str(self.folder / "config.toml")]

    def run(self, *arguments: str, before: tuple[str, ...] = (), **variables: str) -> subprocess.CompletedProcess[str]:
        """Run ``qabot`` to its end in a process of its own, behind the command ``before`` if there is one."""
        return subprocess.run(
            [*before, *self.command(*arguments)],
            env={**os.environ, "NO_COLOR": "1", **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def builds(self) -> list[str]:
        """Return the names of all that lies where builds do."""
        return sorted(path.name for path in (self.index / "builds").iterdir())

    def build_folder(self) -> Path:
        return self.index / "builds" / (self.index / "CURRENT").read_text(encoding="utf-8").strip()

    def litter(self) -> list[str]:
        """Return what lies in the index folder that no reader opens and no writer keeps."""
        known = {"CURRENT", "builds", "corpus.json", "files.sqlite", "models", "qabot-builds.json", "state.sqlite"}
        known.add("write.lock")
        current = self.build_folder().name
        return sorted(
            [path.name for path in self.index.iterdir() if path.name not in known]
            + [name for name in self.builds() if name != current]
            + [path.name for path in self.index.glob("models/*") if path.name.endswith(".part")]
        )
