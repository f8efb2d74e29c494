"""The first response to a press, a form or a small command is lost or late: the person is told, and told once."""

import pytest

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
QUESTION = "Who drew the new bridge?"
KINDS = pytest.mark.parametrize("kind", [{"drop": "before"}, {"drop": "after"}, {"lose": 500}], ids=str)


@pytest.fixture(scope="module")
def answer(discord, running):
    """An answer whose buttons are pressed; it stays."""
    assert running
    asked = discord.ask(QUESTION)
    discord.answered(asked)
    return asked.original


def fail_next_response(discord, kind):
    return discord.faults.add("POST", "/callback", newer_than=discord.new_id(), **kind)


@KINDS
@pytest.mark.parametrize(("button", "said"), [("👍", ""), ("👎", ""), ("Passages", "Passage 1 of")])
def test_a_press_is_answered_once(discord, answer, kind, button, said):
    fault = fail_next_response(discord, kind)
    pressed = discord.press(answer, answer.custom_ids[button], user=7)
    assert said in discord.answered(pressed)
    assert fault.happened
    assert len(pressed.messages) == 1
    assert pressed.original.ephemeral


@KINDS
def test_a_page_is_turned_once(discord, answer, kind):
    shown = discord.press(answer, answer.custom_ids["Passages"], user=7)
    discord.wait(lambda: "Passage 1 of" in shown.text)
    fault = fail_next_response(discord, kind)
    discord.press(shown.original, shown.original.custom_ids["▶️"], user=7)
    discord.wait(lambda: "Passage 2 of" in shown.text)
    assert fault.happened


@KINDS
def test_a_form_is_opened(discord, answer, kind):
    fault = fail_next_response(discord, kind)
    pressed = discord.press(answer, answer.custom_ids["Wrong citation"], user=7)
    discord.wait(lambda: pressed.kind == 9)
    assert fault.happened


@KINDS
@pytest.mark.parametrize("name", ["help", "status", "sources", "no-such-command"])
def test_a_small_command_is_answered_once(discord, bot, kind, name):
    fault = fail_next_response(discord, kind)
    asked = discord.command(name)
    assert discord.answered(asked)
    assert "Something went wrong" not in asked.text
    assert fault.happened
    assert len(asked.messages) == 1
    assert "Traceback" not in bot.log


def test_a_press_that_came_too_late_is_no_traceback(discord, bot, answer):
    fault = fail_next_response(discord, {"status": 404, "code": 10062})
    pressed = discord.press(answer, answer.custom_ids["Wrong citation"], user=7)
    bot.logged(f"Interaction {pressed.id}")
    assert fault.happened
    assert "Traceback" not in bot.log
