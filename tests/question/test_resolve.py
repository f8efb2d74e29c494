"""Follow-up questions: what each is taken for, and what must stay as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.question.follow_ups.history import conversation_of
from qabot.question.follow_ups.items import items_of
from qabot.question.follow_ups.mentions import names_in
from qabot.question.follow_ups.phrases import phrases
from qabot.question.follow_ups.resolve import resolve

BASES = [
    ("user", "Which Russian bases are in Syria?"),
    ("assistant", "Tartous naval base and Khmeimim air base\nMoscow means to keep the Tartous naval base."),
]
BUILT = [*BASES, ("user", "When was the naval one built?"), ("assistant", "1971")]
MAYOR = [("user", "Who is the mayor of Brill?"), ("assistant", "Olga Brandt")]


@pytest.mark.parametrize(
    ("history", "question", "standalone"),
    [
        (BASES, "When was the naval one built?", "When was the Tartous naval base built?"),
        (BASES, "When was the second one built?", "When was the Khmeimim air base built?"),
        (BASES, "When was the last one built?", "When was the Khmeimim air base built?"),
        (BUILT, "When was the other one built?", "When was the Khmeimim air base built?"),
        (BUILT, "And the other one?", "When was the Khmeimim air base built?"),
        (BASES, "and in Libya?", "Which Russian bases are in Libya?"),
        (BASES, "What about Libya?", "Which Russian bases are in Libya?"),
        (BUILT, "What about before that?", "When was the Tartous naval base built before 1971?"),
        (
            [
                ("user", "Which Russian bases are in Syria?"),
                (
                    "assistant",
                    "Tartous and Khmeimim air base\nIt has two bases, a naval one at Tartous and Khmeimim air base.",
                ),
            ],
            "When was the naval one built?",
            "When was the Tartous naval base built?",
        ),
        (MAYOR, "When was she elected?", "When was Olga Brandt elected?"),
        (MAYOR, "What is her party?", "What is Olga Brandt’s party?"),
        (MAYOR, "Who said so?", "Who said: Olga Brandt"),
        ([*MAYOR, ("user", "And in Libya?")], "Who said so?", "Who said: Olga Brandt"),
        (
            [("user", "Tell me about the Brill bridge."), ("assistant", "It is new.")],
            "and when?",
            "Timeline of the Brill bridge",
        ),
        (
            [("user", "Tell me about the Bronze Age collapse.")],
            "What came after it?",
            "What came after the Bronze Age collapse?",
        ),
    ],
)
def test_a_follow_up_stands_alone(history, question, standalone):
    assert resolve(question, conversation_of(history)) == standalone


@pytest.mark.parametrize(
    "question",
    [
        "Who won the election in Arden?",
        "What does the museum of modern art in Varna cost?",
        "Is there a ferry from Arden to Brill?",
        "Did the horse Artax really die?",
        "What is the National Popular Vote Interstate Compact and is it legal?",
        "Oh, who leads Syria?",
    ],
)
def test_what_stands_alone_is_left_as_it_is(question):
    assert resolve(question, conversation_of(BUILT)) == question


def test_the_first_question_is_left_as_it_is():
    assert resolve("When was it built?", conversation_of([])) == "When was it built?"


def test_a_new_topic_does_not_drag_the_old_one_along():
    talk = [*BASES, ("user", "Who is the mayor of Brill?"), ("assistant", "Olga Brandt")]
    assert "Syria" not in resolve("When was she elected?", conversation_of(talk))


def test_two_hundred_turns_are_bounded():
    talk = [turn for number in range(200) for turn in (("user", f"Who built tower {number}?"), ("assistant", "Quill"))]
    conversation = conversation_of(talk)
    assert len(conversation.turns) == 12
    assert "199" in resolve("When was it built?", conversation)


def test_odd_histories_are_taken():
    talk = [("assistant", "Hello"), ("user", "  "), ("user", "Who won?"), ("assistant", "A."), ("assistant", "B.")]
    (turn,) = conversation_of(talk).turns
    assert (turn.question, turn.said) == ("Who won?", "A.\nB.")


def test_a_list_is_one_only_when_it_has_parts():
    assert items_of("the naval base at Tartous and the Khmeimim air base") == [
        "naval base at Tartous",
        "Khmeimim air base",
    ]
    assert items_of("1971") == []


def test_phrases_are_names_and_nouns():
    found = phrases("Which Russian bases are in Syria, and what does Olga Brandt of Brill say?")
    assert [one.text for one in found] == ["Russian bases", "Syria", "Olga Brandt of Brill"]
    assert [one.name for one in found] == [True, True, True]
    assert found[1].place == "in"


@given(
    st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text(max_size=80)), max_size=8), st.text(max_size=80)
)
def test_any_text_is_taken_and_gives_the_same_each_time(history, question):
    first = resolve(question, conversation_of(history))
    assert first == resolve(question, conversation_of(history))
    assert first or not question


def test_before_that_is_before_what_was_told_not_before_who_told_it():
    history = [
        ("user", "When was the ferry of Arden closed?"),
        ("assistant", "March 2024\nThe ferry of Arden was closed in March 2024."),
        ("user", "Who said so?"),
        ("assistant", "Harbour Post"),
    ]
    assert resolve("What about before that?", conversation_of(history)) == (
        "When was the ferry of Arden closed before March 2024?"
    )


def test_they_who_act_are_those_with_a_name():
    asked = "What did the Federal Reserve do to interest rates?"
    history = conversation_of([("user", asked), ("assistant", "The Federal Reserve raised interest rates.")])
    assert resolve("Why did they do it?", history) == "Why did the Federal Reserve do it?"


def test_names_that_were_spoken_of_are_listed_once():
    assert names_in(conversation_of(BUILT))[0] == "Tartous naval base"
    assert {"Syria", "Khmeimim air base"} <= set(names_in(conversation_of(BUILT)))
    assert len(set(names_in(conversation_of(BUILT * 3)))) == len(names_in(conversation_of(BUILT * 3)))
    assert names_in(conversation_of([])) == []


TUNNEL = [("user", "Who opened the tunnel under the Sound?"), ("assistant", "Karin Stohl")]
PLANE = [
    ("user", "Where was the plane shot down?"),
    ("assistant", "near the border\nThe Su-24 was shot down near the border with Turkey."),
]
BASE = [
    ("user", "When was the Tartous naval base built?"),
    ("assistant", "1971\nThe Soviet Union built it in 1971, by arrangement with Damascus."),
]
RACE = [
    ("user", "Who won the Fen race?"),
    ("assistant", "Rhoda Tallis"),
    ("user", "and who came second?"),
    ("assistant", "Imre Voss"),
]


@pytest.mark.parametrize(
    ("history", "question", "standalone"),
    [
        # A question word alone asks the last question again, with that word.
        (BASE, "by whom?", "By whom was the Tartous naval base built?"),
        (BASE, "and why?", "Why was the Tartous naval base built?"),
        (PLANE, "when?", "When was the plane shot down?"),
        (TUNNEL, "and when?", "When was the tunnel under the Sound opened by Karin Stohl?"),
        # A person is the one who was just named.
        (TUNNEL, "Who succeeded her?", "Who succeeded Karin Stohl?"),
        (RACE, "when had he won before?", "when had Imre Voss won before?"),
        # "It" is the whole phrase, and never a number or a date.
        (TUNNEL, "How long is it?", "How long is the tunnel under the Sound?"),
        (BASE, "How many ships may it hold?", "How many ships may the Tartous naval base hold?"),
        (BASE, "who built it?", "who built the Tartous naval base?"),
        # Another place, or another thing of the same kind, takes the place of the one before.
        ([*BASES, *BASE], "and in Libya?", "Which Russian bases are in Libya?"),
        (
            [("user", "How many people died in Syria?"), ("assistant", "about 5,900")],
            "and in Türkiye?",
            "How many people died in Türkiye?",
        ),
        (BASE, "what about the air base?", "When was the air base built?"),
        # A new topic is one.
        (PLANE, "what about the tram?", "What about the tram?"),
        # More of the same, without a topic of its own.
        (BASE, "tell me more", "Tell me more about the Tartous naval base"),
        (BASE, "summarise it", "summarise the Tartous naval base"),
        (BASE, "what else?", "Tell me more about the Tartous naval base"),
        (BASE, "anything newer?", "What is new about the Tartous naval base?"),
        (
            [("user", "tell me about Aleppo"), ("assistant", "The souk comes back.")],
            "go on",
            "Tell me more about Aleppo",
        ),
        # What was meant instead.
        (
            [*TUNNEL, ("user", "How long is it?"), ("assistant", "3 kilometres")],
            "no, I meant the bridge to Fann",
            "How long is the bridge to Fann?",
        ),
    ],
)
def test_what_a_follow_up_leaves_out_is_filled_in(history, question, standalone):
    assert resolve(question, conversation_of(history)) == standalone


@pytest.mark.parametrize("talk", ["hi", "thanks!", "what can you do?", "which articles do you have?", "who are you?"])
def test_talk_is_not_resolved_and_refers_to_nothing(talk):
    assert resolve(talk, conversation_of(BASE)) == talk
    after = conversation_of([*BASE, ("user", talk), ("assistant", "Hello.")])
    assert resolve("who built it?", after) == "who built the Tartous naval base?"


def test_a_request_for_articles_is_about_its_topic():
    history = conversation_of([("user", "do you have any articles about the souk?")])
    assert resolve("who built it?", history) == "who built the souk?"


@given(st.sampled_from([TUNNEL, BASE, PLANE, RACE]), st.sampled_from(["it", "its", "they", "there", "her", "that"]))
def test_no_article_stands_twice(history, word):
    for question in (f"What about the {word}?", f"How big is the {word} now?", f"Was {word} there?"):
        assert not re.search(r"\bthe the\b", resolve(question, conversation_of(history)), re.I)


def test_it_is_no_person_and_she_is_one():
    history = [*TUNNEL, ("user", "Who succeeded her?"), ("assistant", "Emil Roth")]
    assert resolve("How long is it?", conversation_of(history)) == "How long is the tunnel under the Sound?"
    assert resolve("How old is he?", conversation_of(history)) == "How old is Emil Roth?"


def test_more_is_about_the_whole_thing():
    history = [("user", "Who built the bridge to Fann?"), ("assistant", "Lauder")]
    assert resolve("tell me more", conversation_of(history)) == "Tell me more about the bridge to Fann"


@pytest.mark.parametrize(
    ("asked", "question", "standalone"),
    [
        ("when did the tram open?", "why was it late?", "why was the tram late?"),
        ("Where was the Su-24 shot down?", "tell me more", "Tell me more about the Su-24"),
        ("timeline of webb", "summarise it", "summarise webb"),
        ("what's new about the Tartous base?", "who built it?", "who built the Tartous base?"),
        ("why was the tram late?", "who opened it?", "who opened the tram?"),
        ("when was the tram opened?", "by whom?", "By whom was the tram opened?"),
        ("why was the tram late?", "by whom?", "About the tram: by whom?"),
        ("How much does the US pay?", "and China?", "How much does China pay?"),
    ],
)
def test_it_is_the_thing_and_not_what_is_said_or_asked_of_it(asked, question, standalone):
    assert resolve(question, conversation_of([("user", asked), ("assistant", "Something.")])) == standalone


def test_what_about_another_thing_is_a_topic_of_its_own_if_no_article_tells_the_same_of_it():
    conversation = conversation_of([("user", "Where was the Su-24 shot down?"), *PLANE[1:]])
    asked = conversation.turns[-1].standalone_question
    placed = resolve("what about Djibouti?", conversation)
    assert placed != "What about Djibouti?"
    assert resolve("what about Djibouti?", conversation, is_told=lambda text: text == asked) == "What about Djibouti?"
    assert resolve("what about Djibouti?", conversation, is_told=lambda text: text == placed) == placed
    assert resolve("and in Libya?", conversation, is_told=lambda _: False) == resolve("and in Libya?", conversation)
