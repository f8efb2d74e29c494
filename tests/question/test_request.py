"""What is asked for: the kind of each wording, what it is about, and that facts are never taken for talk."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import Kind, Talk
from qabot.question.language import is_english
from qabot.question.request import recognise
from qabot.question.wordings.patterns import compile_pattern, opening_words

LABELLED = Path(__file__).parents[1] / "labelled" / "requests.jsonl"


@pytest.fixture(scope="module")
def rows():
    return [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]


def test_the_half_that_may_be_looked_at_is_recognised(rows):
    fit = [row for row in rows if row["part"] == "fit"]
    wrong = [row for row in fit if recognise(row["text"]).kind.value != row["kind"]]
    assert len(wrong) <= 0.02 * len(fit), wrong


def test_no_fact_is_taken_for_talk_and_no_talk_for_a_fact(rows):
    facts = [row["text"] for row in rows if row["kind"] not in ("talk", "catalogue")]
    assert [text for text in facts if recognise(text).kind is Kind.TALK] == []
    talk = [row["text"] for row in rows if row["kind"] == "talk"]
    assert [text for text in talk if recognise(text).kind is Kind.FACT] == []


@pytest.mark.parametrize(
    ("text", "kind", "topics"),
    [
        ("What does NATO mean?", Kind.DEFINITION, ("NATO",)),
        ("whos olga brandt", Kind.DEFINITION, ("olga brandt",)),
        ("please tell me what a limnologist is", Kind.DEFINITION, ("a limnologist",)),
        ("What is the European Union?", Kind.DEFINITION, ("the European Union",)),
        ("Tell me about the James Webb telescope", Kind.OVERVIEW, ("the James Webb telescope",)),
        ("can you give me an overview of the frost pls", Kind.OVERVIEW, ("the frost",)),
        ("tldr tram strike", Kind.OVERVIEW, ("tram strike",)),
        ("What do the articles say about Cyprus?", Kind.OVERVIEW, ("Cyprus",)),
        ("summarise it", Kind.OVERVIEW, ("it",)),
        ("go on", Kind.OVERVIEW, ()),
        ("hi, whats new about Tartus", Kind.NEWS, ("Tartus",)),
        ("any updates on line 4?", Kind.NEWS, ("line 4",)),
        ("Syria news", Kind.NEWS, ("Syria",)),
        ("timeline of the Aleppo offensive", Kind.TIMELINE, ("the Aleppo offensive",)),
        ("how did the crisis unfold", Kind.TIMELINE, ("the crisis",)),
        ("Compare Tartous and Khmeimim.", Kind.COMPARISON, ("Tartous", "Khmeimim")),
        ("Webb vs. Hubble", Kind.COMPARISON, ("Webb", "Hubble")),
        ("timeline of Roe v. Wade", Kind.TIMELINE, ("Roe v. Wade",)),
        (
            "compare the American and the French base in Djibouti",
            Kind.COMPARISON,
            ("the American base in Djibouti", "the French base in Djibouti"),
        ),
        ("compare the old and the new bridge", Kind.COMPARISON, ("the old bridge", "the new bridge")),
        ("compare Iran and Japan", Kind.COMPARISON, ("Iran", "Japan")),
        ("summarise the article about the souk", Kind.OVERVIEW, ("the souk",)),
        ("hubble v webb", Kind.COMPARISON, ("hubble", "webb")),
        ("which is older, Tartus or Khmeimim?", Kind.COMPARISON, ("Tartus", "Khmeimim")),
        ("What's the difference between a frigate and a corvette?", Kind.COMPARISON, ("a frigate", "a corvette")),
        ("any articles about trams?", Kind.CATALOGUE, ("trams",)),
        ("what do you have on Libya", Kind.CATALOGUE, ("Libya",)),
        ("tartus frigates", Kind.KEYWORDS, ("tartus frigates",)),
    ],
)
def test_what_is_asked_for_and_about_what(text, kind, topics):
    asked = recognise(text)
    assert (asked.kind, asked.topics) == (kind, topics)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            Kind.FACT,
            (
                "what can doctors do against malaria",
                "who can i call for help with my taxes",
                "how strong was the first earthquake",
                "thanks, and when was it built?",
                "could you tell me what the ticket costs",
                "who is the mayor of kestervik",
                "who was killed in the attack",
                "wich team won",
                "the bridge opened when?",
                "and in Türkiye?",
                "price of the tram line?",
            ),
        ),
        (
            Kind.LIST,
            ("which rivers flooded", "list of sanctions", "who were the candidates", "tell me what the rules are"),
        ),
        (
            Kind.YES_NO,
            (
                "isnt the bridge closed",
                "do you know whether the king is alive",
                "i wonder if the base is open",
                "did anyone die or get hurt",
                "The museum is closed, isn't it?",
            ),
        ),
        (
            Kind.WHY,
            ("why were the flights cancelled", "how come nobody was hurt", "whats the reason the port is closed"),
        ),
        (Kind.HOW, ("how do i renew a passport", "explain how latakia is made", "how to apply for asylum")),
    ],
)
def test_kinds_that_the_first_words_tell_apart(kind, texts):
    assert [text for text in texts if recognise(text).kind is not kind] == []


@pytest.mark.parametrize(
    ("talk", "texts"),
    [
        (Talk.GREETING, ("hi", "Good morning!", "hey there", "how are you")),
        (Talk.THANKS, ("thanks a lot!", "ok thanks", "Thank you so much for your help", "great answer")),
        (Talk.FAREWELL, ("bye", "see you later", "quit")),
        (Talk.HELP, ("help", "what can you do?", "can you help me please", "what can I ask you", "give me an example")),
        (Talk.ARTICLES, ("which articles do you have", "what do you know about?", "what is in your corpus")),
        (Talk.BOT, ("who are you?", "are you a robot", "who built you")),
        (Talk.OBJECTION, ("no, that's not what i asked", "you are wrong")),
        (
            Talk.LANGUAGE,
            ("Wer ist der Bürgermeister?", "combien coûte le tram", "Где флот?", "hola, qué tal", "kto to jest"),
        ),
    ],
)
def test_talk_is_told_apart(talk, texts):
    assert {text: recognise(text).talk for text in texts} == dict.fromkeys(texts, talk)


@pytest.mark.parametrize(
    "text",
    [
        "Who was Olga Brandt?",
        "El Niño in Peru",
        "alto do ipê bags",
        "bab el-mandeb",
        "Die Hard remake release date",
        "What does “Fernweh” mean?",
        "où",
        "Santa Cruz de la Sierra flood deaths",
    ],
)
def test_names_of_other_languages_are_english_enough(text):
    assert is_english(text)


def test_a_greeting_before_a_question_is_passed_over():
    assert recognise("Great, thanks! Tell me about the souk.").topics == ("the souk",)
    assert recognise("hello from Unterhalm, when can my kids swim again").kind is Kind.FACT


def test_since_when_something_is_new_is_kept_as_typed():
    asked = recognise("what's new about the ships since 1 December 2024?")
    assert (asked.topics, asked.since) == (("the ships",), "1 December 2024")


@given(st.text(max_size=200))
def test_any_text_is_taken(text):
    assert recognise(text) == recognise(text)


@pytest.mark.parametrize(
    "text", ["compare " + "and " * 300, "which bigger or " * 60, "tell me about " * 70, "a " * 500]
)
@pytest.mark.timeout(120)
def test_no_wording_takes_long(text):
    """A pattern that backtracks without end would take hours."""
    recognise(text.strip())


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("what|which IS new", {"what", "which"}),
        ("(the) (ADJECTIVE) SIZE* news", {"the", "big", "quite", "large", "news"}),
        ("!ADJECTIVE tell me", {"tell"}),
        ("(so) X", None),
        ("... what", None),
    ],
)
def test_the_words_with_which_a_pattern_may_begin(pattern, words):
    classes = {"ADJECTIVE": ("big", "quite big"), "SIZE": ("large",), "IS": ("is", "was")}
    found = opening_words(pattern, classes)
    assert found == words
    fitting = compile_pattern(pattern, classes)
    for text in ("what is new ", "the big news ", "large large news ", "tell me ", "so what ", "quite big news "):
        if fitting.fullmatch(text):
            assert found is None or text.split()[0] in found


def test_what_somebody_was_before_is_a_fact():
    assert recognise("What was Dena Voll before?").kind is Kind.FACT
    assert recognise("Who was Dena Voll?").kind is Kind.DEFINITION
