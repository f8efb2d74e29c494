"""Many people at once, with two processors at work: everybody is acknowledged in time and answered once."""

import subprocess

import pytest
from loopback import payloads

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OWN_BOT = True
QUESTION = "Who drew the new bridge?"


def many(discord, count, *, first=1_000):
    return [discord.ask(QUESTION, user=first + user) for user in range(count)]


def answered_once(discord, asked, said="Mara Quill"):
    discord.wait(lambda: all(said in one.text for one in asked), patience_s=120)
    assert {len(one.messages) for one in asked} == {1}
    assert {sum(said in text for text in one.original.shown) for one in asked} == {1}


def test_forty_people_at_once(discord):
    answered_once(discord, many(discord, 40))


def test_more_than_a_server_s_share_are_told_how_many_are_waiting(discord):
    asked = many(discord, 70)
    discord.wait(lambda: all(one.answered and "questions are ahead" not in one.text for one in asked), patience_s=120)
    busy = [one for one in asked if "I am busy" in one.text]
    assert busy
    assert all("questions from here are waiting" in one.text for one in busy)
    assert all("Mara Quill" in one.text for one in asked if one not in busy)


def test_suggestions_come_in_time_while_questions_queue(discord):
    asked = many(discord, 40)
    options = [{"name": "source", "type": 3, "value": "val", "focused": True}]
    typed = [discord.interact(4, {"id": "1", "name": "ask", "type": 1, "options": options}, user=1) for _ in range(10)]
    discord.wait(lambda: all(one.kind == 8 for one in typed))
    assert all(one.reply["choices"] for one in typed)
    answered_once(discord, asked)


def test_the_index_is_built_anew_under_running_answers(discord, bot, workspace):
    workspace.write("new.txt", "The zeppelin of Quarn was christened by Olga Brandt in the spring.\n")
    asked = many(discord, 36)  # with the two below, still within the share of one server
    building = subprocess.Popen(workspace.command("index"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    more = []
    while building.poll() is None:
        more += many(discord, 2, first=2_000 + len(more))
        discord.wait(lambda two=more[-2:]: all("Mara Quill" in one.text for one in two))
    assert building.returncode == 0
    answered_once(discord, asked)
    answered_once(discord, more)
    bot.logged("Answers come from build")
    assert "Olga Brandt" in discord.answered(discord.ask("Who christened the zeppelin of Quarn?"))


def test_two_builds_at_once_and_the_bot_goes_on(discord, workspace):
    workspace.write("newer.txt", "The bakery of Quarn opened on a Tuesday.\n")
    building = [
        subprocess.Popen(workspace.command("index", "--rebuild"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    asked = many(discord, 20)
    said = [one.communicate(timeout=120)[1].decode() for one in building]
    assert sorted(one.returncode for one in building) in ([0, 0], [0, 3]), said
    answered_once(discord, asked)


def test_the_log_has_counts_and_times_but_no_question(bot, discord):
    discord.answered(discord.ask(QUESTION))
    bot.logged(" answered: ms ")
    managing = discord.command("status", permissions=payloads.ALL_PERMISSIONS)
    assert "p95" in discord.answered(managing)
    assert "p95" not in discord.answered(discord.command("status"))
    assert QUESTION not in bot.log
    assert discord.token not in bot.log
