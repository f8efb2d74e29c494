"""The Thread button: a thread on an answer, in which a form asks the next question."""

import pytest
from test_buttons import form, press
from test_conversations import posted

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
QUESTION = "Who drew the new bridge?"


@pytest.fixture
def asked(discord):
    one = discord.ask(QUESTION)
    discord.answered(one)
    return one.original


def opened(discord, message, **how):
    """Press Thread; return the first message in the thread, which the client knows of then."""
    said = discord.answered(press(discord, message, "Thread", **how))
    assert said == f"Go on in <#{message.id}>."
    discord.dispatch("THREAD_CREATE", discord.threads[message.id])
    (first,) = discord.posted(message.id)
    return first


def test_a_thread_is_opened_and_the_person_is_in_it(discord, asked):
    first = opened(discord, asked, user=5)
    assert discord.threads[asked.id]["name"] == QUESTION
    assert discord.sent("PUT", f"/channels/{asked.id}/thread-members/5")
    assert first.rows == [["Ask"]]
    again = press(discord, asked, "Thread", user=6)
    assert discord.answered(again) == f"Go on in <#{asked.id}>."
    assert len(discord.posted(asked.id)) == 1


def test_the_form_in_a_thread_goes_on_from_the_answer(discord, asked):
    first = opened(discord, asked)
    pressed = press(discord, first, "Ask", user=5, place=asked.id)
    said = form(discord, pressed, {"question": "What will it carry?"}, user=5, place=asked.id)
    assert "→ What will bridge carry?" in said
    assert "bridge" in posted(discord, "<@100> Who drew it?", place=asked.id, user=5).text.splitlines()[0]


def test_a_thread_that_may_not_be_opened_is_told_of(discord, asked):
    discord.faults.add("POST", "/threads", status=403, code=50013, message="Missing Permissions")
    assert "does not let me open a thread" in discord.answered(press(discord, asked, "Thread"))


def test_there_is_no_thread_in_a_direct_message(discord):
    one = discord.ask(QUESTION, context="direct", place="8800")
    discord.answered(one)
    assert "Thread" not in one.original.custom_ids
