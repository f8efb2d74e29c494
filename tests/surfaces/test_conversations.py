"""Conversations that outlive a run, and ``qabot chat`` as a program reads it."""

import subprocess
import sys
import time

import pytest

from qabot.model import Conversation, Turn
from qabot.surfaces.memory.conversations import KEPT_TURNS, TABLE, Conversations
from qabot.surfaces.memory.database import open_state


@pytest.fixture
def state(tmp_path):
    opened = open_state(tmp_path, TABLE)
    yield opened
    opened.close()


TALK = Conversation((Turn("Who?", "Who is it?", "Mara"),))


def test_two_people_in_one_thread_are_apart(state):
    sessions = Conversations(state, expiry_days=30)
    sessions.put("discord:1:7", TALK)
    assert sessions.get("discord:1:7") == TALK
    assert sessions.get("discord:1:8") == Conversation()
    sessions.forget("discord:1:7")
    assert sessions.get("discord:1:7") == Conversation()


def test_an_old_conversation_is_forgotten(state):
    Conversations(state, expiry_days=30).put("terminal", TALK)
    state.execute("UPDATE conversations SET used = used - 86400 * 3")
    assert Conversations(state, expiry_days=4).get("terminal") == TALK
    assert Conversations(state, expiry_days=2).get("terminal") == Conversation()


def test_a_clock_that_jumps_a_month_ahead_forgets_nothing(state, monkeypatch):
    conversations = Conversations(state, expiry_days=30)
    conversations.put("terminal", TALK)
    later = time.time() + 31 * 86_400
    monkeypatch.setattr("time.time", lambda: later)
    assert conversations.get("terminal") == TALK


def test_a_conversation_that_was_not_used_for_long_is_forgotten_day_by_day(state, monkeypatch):
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    conversations = Conversations(state, expiry_days=5)
    conversations.put("terminal", TALK)
    for _ in range(5):
        now += 86_000
        assert conversations.get("terminal") == TALK
    now += 86_000
    assert conversations.get("terminal") == Conversation()


@pytest.mark.parametrize("turns", ["not json", "[[1]]", "7", '[{"a": 1}]'])
def test_a_row_that_makes_no_sense_is_forgotten(state, turns):
    Conversations(state, expiry_days=30).put("terminal", TALK)
    state.execute("UPDATE conversations SET turns = ?", (turns,))
    assert Conversations(state, expiry_days=30).get("terminal") == Conversation()


def test_only_the_last_turns_are_kept(state):
    Conversations(state, expiry_days=30).put("terminal", Conversation(TALK.turns * 200))
    assert len(Conversations(state, expiry_days=30).get("terminal").turns) == KEPT_TURNS


def chat(index_copy, typed, *options):
    return subprocess.run(
        [sys.executable, "-m", "qabot", "chat", *options],
        input=typed, cwd=index_copy.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_talk_in_the_terminal(index_copy):
    run = chat(
        index_copy,
        "\nWho drew the new bridge for Brill?\n/sources\n/why\n/save talk.md\n/nonsense\n/quit\nWho?\n",
    )
    assert run.returncode == 0, run.stderr
    assert "Mara Quill" in run.stdout
    assert "There is no command /nonsense." in run.stdout
    assert "**Who drew the new bridge for Brill?**" in (index_copy.folder / "talk.md").read_text(encoding="utf-8")
    again = chat(index_copy, "What will it carry?\n", "-c")
    assert "Continuing after: Who drew the new bridge for Brill?" in again.stdout
    assert "→ What will " in again.stdout
    fresh = chat(index_copy, "???\n/new\n")
    assert "qabot: The question has no words in it" in fresh.stderr
    assert fresh.returncode == 0
