"""Follow-ups as people type them: labelled ones, and how a question is asked again or corrected."""

import json
from datetime import date
from pathlib import Path

import pytest

from qabot.model import Conversation, Kind, Talk, Turn
from qabot.question.follow_ups.agreement import with_agreement
from qabot.question.follow_ups.asked_again import asked_with
from qabot.question.follow_ups.corrections import meant_instead
from qabot.question.follow_ups.reactions import reaction_to
from qabot.question.follow_ups.resolve import resolve
from qabot.question.request import recognise

DAY = date(2026, 11, 30)
LABELLED = Path(__file__).parents[1] / "labelled" / "follow-ups.jsonl"
ROWS = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]


def conversation_of(turns):
    conversation = Conversation()
    for asked, said in turns:
        conversation = conversation.followed_by(Turn(asked, resolve(asked, conversation), said, DAY))
    return conversation


def talk_in(text, turns=()):
    conversation = conversation_of(turns)
    alone = resolve(text, conversation)
    request = recognise(alone)
    return reaction_to(text, alone, request, conversation) or request.talk


def test_every_row_has_its_fields():
    for row in ROWS:
        assert row.keys() in ({"history", "text", "standalone", "part"}, {"history", "text", "talk", "part"}), row
        assert row["part"] in ("fit", "held")
    texts = [(row["text"], json.dumps(row["history"])) for row in ROWS]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["part"] == "fit" and "standalone" in row], ids=lambda row: row["text"]
)
def test_the_follow_ups_that_may_be_looked_at_are_understood(row):
    alone = resolve(row["text"], conversation_of(row["history"]))
    assert alone.strip(" ?.").casefold() in [one.strip(" ?.").casefold() for one in row["standalone"]]


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["part"] == "fit" and row.get("talk") not in (None, "unclear")],
    ids=lambda row: row["text"],
)
def test_what_is_said_of_the_last_answer_is_talk(row):
    assert talk_in(row["text"], row["history"]) is Talk(row["talk"])


@pytest.mark.parametrize(
    "text", ["why?", "when was that?", "and in Libya?", "what did he say?", "who leads it", "compare them", "where?"]
)
def test_what_refers_to_nothing_is_unclear(text):
    assert talk_in(text) is Talk.UNCLEAR
    assert talk_in(text, [("hi", "")]) is Talk.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "what about the tram?",
        "why was the tram late?",
        "who leads the co-operative?",
        "is it true that the bridge is closed?",
        "what was wrong with the ferry?",
        "did the mayor say that the ferry is late?",
        "compare the tram and the ferry",
    ],
)
def test_what_names_its_subject_is_asked_of_the_articles(text):
    assert talk_in(text) is None


def test_a_history_without_answers_does_not_say_that_something_was_refused():
    silent = Conversation((Turn("Who built the mill?", "Who built the mill?", ""),))
    alone = resolve("why?", silent)
    assert reaction_to("why?", alone, recognise(alone), silent) is not Talk.REFUSED
    assert talk_in("why?", [("Who built the mill?", "")]) is Talk.REFUSED


@pytest.mark.parametrize(
    ("lead", "asked", "short", "again"),
    [
        ("when", "who shot down the Su-24?", "a Turkish F-16", "When was the Su-24 shot down by a Turkish F-16?"),
        ("where", "Who sank the ferry?", "", "Where was the ferry sunk?"),
        ("why", "how many families are hit?", "87", "Why are families hit?"),
        ("why", "how many ships are in Tartus?", "six", "Why are ships in Tartus?"),
        ("why", "how long is the bridge?", "2 km", "Why is the bridge so long?"),
        ("since when", "how much does a ticket cost?", "€2", "Since when does a ticket cost €2?"),
        ("since when", "who runs the mill?", "Ida Roth", "Since when does Ida Roth run the mill?"),
        ("since when", "who is the mayor?", "Ida Roth", "Since when is Ida Roth the mayor?"),
        ("when", "what did Ida Roth say?", "that it opens", "When did Ida Roth say that?"),
        ("why", "was the tram late?", "", "Why was the tram late?"),
        ("who", "when was the tram opened?", "2024", "By whom was the tram opened?"),
        ("by whom", "why was the tram late?", "mud", ""),
        ("how", "which bases are in Syria?", "Tartous and Khmeimim", "How are Tartous and Khmeimim in Syria?"),
    ],
)
def test_a_question_is_asked_again_with_another_word(lead, asked, short, again):
    assert asked_with(lead, asked, short) == again


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("no, I meant Italy", "Italy"),
        ("I mean Italy", "Italy"),
        ("no, in Italy", "in Italy"),
        ("no, Italy", "Italy"),
        ("not Norway, Italy", "Italy"),
        ("sorry, I was asking about the bridge", "the bridge"),
        ("no, I meant when it opened", "when it opened"),
        ("no way", ""),
        ("no, it was not", ""),
        ("not bad", ""),
    ],
)
def test_a_correction_says_what_was_meant(typed, meant):
    assert meant_instead(typed) == meant


@pytest.mark.parametrize(
    ("before", "noun", "after", "plural", "said"),
    [
        ("how often do ", "the tram", " run", False, "how often does the tram run"),
        ("Are ", "the tram", " late", False, "Is the tram late"),
        ("when was ", "the ships", " seen", True, "when were the ships seen"),
        ("why did ", "the bank", " do it", False, "why did the bank do it"),
        ("when ", "the tram", " were late", False, "when the tram was late"),
    ],
)
def test_the_verb_agrees_with_what_stands_for_a_pronoun(before, noun, after, plural, said):
    assert with_agreement(before, noun, after, plural=plural) == said


def test_he_and_she_are_people():
    place = [("what happened in Aleppo in May?", "Aleppo was quiet.")]
    assert resolve("why did he flee?", conversation_of(place)) == "why did he flee?"
    assert resolve("who is she?", conversation_of(place)) == "who is she?"
    named = [("who is al-Sharaa?", "Ahmed al-Sharaa leads Syria.")]
    assert resolve("what did he say?", conversation_of(named)) == "what did al-Sharaa say?"
    role = [("what did the mayor say about the tram?", "She said that it was late.")]
    assert resolve("what is her name?", conversation_of(role)) == "Who is the mayor?"


def test_what_is_said_of_a_thing_is_no_thing():
    swum = [("when could people swim again in the Halmersee?", "in June")]
    assert resolve("who paid for that?", conversation_of(swum)) == "who paid for the Halmersee?"


def test_a_doubt_is_not_resolved():
    asked = [("who built the mill?", "Ida Roth")]
    assert resolve("is that true?", conversation_of(asked)) == "is that true?"
    after = [*asked, ("is that true?", "")]
    assert resolve("and when?", conversation_of(after)) == "When was the mill built by Ida Roth?"


def test_news_of_nothing_asks_for_the_newest_articles():
    assert recognise("what's new?").kind is Kind.NEWS
    assert recognise("what's new?").topics == ()


def test_they_are_what_was_asked_about_last():
    turns = [
        ("what bases does Russia have in Syria?", "two"),
        ("and what bases does Russia have in Libya?", ""),
        ("tell me about the tram", "The first tram left with 190 passengers."),
    ]
    assert resolve("how often do they run?", conversation_of(turns)) == "how often does the tram run?"
