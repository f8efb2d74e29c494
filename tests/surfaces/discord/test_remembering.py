"""Answers that are remembered for a while, and what people thought of them as questions."""

import sqlite3
import time

import pytest

from qabot.model import Conversation
from qabot.surfaces.discord.asking.request import Request, conversation_before, conversation_key
from qabot.surfaces.discord.commands.button_actions import feedback_row
from qabot.surfaces.discord.memory.answers import StoredAnswers, public_copy, stored_answer
from qabot.surfaces.discord.memory.memory import Memory
from qabot.surfaces.discord.permissions.access import Grant
from qabot.surfaces.discord.permissions.channel_context import ChannelContext
from qabot.surfaces.memory.conversations import turn_of
from qabot.surfaces.memory.feedback import Feedback

EVERYTHING, SOME = Grant(None, 0, private=False), Grant(frozenset({"notes"}), 0, private=False)
HERE = ChannelContext(1, server=9, channel=10)
QUESTION = "Who drew the new bridge?"
STAY = " My messages stay until somebody deletes them; their buttons no longer work."


@pytest.fixture
def state():
    state = sqlite3.connect(":memory:", isolation_level=None)
    yield state
    state.close()


@pytest.fixture(scope="module")
def answer(built_index):
    return built_index.open().ask(QUESTION)


def made(answer, *, grant=EVERYTHING, context=HERE, private=False):
    conversation = Conversation().followed_by(turn_of(QUESTION, answer))
    return stored_answer(
        answer,
        context=context,
        grant=grant,
        private=private,
        pages=[["one", "two"], ["three"]],
        conversation=conversation,
        days={"as_of": "2025-01-01"},
        source=None,
    )


def test_an_answer_is_found_by_its_id_and_its_messages_until_it_is_too_old(state, answer):
    answers, kept = StoredAnswers(state, days=1), made(answer)
    answers.put(kept)
    answers.shown_as(kept.id, [7, 5])
    assert answers.get(kept.id) == answers.in_message(7) == answers.in_message(5) == kept
    assert answers.messages(kept.id) == [7, 5]
    state.execute("UPDATE discord_answers SET made = ?", (time.time() - 90_000,))
    assert answers.get(kept.id) is None
    answers.put(public_copy(kept))
    assert answers.messages(kept.id) == []


def test_a_clock_that_jumps_a_month_ahead_forgets_no_answer(state, answer, monkeypatch):
    answers, kept = StoredAnswers(state, days=30), made(answer)
    answers.put(kept)
    later = time.time() + 31 * 86_400
    monkeypatch.setattr("time.time", lambda: later)
    answers.put(public_copy(kept))
    assert answers.get(kept.id) == kept


def test_what_is_stored_and_makes_no_sense_is_no_answer(state, answer):
    answers, kept = StoredAnswers(state, days=1), made(answer)
    answers.put(kept)
    state.execute("UPDATE discord_answers SET answer = '{\"id\": 3}'")
    assert answers.get(kept.id) is None


def test_cited_stretches_come_first(answer):
    kept = made(answer)
    assert kept.citations == len(answer.citations)
    assert [bool(one.quoted) for one in kept.evidence] == [True] + [False] * (len(kept.evidence) - 1)
    one, start, end = kept.cited(1)
    assert (one.article_id, start, end) == ("notes/bridge.md", answer.citations[0].start, answer.citations[0].end)
    assert kept.cited(2) is None


def test_what_was_said_under_other_collections_is_not_gone_on_from(state, answer):
    memory = Memory(state, days=1)
    kept = made(answer)
    memory.answers.put(kept)
    request = Request("What will it carry?", HERE, reply_to=kept.id)
    assert conversation_before(request, EVERYTHING, memory).turns[0].question == QUESTION
    assert conversation_before(request, SOME, memory) == Conversation()
    elsewhere = Request("What will it carry?", ChannelContext(1, server=8, channel=10), reply_to=kept.id)
    assert conversation_before(elsewhere, EVERYTHING, memory) == Conversation()
    assert conversation_key(HERE, EVERYTHING) == "discord:10:1"
    assert conversation_key(HERE, SOME) == "discord:10:1:notes"


def test_of_somebody_elses_answer_only_itself_is_gone_on_from(state, answer):
    memory = Memory(state, days=1)
    private = Conversation().followed_by(turn_of("Who is Olga Brandt?", answer))
    kept = made(answer).model_copy(
        update={"turns": (*((one.question, "", "") for one in private.turns), *made(answer).turns)}
    )
    memory.answers.put(kept)
    request = Request("What will it carry?", HERE, reply_to=kept.id)
    assert len(conversation_before(request, EVERYTHING, memory).turns) == 2
    other = Request("What will it carry?", ChannelContext(2, server=9, channel=10), reply_to=kept.id)
    assert [one.question for one in conversation_before(other, EVERYTHING, memory).turns] == [QUESTION]


def exported(feedback, *, wrong):
    return [{key: row[key] for key in ("question", "answer")} for row in feedback.exported(wrong=wrong)]


def test_votes_decide_and_equal_questions_are_one(state, answer):
    feedback, first, second = Feedback(state), made(answer), made(answer)
    for kept in (first, second):
        assert feedback.vote(kept.id, 1, 1, asked=feedback_row(kept)) == 1
    assert exported(feedback, wrong=False) == [{"question": QUESTION, "answer": "Mara Quill"}]
    assert exported(feedback, wrong=True) == []
    for kept in (first, second):
        feedback.vote(kept.id, 2, -1, asked=feedback_row(kept))
    assert exported(feedback, wrong=False) == exported(feedback, wrong=True) == []
    for kept in (first, second):
        assert feedback.vote(kept.id, 1, 1, asked=feedback_row(kept)) == 0
    (row,) = feedback.exported(wrong=True)
    assert (row["answer"], row["said"], row["wrong_votes"], row["as_of"]) == (None, "Mara Quill", 1, "2025-01-01")


def test_a_refusal_that_was_right_is_a_question_to_be_refused(state, built_index):
    feedback = Feedback(state)
    kept = made(built_index.open().ask("Which planet has the Zorblax empire conquered?"))
    feedback.vote(kept.id, 1, 1, asked=feedback_row(kept))
    (row,) = feedback.exported(wrong=False)
    assert set(row) == {"id", "question", "as_of"}


def test_a_person_is_forgotten_and_nobody_else(state, answer):
    memory = Memory(state, days=30)
    mine, theirs = made(answer), made(answer, context=ChannelContext(2, server=9, channel=1))
    for one in (mine, theirs):
        memory.answers.put(one)
        memory.answers.shown_as(one.id, [len(memory.answers.messages(mine.id)) + 7])
        memory.feedback.vote(one.id, 1, 1, asked=feedback_row(one))
        memory.feedback.vote(one.id, 2, -1, asked=feedback_row(one))
    state.execute("INSERT INTO discord_answers VALUES ('broken', 0, 'not json')")
    talk = Conversation().followed_by(turn_of(QUESTION, answer))
    keys = [
        conversation_key(ChannelContext(person, server=9, channel=1), grant)
        for person in (1, 2)
        for grant in (EVERYTHING, SOME)
    ]
    for key in (*keys, "terminal"):
        memory.sessions.put(key, talk)
    memory.feedback.report(theirs.id, 1, 1, "no", asked=feedback_row(theirs))
    assert memory.forget(1) == f"Deleted: 1 answer, 2 conversations, 3 opinions.{STAY}"
    assert (memory.answers.get(mine.id), memory.answers.get(theirs.id)) == (None, theirs)
    assert (memory.answers.in_message(7), memory.answers.in_message(8)) == (None, theirs)
    assert [bool(memory.sessions.get(key).turns) for key in (*keys, "terminal")] == [False, False, True, True, True]
    assert [one["id"] for one in memory.feedback.exported(wrong=True)] == [theirs.id]
    assert next(memory.feedback.exported(wrong=True))["reports"] == []
    assert memory.forget(1) == "I keep nothing about you."
    assert memory.forget(2) == f"Deleted: 1 answer, 2 conversations, 1 opinion.{STAY}"
    assert state.execute("SELECT count(*) FROM feedback_answers").fetchone() == (0,)
