"""What is kept of answers and conversations, for how long, who may continue what, and what people thought of them."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from datetime import date

import pytest

from qabot.errors import QabotError
from qabot.model import Conversation, Turn
from qabot.surfaces.discord.asking.background import Background, background_of, conversations_after
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.memory.conversation_key import conversation_key
from qabot.surfaces.discord.memory.memory import Memory
from qabot.surfaces.discord.memory.stored_answer import feedback_row, public_copy, stored_answer
from qabot.surfaces.discord.memory.tables import LEFT_SERVER_DAYS, TABLES, Tables
from qabot.surfaces.discord.permissions.access import Grant
from qabot.surfaces.discord.permissions.channel_context import ChannelContext
from qabot.surfaces.discord.permissions.servers import ServerSettings
from qabot.surfaces.memory.conversations import turn_of
from qabot.surfaces.memory.database import FILE
from qabot.surfaces.memory.feedback import Feedback

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.
EVERYTHING, SOME = Grant(None, 0, private=False), Grant(frozenset({"notes"}), 0, private=False)
HERE = ChannelContext(1, server=9, channel=10)
OTHER = ChannelContext(2, server=9, channel=10)
QUESTION = "Who drew the new bridge?"
STAY = " My messages stay until somebody deletes them; their buttons no longer work."


@pytest.fixture
def state():
    state = sqlite3.connect(":memory:", isolation_level=None)
    for table in TABLES:
        state.execute(table)
    yield state
    state.close()


@pytest.fixture(scope="module")
def built(built_index):
    return built_index.open()


@pytest.fixture(scope="module")
def answer(built):
    return built.ask(QUESTION)


@pytest.fixture
def made(answer, built):
    """Return a stored answer."""

    def make(answer=answer, *, grant=EVERYTHING, context=HERE, private=False, earlier=(), continues=None):
        return stored_answer(
            answer,
            context=context,
            grant=grant,
            private=private,
            pages=[["one", "two"], ["three"]],
            conversation=Conversation(tuple(earlier)).followed_by(turn_of(QUESTION, answer)),
            continues=continues,
            days={"as_of": "2025-01-01"},
            source=None,
            article=built.store.article,
        )

    return make


def with_memory(folder, work, *, days=30):
    """Run ``work`` with a fresh memory, and return its result."""

    async def run():
        memory = Memory(folder, days=days)
        try:
            return await work(memory)
        finally:
            await memory.close()

    return asyncio.run(run())


def test_an_answer_is_found_by_its_id_and_its_messages_until_it_is_too_old(state, made):
    answers, kept = Tables(state, days=1).answers, made()
    answers.put(kept)
    answers.shown_as(kept.id, [7, 5])
    assert answers.get(kept.id) == answers.in_message(7) == answers.in_message(5) == kept
    assert answers.messages(kept.id) == [7, 5]
    state.execute("UPDATE discord_answers SET made = ?", (time.time() - 90_000,))
    assert answers.get(kept.id) is None
    answers.put(public_copy(kept, threads=False))
    assert answers.messages(kept.id) == []


def test_a_clock_that_jumps_a_month_ahead_forgets_no_answer(state, made, monkeypatch):
    answers, kept = Tables(state, days=30).answers, made()
    answers.put(kept)
    later = time.time() + 31 * 86_400
    monkeypatch.setattr("time.time", lambda: later)
    answers.put(public_copy(kept, threads=False))
    assert answers.get(kept.id) == kept


def test_a_row_that_cannot_be_read_is_no_answer(state, made):
    answers, kept = Tables(state, days=1).answers, made()
    answers.put(kept)
    state.execute("UPDATE discord_answers SET answer = '{\"id\": 3}'")
    assert answers.get(kept.id) is None


def test_cited_passages_come_first_and_only_shown_ones_count_as_shown(made):
    kept = made()
    assert kept.citations == 1
    assert [bool(one.quoted) for one in kept.evidence] == [True] + [False] * (len(kept.evidence) - 1)
    assert [one.shown for one in kept.evidence] == [bool(one.quoted) for one in kept.evidence]
    assert list(kept.named) == ["notes/bridge.md"]
    assert kept.cited(1)[0].article_id == "notes/bridge.md"
    assert kept.cited(2) is None


def test_an_answer_works_at_once_and_after_a_restart(tmp_path, made):
    kept = made()

    async def first(memory):
        memory.hold(kept)
        assert await memory.answer(kept.id) == kept
        await memory.keep(kept, [7], {"discord:10:1:public:": Conversation((Turn("a", "b", "c"),))})
        return await memory.answer_in(7)

    async def second(memory):
        return await memory.answer_in(7), await memory.conversation("discord:10:1:public:")

    assert with_memory(tmp_path, first) == kept
    again, conversation = with_memory(tmp_path, second)
    assert again == kept
    assert conversation.turns == (Turn("a", "b", "c"),)


def test_another_process_that_looks_in_between_loses_nothing(tmp_path, made):
    look = "import sqlite3, sys; state = sqlite3.connect(sys.argv[1]); print(state.execute('SELECT count(*) FROM "
    look += "discord_answers').fetchone()[0]); state.close()"

    async def work(memory):
        counts = []
        for number in range(3):
            await memory.keep(made(), [number])
            looked = subprocess.run([sys.executable, "-c", look, tmp_path / FILE], capture_output=True, check=True)
            counts.append(int(looked.stdout))
        return counts

    assert with_memory(tmp_path, work) == [1, 2, 3]


def test_a_locked_database_costs_only_what_is_written(tmp_path, made, caplog):
    kept = made()

    async def work(memory):
        await memory.keep(kept, [7])
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        memory.database._write[1].execute("PRAGMA busy_timeout = 50")
        later = made()
        await memory.keep(later, [8])
        with pytest.raises(QabotError, match="could not be kept"):
            await memory.change_server(9, ServerSettings(private=True))
        assert memory.servers.get(9) == ServerSettings()
        found = (await memory.answer_in(7), await memory.answer_in(8))
        other.execute("ROLLBACK")
        other.close()
        return found == (kept, later)

    assert with_memory(tmp_path, work)
    assert "could not be kept" in caplog.text


def test_settings_outlive_a_restart_and_those_of_a_left_server_go_in_time(tmp_path, made):
    kept = made()

    async def first(memory):
        for server in (9, 8):
            await memory.change_server(server, ServerSettings(private=True))
        await memory.keep(kept, [7])
        await memory.forget_left_servers([8])

    async def second(memory):
        await memory.forget_left_servers([8])
        before = memory.servers.get(9).private
        old = time.time() - (LEFT_SERVER_DAYS + 1) * 86_400
        await memory.database.write(
            lambda tables: tables._state.execute("UPDATE discord_left_servers SET since = ?", (old,))
        )
        await memory.forget_left_servers([8])
        return before, memory.servers.get(9).private, memory.servers.get(8).private, await memory.answer(kept.id)

    with_memory(tmp_path, first)
    assert with_memory(tmp_path, second) == (True, False, True, None)


def test_the_settings_of_a_server_are_kept_durably(tmp_path):
    async def work(memory):
        said = []
        memory.database._write[1].set_trace_callback(said.append)
        await memory.change_server(7, ServerSettings(collections=("syria",)))
        await memory.change_server(7, None)
        memory.database._write[1].set_trace_callback(None)
        return [text for text in said if text.startswith(("PRAGMA", "COMMIT"))]

    assert with_memory(tmp_path, work) == ["PRAGMA synchronous = FULL", "COMMIT", "PRAGMA synchronous = NORMAL"] * 2


def test_a_server_that_comes_back_keeps_its_settings(tmp_path):
    async def work(memory):
        await memory.change_server(9, ServerSettings(private=True))
        await memory.forget_left_servers([])
        await memory.forget_left_servers([9])
        return await memory.database.read(
            lambda tables: tables._state.execute("SELECT count(*) FROM discord_left_servers").fetchone()
        )

    assert with_memory(tmp_path, work) == (0,)


def test_texts_of_an_answer_go_with_an_article_that_it_shows(tmp_path, made):
    kept, key = made(), conversation_key(HERE, EVERYTHING, private=False)

    async def work(memory):
        await memory.keep(kept, [7], {key: Conversation((Turn("a", "b", "c"),))})
        await memory.drop_texts_of_removed({"notes/bridge.md"})
        assert await memory.answer(kept.id) == kept
        await memory.drop_texts_of_removed({"mill.txt"})
        return await memory.answer(kept.id), await memory.conversation(key)

    left, conversation = with_memory(tmp_path, work)
    assert (left.pages, left.turns, left.short) == ((), (), None)
    assert left.evidence == kept.evidence
    assert conversation.turns == ()


def background(tmp_path, request, *kept, grant=EVERYTHING):
    async def work(memory):
        for number, one in enumerate(kept):
            await memory.keep(one, [number])
        return await background_of(request, grant, memory)

    return with_memory(tmp_path, work)


def test_an_answer_under_other_collections_or_in_another_server_is_not_continued(tmp_path, made):
    kept = made()
    request = Request("What will it carry?", HERE, reply_to=kept.id)
    assert background(tmp_path, request, kept).conversation.turns[0].question == QUESTION
    assert background(tmp_path, request, kept, grant=SOME) == Background()
    elsewhere = Request("What will it carry?", ChannelContext(1, server=8, channel=10), reply_to=kept.id)
    assert background(tmp_path, elsewhere, kept) == Background()


def test_another_persons_answer_is_borrowed_without_a_copy(tmp_path, made):
    kept = made(earlier=[Turn("Who is Olga Brandt?", "", "")])
    request = Request("What will it carry?", OTHER, reply_to=kept.id)
    found = background(tmp_path, request, kept)
    assert [turn.question for turn in found.conversation.turns] == [QUESTION]
    assert (found.own.turns, found.continues) == ((), kept.id)
    reply = made(context=OTHER, continues=kept.id)
    assert all(QUESTION not in turn[0] for turn in reply.turns[:-1])
    again = Request("And when?", OTHER, reply_to=reply.id)
    assert len(background(tmp_path, again, kept, reply).conversation.turns) == 2
    assert len(background(tmp_path / "new", again, reply).conversation.turns) == 1


def test_forget_takes_its_words_out_of_replies_to_replies(tmp_path, made):
    first = made()
    second = made(context=OTHER, continues=first.id)
    third = made(context=ChannelContext(3, server=9, channel=10), continues=second.id)

    async def work(memory):
        for number, one in enumerate((first, second, third)):
            one = one.model_copy(update={"standalone_question": "with a secret word"})
            await memory.keep(one, [number], {conversation_key(OTHER, EVERYTHING, private=False): Conversation()})
        await memory.forget_person(1)
        return [await memory.answer(one.id) for one in (first, second, third)]

    gone, *others = with_memory(tmp_path, work)
    assert gone is None
    for one in others:
        assert (one.standalone_question, one.pages, one.turns, one.continues) == (QUESTION, (), (), None)


def test_public_questions_continue_nothing_private(tmp_path, made):
    private = made(private=True)
    public = Request("What will it carry?", HERE, reply_to=private.id)
    assert background(tmp_path, public, private) == Background()
    hidden = Request("What will it carry?", HERE, reply_to=private.id, private=True)
    assert background(tmp_path, hidden, private).own.turns
    shared = public_copy(made(private=True, earlier=[Turn("secret", "", "")]), threads=True)
    assert [turn[0] for turn in shared.turns] == [QUESTION]


def test_a_public_turn_joins_both_conversations_and_a_private_one_joins_one(tmp_path):
    def turns(found):
        return {key.split(":")[3]: [turn.question for turn in one.turns] for key, one in found.items()}

    async def work(memory):
        kept = []
        for question, private in (("one", True), ("two", False), ("three", True), ("four", False)):
            request = Request(question, HERE, private=private, follow_up=True)
            found = await background_of(request, EVERYTHING, memory)
            after = conversations_after(request, EVERYTHING, found, Turn(question, question, ""))
            await memory.database.write(
                lambda tables, after=after: [tables.conversations.put(*one) for one in after.items()]
            )
            kept.append(turns(after))
        return kept

    one, two, three, four = with_memory(tmp_path, work)
    assert one == {"private": ["one"]}
    assert two == {"private": ["one", "two"], "public": ["two"]}
    assert three == {"private": ["one", "two", "three"]}
    assert four == {"private": ["one", "two", "three", "four"], "public": ["two", "four"]}


def test_a_new_question_continues_nothing_and_knows_the_day_of_the_one_before(tmp_path):
    async def work(memory):
        before = Conversation((Turn("one", "one", "", date(2024, 5, 2)),))
        key = conversation_key(HERE, EVERYTHING, private=False)
        await memory.database.write(lambda tables: tables.conversations.put(key, before))
        asked = [Request("What is new since I last asked?", who) for who in (HERE, OTHER)]
        return [(await background_of(one, EVERYTHING, memory)).conversation for one in asked]

    own, other = with_memory(tmp_path, work)
    assert own == Conversation(before=date(2024, 5, 2))
    assert other == Conversation()


def exported(feedback, *, wrong):
    return [{key: row[key] for key in ("question", "answer")} for row in feedback.exported(wrong=wrong)]


def test_votes_decide_and_equal_questions_are_one(state, made):
    feedback, first, second = Feedback(state), made(), made()
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


def test_a_refusal_that_was_right_is_a_question_to_be_refused(state, built, made):
    feedback = Feedback(state)
    kept = made(built.ask("Which planet has the Zorblax empire conquered?"))
    feedback.vote(kept.id, 1, 1, asked=feedback_row(kept))
    (row,) = feedback.exported(wrong=False)
    assert set(row) == {"id", "question", "as_of"}


def test_a_person_is_forgotten_and_nobody_else(tmp_path, made):
    mine, theirs, deleted = made(), made(context=ChannelContext(2, server=9, channel=1)), made()
    contexts = [ChannelContext(person, server=9, channel=1) for person in (1, 2)]
    keys = [
        conversation_key(context, grant, private=private)
        for context in contexts
        for grant, private in ((EVERYTHING, False), (SOME, True))
    ]
    talk = Conversation((Turn(QUESTION, QUESTION, ""),))

    async def work(memory):
        await memory.keep(mine, [7], dict.fromkeys([*keys, "terminal"], talk))
        await memory.keep(theirs, [8])
        await memory.keep(deleted, [9])
        for one in (mine, theirs):
            await memory.vote(one, 1, 1)
            await memory.vote(one, 2, -1)
        await memory.report(theirs, 1, 1, "no")
        await memory.vote(deleted, 3, 1)
        await memory.forget_answer(deleted.id)
        assert await memory.forget_person(1) == f"Deleted: 1 question, 3 opinions.{STAY}"
        assert (await memory.answer(mine.id), await memory.answer(theirs.id)) == (None, theirs)
        assert (await memory.answer_in(7), await memory.answer_in(8)) == (None, theirs)
        left = [bool((await memory.conversation(key)).turns) for key in (*keys, "terminal")]
        assert left == [False, False, True, True, True]
        rows = await memory.database.read(lambda tables: list(tables.feedback.exported(wrong=True)))
        assert [(row["id"], row["reports"]) for row in rows] == [(theirs.id, [])]
        assert await memory.forget_person(1) == "I keep nothing about you."
        assert await memory.forget_person(2) == f"Deleted: 1 question, 1 opinion.{STAY}"
        return await memory.database.read(
            lambda tables: tables._state.execute("SELECT count(*) FROM feedback_answers").fetchone()
        )

    assert with_memory(tmp_path, work) == (0,)
