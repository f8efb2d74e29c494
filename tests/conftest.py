"""A small invented corpus, the real model, and indexes that are cheap to copy."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from invented import ARTICLES
from onnxruntime import InferenceSession
from scripted_model import Script, serving
from workspace import SilentProgress, Workspace

import qabot.models.reader
from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.models.embedder import OnnxEmbedder
from qabot.models.embedder_export import SHIPPED_EMBEDDER
from qabot.models.onnx.runtime import open_graph

# The same examples on every machine and in every order of the tests; a slow machine is no failure.
settings.register_profile("qabot", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("qabot"), max_examples=10)
settings.register_profile("thorough", settings.get_profile("qabot"), max_examples=100)
# Processes that tests start need not compile qabot each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

PROJECT = Path(__file__).parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Draw fewer examples of each property when slow tests are left out."""
    settings.load_profile("quick" if config.getoption("markexpr") == "not slow" else "thorough")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Start a process more than there are processors for the slow tests, since many of them wait for a time to pass."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (config.getoption("markexpr") != "not slow")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no module that is slow as a whole when slow tests are left out."""
    if collection_path.suffix != ".py" or config.getoption("markexpr") != "not slow":
        return None
    marks = re.search(r"^pytestmark = .*?\n\n", collection_path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return True if marks and "pytest.mark.slow" in marks[0] else None


def write_corpus(folder: Path) -> Path:
    """Write the invented articles into ``folder`` and return it."""
    for path, content in ARTICLES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="session", autouse=True)
def shipped_networks_open_once() -> Iterator[None]:
    """Open each network that ships with qabot once a process: opening takes longer than most questions.

    Threads share a graph that is open, and no test changes these files.
    """
    shipped = SHIPPED_EMBEDDER.parent
    opened: dict[Path, InferenceSession] = {}

    def open_once(file: Path, **options: Any) -> InferenceSession:
        if shipped not in file.parents:
            return open_graph(file, **options)
        if file not in opened:
            opened[file] = open_graph(file, **options)
        return opened[file]

    with pytest.MonkeyPatch.context() as patch:
        for module in (qabot.models.embedder, qabot.models.reader):
            patch.setattr(module, "open_graph", open_once)
        yield


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Give a function that returns a folder by name; the first test process to ask makes it, for all of them."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder = root / f"once-{name}"
        done = root / f"once-{name}.done"
        with FileLock(root / f"once-{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        _shared[folder] = _builds_in(folder)
        return folder

    return once


_shared: dict[Path, list[str]] = {}
"""The folders that tests share, with the builds in them."""


def _builds_in(folder: Path) -> list[str]:
    return sorted(path.name for pattern in ("builds/*", "index/builds/*") for path in folder.glob(pattern))


@pytest.fixture(autouse=True)
def shared_indexes_stay_as_they_are() -> Iterator[None]:
    """Fail the test that makes, or removes, a build of an index that others copy. It may be one of another process."""
    yield
    for folder, builds in _shared.items():
        assert _builds_in(folder) == builds


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    """The real model."""
    return OnnxEmbedder(SHIPPED_EMBEDDER, threads=1)


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """A fresh folder with the invented articles, free to change."""
    return write_corpus(tmp_path / "corpus")


@pytest.fixture(scope="session")
def built_index(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Workspace:
    """The invented articles, indexed. Not to be written to."""

    def make(folder: Path) -> None:
        write_corpus(folder / "corpus")
        Workspace(folder).build()

    return Workspace(made_once("built", make))


@pytest.fixture(scope="session")
def index_of(
    made_once: Callable[[str, Callable[[Path], object]], Path],
) -> Callable[[str, Mapping[str, str]], Workspace]:
    """Give a function that returns an index of files, by a name of its own; not to be written to."""

    def make_index(name: str, files: Mapping[str, str]) -> Workspace:
        def make(folder: Path) -> None:
            workspace = Workspace(folder)
            for path, content in files.items():
                workspace.write(path, content)
            workspace.build()

        return Workspace(made_once(name, make))

    return make_index


@pytest.fixture(scope="session")
def own_index_folder(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The index of the project's own corpus, by its own settings. Not to be written to."""

    def make(folder: Path) -> None:
        settings = load_settings(PROJECT / "config.toml", index=folder)
        Qabot(settings).index(progress=SilentProgress())

    return made_once("own", make)


@pytest.fixture
def index_copy(built_index: Workspace, tmp_path: Path) -> Workspace:
    """The invented articles, indexed, in a fresh folder that is free to change."""
    return built_index.copy(tmp_path / "copy")


@pytest.fixture
def script() -> Iterator[Script]:
    """A language model on loopback that answers by a script; see ``scripted_model``."""
    pytest.importorskip("openai", reason="the extra writer is not installed")
    with serving() as server:
        yield server
