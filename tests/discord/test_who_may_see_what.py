"""Who may see what: shared answers, private turns, direct messages, /forget, votes, refused mentions."""

import sqlite3

import pytest
from loopback import BotProcess, payloads, settings_of
from test_buttons import press
from test_conversations import UNDERSTOOD, posted, reply_to
from test_server_settings import BRIDGE, HERE, MANAGER, said, settings

OWN_BOT = True
pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]


@pytest.fixture(scope="module")
def running(discord, workspace):
    """The bot of the module, which waits between two runs of /reindex."""
    with BotProcess(discord, workspace.folder, config=settings_of(workspace), reindex_every_s=300.0) as bot:
        yield bot


@pytest.fixture(autouse=True)
def _first_settings(bot, discord):  # noqa: ARG001 - the bot must be there when this ends
    yield
    discord.no_members.clear()
    settings(discord, "reset")


def stored_texts(workspace):
    """Return everything that the state database holds, as one text."""
    state = sqlite3.connect(workspace.index / "state.sqlite")
    tables = [name for (name,) in state.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [row for name in tables for row in state.execute(f"SELECT * FROM {name}")]
    state.close()
    return "\n".join(map(str, rows))


def test_share_shows_no_passage_that_may_no_longer_be_seen(discord):
    asked = discord.ask(BRIDGE, options={"private": True})
    assert "A bridge for Brill" in discord.answered(asked)
    settings(discord, "collections", "allow", collection="coast")
    shared = press(discord, asked.original, "Share")
    assert "Ask again" in shared.text
    assert all("A bridge for Brill" not in one.text for one in shared.messages)


def test_share_shows_no_passage_of_an_article_that_was_removed(discord, workspace):
    asked = discord.ask(BRIDGE, options={"private": True})
    assert "A bridge for Brill" in discord.answered(asked)
    file = workspace.corpus / "notes" / "bridge.md"
    text = file.read_text(encoding="utf-8")
    file.unlink()
    workspace.build()
    try:
        assert "Ask again" in press(discord, asked.original, "Share").text
    finally:
        file.write_text(text, encoding="utf-8")
        workspace.build()


def test_a_private_question_is_not_continued_in_public(discord):
    discord.answered(discord.ask(BRIDGE, user=31, options={"private": True}))
    public = discord.ask("What will it carry?", user=31, options={"follow_up": True})
    assert UNDERSTOOD not in discord.answered(public)
    discord.answered(discord.ask(BRIDGE, user=31, options={"private": True}))
    private = discord.ask("What will it carry?", user=31, options={"follow_up": True, "private": True})
    assert UNDERSTOOD in discord.answered(private)


def test_a_reply_to_a_shared_answer_knows_no_private_turn_before_it(discord):
    discord.answered(discord.ask("Who won the election for mayor of Brill?", user=32, options={"private": True}))
    private = discord.ask(BRIDGE, user=32, options={"private": True, "follow_up": True})
    discord.answered(private)
    shared = press(discord, private.original, "Share", user=32).original
    said = posted(discord, "<@100> Who won it?", user=32, **reply_to(shared)).text.partition("\n")[0]
    assert UNDERSTOOD in said
    assert "bridge" in said
    assert not any(word in said for word in ("Brandt", "election", "mayor"))


def test_a_direct_message_gets_what_the_person_may_ask_in_a_server(discord):
    settings(discord, "roles", "add", role="77")
    assert "Quill" not in posted(discord, BRIDGE, place=payloads.PRIVATE, user=33).text
    discord.member_roles["34"] = ("77",)
    assert "Quill" in posted(discord, BRIDGE, place=payloads.PRIVATE, user=34).text
    settings(discord, "roles", "everyone")
    settings(discord, "channels", "add", channel=HERE)
    assert "Quill" not in posted(discord, BRIDGE, place=payloads.PRIVATE, user=35).text


def test_a_stranger_gets_nothing_by_direct_message(discord):
    discord.no_members.add((payloads.GUILD, "36"))
    assert "Quill" not in posted(discord, BRIDGE, place=payloads.PRIVATE, user=36).text


def test_forget_takes_a_question_out_of_other_peoples_replies_and_votes(discord, workspace):
    question = "Who drew the new bridge, asked Wilhelmina Ottokar?"
    first = posted(discord, f"<@100> {question}", user=41)
    posted(discord, "<@100> What will it carry?", user=42, **reply_to(first))
    assert "Noted" in press(discord, first, "👍", user=43).text
    discord.wait(lambda: stored_texts(workspace).count("Ottokar") > 2)
    assert "Deleted" in discord.answered(discord.command("forget", user=41))
    assert "Ottokar" not in stored_texts(workspace)


def test_forget_takes_a_question_out_of_the_votes_on_a_deleted_answer(discord, workspace):
    asked = discord.ask("Who drew the new bridge, asked Leopoldine Ampertal?", user=44)
    discord.answered(asked)
    assert "Noted" in press(discord, asked.original, "👎", user=45).text
    press(discord, asked.original, "Delete", user=44)
    discord.wait(lambda: asked.original.deleted)
    discord.answered(discord.command("forget", user=44))
    assert "Ampertal" not in stored_texts(workspace)


def test_a_vote_and_a_report_need_the_right_to_ask(discord):
    asked = discord.ask(BRIDGE)
    discord.answered(asked)
    settings(discord, "roles", "add", role="77")
    assert "needs the role" in press(discord, asked.original, "👍", user=46).text
    assert "needs the role" in press(discord, asked.original, "Wrong citation", user=46).text


def test_a_refused_mention_is_answered_once_in_a_while(discord):
    settings(discord, "roles", "add", role="77")
    before = len(discord.posted(HERE))
    for _ in range(4):
        discord.write(f"<@100> {BRIDGE}", user=47)
    discord.wait(lambda: len(discord.posted(HERE)) > before)
    assert "needs the role" in said(discord, BRIDGE, user=48)  # answered after the four mentions
    assert len(discord.posted(HERE)) == before + 1


@pytest.mark.slow
def test_reindex_runs_once_in_a_while(discord):
    first = discord.command("reindex", permissions=MANAGER)
    discord.wait(lambda: "Nothing has changed" in first.text or "Done" in first.text, why=first.text)
    assert "try again in" in discord.answered(discord.command("reindex", permissions=MANAGER)).lower()
