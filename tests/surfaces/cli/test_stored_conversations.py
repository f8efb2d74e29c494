"""Conversations that outlive a run, and ``qabot chat`` as a program reads it."""

import io
import json
import stat
import sys
import time
from datetime import date

import pytest

from qabot.model import Conversation, Turn
from qabot.surfaces.memory.conversations import KEPT_TURNS, TABLE, Conversations
from qabot.surfaces.memory.database import open_state

pytestmark = pytest.mark.slow


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
        conversations.put("another", TALK)
        assert conversations.get("terminal") == TALK
    now += 86_000
    conversations.put("another", TALK)
    assert conversations.get("terminal") == Conversation()


@pytest.mark.parametrize("turns", ["not json", "[[1]]", "7", '[{"a": 1}]'])
def test_a_row_that_makes_no_sense_is_forgotten(state, turns):
    Conversations(state, expiry_days=30).put("terminal", TALK)
    state.execute("UPDATE conversations SET turns = ?", (turns,))
    assert Conversations(state, expiry_days=30).get("terminal") == Conversation()


def test_only_the_last_turns_are_kept(state):
    Conversations(state, expiry_days=30).put("terminal", Conversation(TALK.turns * 200))
    assert len(Conversations(state, expiry_days=30).get("terminal").turns) == KEPT_TURNS


@pytest.fixture
def chat(run, index_copy, monkeypatch):
    """Run ``qabot chat`` on what is typed."""
    monkeypatch.chdir(index_copy.folder)

    def chat(typed, *options):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return run("chat", *options)

    return chat


def test_a_talk_in_the_terminal(chat, index_copy):
    ran = chat("\nWho drew the new bridge for Brill?\n/sources\n/why\n/save talk.md\n/nonsense\n/quit\nWho?\n")
    assert ran.status == 0
    assert ran.out.lstrip().startswith("qabot: 7 articles, from 30 November 2023 to 1 June 2024.")
    assert "Ask, for example: “" in ran.out
    assert "Ctrl-D or /quit leaves" in ran.out
    assert "Mara Quill" in ran.out
    why = ran.out.partition("Passages, in final order")[0].splitlines()
    assert [line for line in why if line.strip()][-1].strip().startswith("Answered, because it is ")
    assert "There is no command /nonsense." in ran.out
    assert ran.out.rstrip().endswith("To go on with this conversation: qabot chat -c")
    saved = index_copy.folder / "talk.md"
    assert "**Who drew the new bridge for Brill?**" in saved.read_text(encoding="utf-8")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    again = chat("What will it carry?\n/save talk.md\n", "-c")
    assert "Continuing after: Who drew the new bridge for Brill?" in again.out
    assert "→ What will " in again.out
    assert "talk.md is there already" in again.out


def test_a_question_without_words_does_not_end_a_chat(chat):
    ran = chat("???\n/new\n")
    assert ran.status == 0
    assert "qabot: The question has no words in it" in ran.err
    assert "A new conversation." in ran.out


def test_small_talk_is_answered_in_a_line_and_nothing_refers_to_it(chat):
    ran = chat("hi\nWho drew the new bridge for Brill?\nthanks!\nWhat will it carry?\nquit\nWho won?\n")
    assert "Hello. I answer from 7 articles" in " ".join(ran.out.split())
    assert "You are welcome." in ran.out
    assert "→ What will the new bridge for Brill carry?" in ran.out
    assert "Olga" not in ran.out.partition("You are welcome.")[2]


def test_a_number_asks_the_suggested_question_once(chat):
    ran = chat("Who drew the new bridge for Brill?\n1\n/new\n1\n")
    first, _, rest = ran.out.partition("To go on, type a number:\n")
    assert "Mara Quill" in first
    suggested = rest.splitlines()[0].removeprefix("  1 ")
    assert f"  → {suggested}\n" in rest
    assert "A new conversation." in rest
    assert suggested not in rest.partition("A new conversation.")[2]


def test_the_days_of_questions_are_kept_and_older_rows_are_read(state):
    conversations = Conversations(state, expiry_days=30)
    dated = Conversation((Turn("Who?", "Who?", "Mara", date(2024, 5, 2)),))
    conversations.put("terminal", dated)
    assert conversations.get("terminal").last_day == date(2024, 5, 2)
    state.execute("UPDATE conversations SET turns = ?", (json.dumps([["Who?", "Who?", "Mara"]]),))
    assert conversations.get("terminal").turns == (Turn("Who?", "Who?", "Mara"),)


def test_what_is_new_since_the_last_time_counts_from_the_day_of_the_last_chat(chat):
    chat("What is new about Brill?\n", "--as-of", "2024-03-20")
    again = chat("what's new about Brill since I last asked?\n", "--as-of", "2024-06-10")
    assert "→ what's new about Brill since 20 March 2024?" in again.out
    assert "1 Jun 2024" in again.out
    assert "2 Mar 2024" not in again.out


def test_a_question_beside_a_chat_does_not_disturb_it(chat, run):
    chat("Who drew the new bridge for Brill?\n")
    assert "Olga Brandt" in run("ask", "Who won the election for mayor of Brill?").out
    assert "Continuing after: Who drew the new bridge for Brill?" in chat("", "-c").out
    # ``ask -c`` goes on from whatever was asked last.
    assert "→ What did Olga" in run("ask", "-c", "What did she promise?").out
    chat("Who drew the new bridge for Brill?\n")
    assert "→ What will the new bridge for Brill carry?" in run("ask", "-c", "What will it carry?").out
    assert "Continuing after: Who drew the new bridge for Brill?" in chat("", "-c").out


def test_tell_me_more_tells_what_was_not_told_and_says_when_that_is_all(chat):
    ran = chat("tell me about Arden\n" + "tell me more\n" * 4 + "thanks\n/why\n")
    assert "→ Tell me more about Arden" in ran.out
    stated = [line.strip() for line in ran.out.splitlines() if line.rstrip().endswith("]") and "http" not in line]
    sentences = [line.rpartition(" [")[0] for line in stated]
    assert len(sentences) >= 3
    assert len(set(sentences)) == len(sentences)
    assert "Note: That was all that the articles tell about Arden." in ran.out
    # ``/why`` tells of the last answer; thanks are none.
    assert "Nothing was looked up" not in ran.out


def test_nothing_new_is_said_with_the_day(chat):
    ran = chat("what's new about Brill since 3 July 2024?\n")
    assert "Note: No article of 3 July 2024 or later tells anything new about Brill." in ran.out
    assert "No article is about this." not in ran.out
