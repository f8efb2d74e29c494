"""What ``--since`` makes of a question, by what it asks for."""

from datetime import date

import pytest
from counting import asked_for

from qabot.model import Kind, Scope, Talk
from qabot.question.understand import only_new

DAY = date(2024, 12, 15)


def test_a_question_about_a_topic_asks_for_its_news():
    asked = only_new(asked_for("tell me about Tartus", kind=Kind.OVERVIEW, topics=("Tartus",)), DAY)
    assert (asked.kind, asked.since, asked.scope) == (Kind.NEWS, DAY, Scope())


@pytest.mark.parametrize(
    ("already", "first"),
    [(None, DAY), (date(2024, 12, 1), DAY), (date(2024, 12, 20), date(2024, 12, 20))],
)
def test_any_other_question_is_asked_of_newer_articles(already, first):
    before = asked_for("Who leads the port?", scope=Scope(published_from=already))
    asked = only_new(before, DAY)
    assert (asked.kind, asked.since, asked.scope) == (before.kind, None, Scope(published_from=first))


def test_what_is_said_to_the_bot_itself_stays():
    asked = asked_for("What can you do?", kind=Kind.TALK, talk=Talk.HELP)
    assert only_new(asked, DAY) is asked


def test_newer_articles_are_asked_for():
    asked = only_new(asked_for("which articles are there?", kind=Kind.CATALOGUE), DAY)
    assert (asked.kind, asked.since) == (Kind.CATALOGUE, DAY)
