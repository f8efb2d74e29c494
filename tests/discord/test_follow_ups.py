"""Questions that go on from an answer: they come as buttons after the answer, and a press asks one."""

import pytest
from loopback import BotProcess, settings_of
from test_buttons import press

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OWN_BOT = True
QUESTION = "Who drew the new bridge?"


@pytest.fixture(scope="module")
def running(discord, workspace):
    """A bot that suggests questions."""
    with BotProcess(discord, workspace.folder, config=settings_of(workspace), follow_ups=True) as bot:
        yield bot


def test_a_question_that_goes_on_is_one_press_away(discord):
    asked = discord.ask("Why did the ferry from Arden to Brill stop running?")
    discord.wait(lambda: asked.original and len(asked.original.rows) == 3, why="no question was suggested")
    assert "diesel" in asked.text
    assert len(asked.messages) == 1
    going_on = asked.original.rows[0][0]
    then = press(discord, asked.original, going_on, user=2)
    assert discord.answered(then).startswith(f"-# {going_on}")
    assert "The articles do not say" not in then.text


def test_a_deleted_answer_stays_deleted(discord):
    asked = discord.ask(QUESTION)
    discord.answered(asked)
    press(discord, asked.original, "Delete")
    discord.wait(lambda: asked.original.deleted)
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION, user=3))
    pressed = discord.press(asked.original, asked.original.custom_ids["Passages"])
    assert "no longer keep" in discord.answered(pressed)
