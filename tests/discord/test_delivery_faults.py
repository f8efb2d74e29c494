"""REST goes wrong on the way to a person: each answer arrives once, or a sentence in its place."""

import pytest
from loopback import payloads
from slow_case import slow

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
QUESTION = "Who drew the new bridge?"
MENTION = f"<@{payloads.APPLICATION}>"
EDIT = ("PATCH", "messages/@original")
CALLBACK = ("POST", "/callback")
POST = ("POST", rf"/channels/{payloads.CHANNEL}/messages$")
LIMITED = {"status": 429, "message": "You are being rate limited.", "more": {"retry_after": 0.3, "global": False}}


def test_once(discord, asked):
    assert "Mara Quill" in discord.answered(asked)
    assert len(asked.messages) == 1


@pytest.fixture(
    params=[
        slow((*CALLBACK, {"drop": "before"})),
        (*CALLBACK, {"drop": "after"}),
        slow((*CALLBACK, {"lose": 500})),
        slow((*CALLBACK, {"status": 500})),
        slow((*CALLBACK, LIMITED)),
        slow((*EDIT, {"drop": "before"})),
        (*EDIT, {"drop": "after"}),
        slow((*EDIT, {"drop": "before", "times": 2})),
        (*EDIT, {"lose": 500}),
        slow((*EDIT, {"status": 500})),
        slow((*EDIT, {"status": 502})),
        slow((*EDIT, {"status": 503})),
        (*EDIT, LIMITED),
        slow((*EDIT, {"status": 429, "via": False})),
        slow((*EDIT, LIMITED | {"more": {"retry_after": 0.3, "global": True}})),
    ],
    ids=str,
)
def asked(request, discord):
    """A question whose acknowledgement or answer meets a fault."""
    method, path, kind = request.param
    fault = discord.faults.add(method, path, **kind)
    one = discord.ask(QUESTION)
    yield one
    assert fault.happened


@pytest.mark.parametrize(
    ("fault", "is_gone"),
    [
        ((*CALLBACK, {"status": 404, "code": 10062}), True),
        ((*EDIT, {"status": 404, "code": 10015}), True),
        ((*EDIT, {"status": 401, "code": 50027}), True),
    ],
    ids=str,
)
def test_a_public_answer_whose_interaction_is_gone_is_posted(discord, fault, is_gone):
    assert is_gone
    before = len(discord.posted(payloads.CHANNEL))
    discord.faults.add(*fault[:2], **fault[2])
    discord.ask(QUESTION)
    discord.wait(lambda: len(discord.posted(payloads.CHANNEL)) > before)
    (answer,) = discord.posted(payloads.CHANNEL)[before:]
    assert "Mara Quill" in answer.text


def test_a_private_answer_whose_interaction_is_gone_is_shown_to_nobody_else(discord, bot):
    before = len(discord.posted(payloads.CHANNEL))
    fault = discord.faults.add(*EDIT, status=401, code=50027, newer_than=discord.new_id())
    asked = discord.ask(QUESTION, options={"private": True})
    discord.wait(lambda: fault.happened)
    bot.logged(f"Interaction {asked.id}: the answer was not delivered")
    assert discord.posted(payloads.CHANNEL)[before:] == []


def test_a_reply_that_the_person_deleted_stays_deleted(discord, bot):
    before = len(discord.posted(payloads.CHANNEL))
    fault = discord.faults.add(*EDIT, newer_than=discord.new_id(), status=404, code=10008)
    discord.ask(QUESTION)
    discord.wait(lambda: fault.happened)
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION, user=2))
    assert discord.posted(payloads.CHANNEL)[before:] == []
    assert "Traceback" not in bot.log


@pytest.mark.parametrize(
    "kind",
    [
        slow({"drop": "before"}),
        {"drop": "after"},
        {"lose": 503},
        slow({"status": 500}),
        slow({"status": 503}),
        slow(LIMITED),
    ],
    ids=str,
)
def test_a_mention_is_answered_once(discord, kind):
    before = len(discord.posted(payloads.CHANNEL))
    fault = discord.faults.add(*POST, **kind)
    discord.write(f"{MENTION} {QUESTION}")
    discord.wait(lambda: fault.happened and len(discord.posted(payloads.CHANNEL)) > before)
    (answer,) = discord.posted(payloads.CHANNEL)[before:]
    assert "Mara Quill" in answer.text


def test_a_channel_whose_history_the_bot_may_not_read_gets_the_answer_without_a_reply(discord):
    before = len(discord.posted(payloads.CHANNEL))
    discord.faults.add(*POST, status=403, code=160002, message="Cannot reply without permission to read history")
    discord.write(f"{MENTION} {QUESTION}")
    discord.wait(lambda: len(discord.posted(payloads.CHANNEL)) > before)
    (answer,) = discord.posted(payloads.CHANNEL)[before:]
    assert "Mara Quill" in answer.text
    assert "message_reference" not in answer.payload


@pytest.mark.parametrize("code", [50001, 50013])
def test_a_channel_in_which_the_bot_may_not_write_is_named_in_the_log(discord, bot, code):
    fault = discord.faults.add(*POST, status=403, code=code, message="Missing Access", times=-1)
    number = discord.write(f"{MENTION} {QUESTION}")
    discord.wait(lambda: fault.happened)
    bot.logged(f"Message {number}: the answer was not delivered")


def test_typing_that_hangs_does_not_hold_up_the_answer(discord):
    before = len(discord.posted(payloads.CHANNEL))
    fault = discord.faults.add("POST", "/typing", delay_s=20.0)
    discord.write(f"{MENTION} {QUESTION}")
    discord.wait(lambda: len(discord.posted(payloads.CHANNEL)) > before, patience_s=15)
    assert fault.happened


@pytest.mark.slow
def test_an_outage_without_end_holds_up_nobody_else(discord, bot):
    asked = discord.ask(QUESTION)
    fault = discord.faults.add("PATCH", asked.token, status=503, times=-1)
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION, user=2))
    discord.wait(lambda: fault.happened > 5, patience_s=60)
    discord.faults.clear()
    discord.wait(lambda: asked.answered, patience_s=60)
    assert "Mara Quill" in asked.text
    assert "Traceback" not in bot.log


@pytest.mark.slow
def test_an_outage_that_outlasts_all_attempts_of_the_library(discord):
    fault = discord.faults.add(*EDIT, newer_than=discord.new_id(), status=503, times=7)
    asked = discord.ask(QUESTION)
    discord.wait(lambda: asked.answered, patience_s=90)
    assert fault.happened == 7
    assert "Mara Quill" in asked.text
