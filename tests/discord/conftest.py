"""One loopback Discord and one bot a module; what a test leaves behind is cleared, and what the bot sent is judged."""

import json
import shutil

import pytest
from loopback import BotProcess, Loopback


def settings_of(workspace, *, more=""):
    """Return the part of config.toml that names a workspace's folders."""
    sizes = workspace.settings.passages
    return "\n".join(
        [
            f"[corpus]\npath = {json.dumps(str(workspace.corpus))}",
            f"[index]\npath = {json.dumps(str(workspace.index))}\nthreads = 1",
            f"[passages]\nmin_tokens = {sizes.min_tokens}\nmax_tokens = {sizes.max_tokens}",
            more,
        ]
    )


@pytest.fixture(scope="module")
def workspace(built_index, tmp_path_factory):
    """The invented articles, indexed, in a folder of the module's own."""
    folder = tmp_path_factory.mktemp("bot") / "copy"
    shutil.copytree(built_index.folder, folder)
    return type(built_index)(folder)


@pytest.fixture(scope="module")
def discord():
    with Loopback() as server:
        yield server


@pytest.fixture(scope="module")
def running(discord, workspace):
    """The bot of the module."""
    with BotProcess(discord, workspace.folder, config=settings_of(workspace)) as bot:
        yield bot


@pytest.fixture
def bot(running, discord):
    """The bot of the module, for a test that leaves it alive and owes Discord nothing."""
    discord.faults.clear()
    before = len(discord.violations)
    yield running
    discord.faults.clear()
    assert discord.violations[before:] == []
    assert running.running, running.log
