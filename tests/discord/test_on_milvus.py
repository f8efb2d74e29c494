"""The bot says the same of an index in a milvus-lite file as of one on disk; conftest.py has what runs on a server."""

import time

import pytest
from loopback import BotProcess, payloads, settings_of
from milvus_lite.server_manager import server_manager_instance
from test_buttons import press
from test_server_settings import BRIDGE, HERE, KEEPER, MANAGER, said, settings, suggested

from qabot.app.settings import StoreSettings

OWN_BOT = True
pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]


@pytest.fixture(scope="module")
def running(discord, workspace):
    """A bot whose articles are in Milvus; the builds of the folder are gone, so that nothing can be read from there."""
    uri = str(workspace.folder / "m.db")
    store = StoreSettings(backend="milvus", uri=uri)
    workspace.settings = workspace.settings.model_copy(update={"store": store})
    workspace.build()
    server_manager_instance.release_server(uri)
    (workspace.index / "CURRENT").unlink(missing_ok=True)
    with BotProcess(discord, workspace.folder, config=settings_of(workspace)) as bot:
        yield bot


@pytest.fixture(autouse=True)
def _first_settings(bot, discord):  # noqa: ARG001 - the bot must be there when this ends
    yield
    settings(discord, "reset")


def test_it_answers_and_searches(discord):
    assert "Mara Quill" in said(discord, BRIDGE)
    assert "A bridge for Brill" in discord.answered(discord.command("search", options={"words": "new bridge"}))


def test_sources_and_status(discord):
    status = discord.answered(discord.command("status"))
    assert "I answer from 8 articles" in status
    assert "Indexed <t:" in status
    assert "Harbour Post: 3" in discord.answered(discord.command("sources"))
    assert "Mara Quill" in discord.answered(discord.command("sources", options={"article": "A bridge for Brill"}))


def test_suggestions(discord):
    # The first look into a milvus-lite file may take longer than a suggestion is waited for.
    for _ in range(20):
        if suggested(discord, "ask", "source", "val"):
            break
        time.sleep(0.25)
    assert suggested(discord, "ask", "source", "val") == ["Valley Courier"]
    assert suggested(discord, "sources", "article", "light") == ["The lighthouses · Harbour Post"]
    assert suggested(discord, "settings", "collection", "", path=("collections", "allow"), permissions=MANAGER) == [
        "coast",
        "notes",
    ]


def test_passages_and_share(discord):
    private = discord.ask(BRIDGE, options={"private": True})
    discord.answered(private)
    assert "Passage 1 of" in discord.answered(press(discord, private.original, "Passages"))
    assert "Mara Quill" in press(discord, private.original, "Share").text


def test_collections(discord):
    asked = discord.ask(BRIDGE)
    discord.answered(asked)
    assert "“coast” and nothing else" in settings(discord, "collections", "allow", collection="coast", channel=HERE)
    assert "do not say" in said(discord, BRIDGE)
    assert "Varna" in said(discord, KEEPER)
    assert "not in the index any more" in discord.answered(press(discord, asked.original, "Passages"))
    assert "1 article" in discord.answered(discord.command("sources"))
    assert "Quill" not in said(discord, BRIDGE, place=payloads.PRIVATE, context="direct")
