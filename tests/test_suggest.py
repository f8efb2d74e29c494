"""Questions that go on from an answer, over the invented articles and with the real models."""

from dataclasses import replace

import pytest

from qabot.model import Conversation, Scope, Turn

pytestmark = pytest.mark.slow

ASKED = "Who drew the new bridge for Brill?"


@pytest.fixture(scope="module")
def qabot(built_index):
    return built_index.open()


@pytest.fixture(scope="module")
def answer(qabot):
    return qabot.ask(ASKED)


def test_what_is_suggested_is_answered_and_was_not_said_yet(qabot, answer):
    suggested = qabot.follow_ups(answer)
    assert 1 <= len(suggested) <= 2
    said = " ".join([answer.answer, *(statement.text for statement in answer.statements)])
    for question in suggested:
        again = qabot.ask(question)
        assert again.status == "answered"
        assert again.answer is None or again.answer not in said
        assert question.casefold() != ASKED.casefold()


def test_the_same_answer_has_the_same_suggestions(qabot, answer):
    assert qabot.follow_ups(answer) == qabot.follow_ups(answer)


def test_nothing_is_suggested_that_was_asked_before(qabot, answer):
    first, *_ = qabot.follow_ups(answer)
    before = Conversation((Turn(first, first, "said"),))
    assert first not in qabot.follow_ups(answer, conversation=before)


def test_a_refusal_and_talk_have_no_suggestions(qabot):
    for typed in ("hi", "How many elephants are in Brill?"):
        assert qabot.follow_ups(qabot.ask(typed)) == ()


def test_only_articles_of_the_scope_answer_what_is_suggested(qabot, answer):
    nowhere = Scope(collections=frozenset({"no-such-folder"}))
    assert qabot.follow_ups(answer, scope=nowhere) == ()


def test_nothing_more_is_asked_once_it_is_enough(qabot, answer, monkeypatch):
    asked = []
    monkeypatch.setattr(qabot, "ask", lambda *_, **__: asked.append(1) or replace(answer))
    assert qabot.follow_ups(answer, enough=lambda: True) == ()
    assert asked == []
