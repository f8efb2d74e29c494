""" "What is new since the last time I asked?": the conversation knows the day."""

from datetime import date

import pytest

from qabot.model import Conversation, Kind, Turn
from qabot.question.follow_ups.last_time import with_last_day
from qabot.question.follow_ups.resolve import resolve
from qabot.question.request import recognise

TALK = Conversation(
    (
        Turn("What is new about the tunnel?", "What is new about the tunnel?", "", date(2024, 5, 2)),
        Turn("Who leads Arden?", "Who leads Arden?", "Olga", date(2024, 6, 3)),
    ),
    before=date(2024, 4, 1),
)


@pytest.mark.parametrize(
    "asked",
    [
        "what's new about the tunnel since the last time I asked?",
        "what's new about the tunnel since last time",
        "what is new about the tunnel since i last asked",
        "anything new about the tunnel since my last question?",
        "any news on the tunnel since we last spoke",
    ],
)
def test_the_day_of_the_last_question_about_it_is_written_out(asked):
    standalone = resolve(asked, TALK)
    request = recognise(standalone)
    assert "since 2 May 2024" in standalone
    assert (request.kind, request.topics, request.since) == (Kind.NEWS, ("the tunnel",), "2 May 2024")


def test_of_something_else_an_earlier_conversation_counts_and_then_the_last_question():
    asked = "what's new about the bridge since last time?"
    assert with_last_day(asked, TALK) == "what's new about the bridge since 1 April 2024?"
    here = Conversation(TALK.turns)
    assert with_last_day(asked, here) == "what's new about the bridge since 3 June 2024?"
    assert with_last_day("since last time, what is new on the bridge", here).startswith("since 3 June 2024, what")


def test_what_nobody_knows_stays_as_it_was_typed():
    asked = "what's new about the bridge since last time?"
    assert resolve(asked, Conversation()) == asked
    other = "what happened since the last time the mill burned?"
    assert with_last_day(other, TALK) == other
