"""The bot's first and last minute, each test with a process of its own."""

import shutil
from contextlib import closing

import pytest
from loopback import BotProcess, Loopback, payloads, settings_of

from qabot.surfaces.discord.memory.tables import TABLES
from qabot.surfaces.memory.database import open_state

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]
OWN_BOT = True
QUESTION = "Who drew the new bridge?"


@pytest.fixture
def discord():
    with Loopback() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def made(discord, workspace):
    """Return a function that makes a bot with further settings; what still runs at the end is stopped."""
    bots = []

    def make(**keys):
        bots.append(BotProcess(discord, workspace.folder, config=settings_of(workspace), **keys))
        return bots[-1]

    yield make
    for bot in bots:
        if bot.running:
            bot.stop()


def last_line(bot):
    return bot.log.strip().splitlines()[-1]


def test_a_gateway_that_refuses_at_first(discord, made):
    discord.refuse_gateway()
    bot = made()
    bot.start()
    discord.wait(lambda: discord.sent("GET", "/oauth2/applications/@me"), patience_s=60)
    with discord.changed:
        discord.changed.wait(3.0)
    assert bot.running, bot.log
    discord.accept_gateway()
    bot.connected()
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION))


@pytest.mark.parametrize("shards", [0, 2])
def test_a_gateway_that_refuses_for_ever_is_one_sentence(discord, made, shards):
    discord.refuse_gateway()
    bot = made(connect_patience_s=1.0, shard_count=shards)
    bot.start()
    assert bot.ended() == 69
    assert last_line(bot).startswith("qabot: Discord's gateway cannot be reached.")


@pytest.mark.parametrize("code", [1000, 1001, 4000])
def test_a_gateway_that_closes_before_hello(discord, made, code):
    discord.gateway.close_before_hello = [code] * 2
    bot = made()
    bot.start()
    bot.connected()
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION))


@pytest.mark.parametrize(
    ("code", "said"),
    [(4004, "does not accept the bot's token"), (4014, "privileged intent"), (4011, "wants the bot sharded")],
)
def test_close_codes_that_end_the_bot_are_one_sentence(discord, made, code, said):
    discord.gateway.close_on_identify = [code]
    bot = made()
    bot.start()
    assert bot.ended() == 69
    assert said in last_line(bot)
    assert last_line(bot).startswith("qabot: ")


def test_a_token_that_is_not_accepted_is_one_sentence_without_it(made):
    bot = made()
    bot.start(token="MTAw.wrong.secret")
    assert bot.ended() == 69
    assert "does not accept the bot's token" in last_line(bot)
    assert "secret" not in bot.log


@pytest.fixture
def other_tree(workspace):
    """Return a function that lets the commands known to Discord be others than the bot's."""

    def change():
        with closing(open_state(workspace.index, *TABLES)) as state:
            state.execute("INSERT OR REPLACE INTO discord_facts VALUES ('command tree', 'another')")

    change()
    return change


def test_commands_are_sent_only_when_they_changed(discord, made, other_tree):
    for sent in (1, 1, 2):
        if sent == 2:
            other_tree()
        with made():
            assert len(discord.sent("PUT", "/applications/100/commands")) == sent
    assert {one["name"] for one in discord.commands} >= {"ask", "search", "status", "help"}


@pytest.mark.usefixtures("other_tree")
@pytest.mark.parametrize(
    "fault", [{"status": 400, "code": 50035}, {"status": 503}, {"drop": "before", "times": 3}], ids=str
)
def test_commands_that_are_not_taken_are_named_and_the_bot_starts(discord, made, fault):
    discord.faults.add("PUT", "/commands", message="Invalid Form Body: name is too long", **fault)
    with made() as bot:
        assert "Mara Quill" in discord.answered(discord.ask(QUESTION))
        bot.logged("Discord did not accept the commands")


def test_a_sharded_start(discord, made):
    discord.shards = 2
    with made(shard_count=2):
        discord.wait(lambda: len(discord.gateway.identified) == 2)
        assert [one["shard"] for one in discord.gateway.identified] == [[0, 2], [1, 2]]
        assert "Mara Quill" in discord.answered(discord.ask(QUESTION))
        before = len(discord.posted(payloads.CHANNEL))
        discord.write(f"<@{payloads.APPLICATION}> {QUESTION}")
        discord.wait(lambda: len(discord.posted(payloads.CHANNEL)) > before)
        discord.dispatch("INTERACTION_CREATE", {"nonsense": 1})
        discord.run(discord.gateway.cut())
        discord.wait(lambda: len(discord.gateway.resumed) == 2)
        assert "Mara Quill" in discord.answered(discord.ask(QUESTION))


def test_an_answer_in_flight_is_finished_before_the_bot_ends(discord, made):
    with made() as bot:
        discord.faults.add("PATCH", "@original", delay_s=2.0)
        asked = discord.ask(QUESTION)
        discord.wait(lambda: discord.sent("PATCH", "@original"))
        bot.terminate()
        assert bot.ended() == 0
        assert "Mara Quill" in asked.text
        assert "Traceback" not in bot.log


def test_a_list_and_a_page_in_flight_are_shown_before_the_bot_ends(discord, made):
    with made() as bot:
        answer = discord.ask(QUESTION)
        discord.answered(answer)
        discord.faults.add("POST", "/callback", delay_s=1.5, times=2)
        before = len(discord.sent("POST", "/callback"))
        listed = discord.command("sources", user=2)
        pressed = discord.press(answer.original, answer.original.custom_ids["Passages"], user=3)
        discord.wait(lambda: len(discord.sent("POST", "/callback")) == before + 2)
        bot.terminate()
        assert bot.ended() == 0
        assert "Valley Courier" in listed.text
        assert "Passage 1 of" in pressed.text


def test_nobody_is_left_with_thinking_when_the_bot_stops(discord, made):
    with made(stop_patience_s=0.3) as bot:
        asked = [discord.ask(QUESTION, user=user) for user in range(1, 31)]
        discord.wait(lambda: all(one.kind for one in asked))
        bot.terminate()
        assert bot.ended() == 0
        assert all(one.answered for one in asked), bot.log
        said = {"Mara Quill" in one.text or "restarting" in one.text for one in asked}
        assert said == {True}
        assert any("restarting" in one.text for one in asked)
        assert "Traceback" not in bot.log


def test_answers_in_flight_survive_a_fatal_close(discord, made):
    with made() as bot:
        discord.faults.add("PATCH", "@original", delay_s=1.0)
        asked = discord.ask(QUESTION)
        discord.wait(lambda: discord.sent("PATCH", "@original"))
        discord.run(discord.gateway.close(4004))
        assert bot.ended() == 69
        assert "Mara Quill" in asked.text
        assert "does not accept the bot's token" in last_line(bot)


def damaged(workspace):
    (workspace.build_folder() / "parts/0/catalogue.sqlite").write_bytes(b"no database")


def emptied(workspace):
    shutil.rmtree(workspace.index / "builds")
    (workspace.index / "CURRENT").unlink()


@pytest.mark.parametrize("harm", [damaged, emptied])
def test_an_index_that_cannot_be_used_is_told_and_picked_up_when_mended(discord, made, workspace, harm):
    if workspace.settings.store.backend != "local":
        pytest.skip("files on disk are harmed")
    harm(workspace)
    with made() as bot:
        said = discord.answered(discord.ask(QUESTION))
        assert "cannot be searched at the moment" in said
        assert str(workspace.folder) not in said
        assert "Questions cannot be answered yet" in bot.log
        workspace.build(rebuild=True)
        assert "Mara Quill" in discord.answered(discord.ask(QUESTION))
