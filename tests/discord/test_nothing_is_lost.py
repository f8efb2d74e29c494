"""A state database that is locked or damaged: answers arrive in time, and the log says what was not kept."""

import sqlite3

import pytest
from loopback import payloads
from test_buttons import press
from test_server_settings import settings

OWN_BOT = True
pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
QUESTION = "Who drew the new bridge?"


@pytest.fixture
def state(workspace):
    """A second connection to the state database, as another process has."""
    state = sqlite3.connect(workspace.index / "state.sqlite", isolation_level=None)
    yield state
    state.close()


def test_a_locked_database_delays_nobody(discord, state):
    discord.answered(discord.ask(QUESTION))
    state.execute("BEGIN IMMEDIATE")
    try:
        asked = [discord.ask(QUESTION, user=50 + number) for number in range(3)]
        for one in asked:
            discord.wait(lambda one=one: "Mara Quill" in one.text, why=one.text)
            assert one.acknowledged_after_s < 3
        pressed = press(discord, asked[0].original, "Passages", user=50)
        assert "Passage 1 of" in discord.answered(pressed)
        voted = press(discord, asked[0].original, "👍", user=50)
        assert voted.acknowledged_after_s < 3
    finally:
        state.execute("ROLLBACK")
    assert discord.answered(voted)


def test_an_answer_that_cannot_be_kept_is_delivered_and_logged(bot, discord, state):
    state.execute("ALTER TABLE discord_answers RENAME TO elsewhere")
    try:
        asked = discord.ask(QUESTION, user=60)
        assert "Mara Quill" in discord.answered(asked)
        discord.write(QUESTION, place=payloads.PRIVATE, user=61)
        discord.wait(lambda: any("Mara Quill" in one.text for one in discord.posted(payloads.PRIVATE)))
        bot.logged("could not be kept")
    finally:
        state.execute("ALTER TABLE elsewhere RENAME TO discord_answers")
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION, user=62))


def test_a_setting_that_cannot_be_kept_is_reported(discord, state):
    state.execute("ALTER TABLE discord_servers RENAME TO elsewhere")
    try:
        assert "could not be kept" in settings(discord, "private", on=True)
    finally:
        state.execute("ALTER TABLE elsewhere RENAME TO discord_servers")
    assert "public" in settings(discord, "show")
