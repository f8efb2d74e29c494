"""Typing errors in questions, mended with the words of the project's own articles."""

import random

import pytest

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.model import Scope, Talk
from qabot.question.query import prepare_query
from qabot.question.spelling import mend_spelling
from qabot.question.understand import understand

NAMES = [
    "Khmeimim",
    "Tartous",
    "Latakia",
    "Djibouti",
    "Kestervik",
    "Halmersee",
    "Damascus",
    "Aleppo",
    "Mediterranean",
    "agreement",
    "government",
    "Russian",
    "warships",
    "earthquake",
    "telescope",
    "tobacco",
    "squadron",
    "harbour",
]
ENGLISH = [
    "pilots",
    "banana",
    "violin",
    "kitchen",
    "elephant",
    "dentist",
    "saxophone",
    "umbrella",
    "wedding",
    "pepper",
    "dragon",
    "pencil",
    "tiger",
    "basket",
    "candle",
    "rabbit",
    "lemon",
    "pillow",
    "soldier",
    "penguin",
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def mend(own_index_folder):
    own = Qabot(load_settings(index=own_index_folder))

    def mended(question, scope=None):
        query = prepare_query(question, store=own.store, embedder=own.embedder)
        return mend_spelling(query, scope=scope or Scope(), store=own.store, tokens=own.embedder)

    return mended


def errors(word, count):
    """Return a word with one letter left out, doubled, changed, or swapped with the next, not the first."""
    draw = random.Random(word)
    for _ in range(count):
        at = draw.randrange(1, len(word) - 1)
        yield draw.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + draw.choice(LETTERS) + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )


def test_a_question_full_of_errors_is_asked_back(mend):
    assert mend("wen was teh Tartous base bulit") == "when was the Tartous base built"
    assert mend("wich country expanded Tartuos?") == "which country expanded Tartous?"
    assert mend("How manny frigates left the Mediteranean?") == "How many frigates left the Mediterranean?"


def test_most_errors_in_the_words_of_the_articles_are_mended(mend):
    asked = [(name, error) for name in NAMES for error in errors(name, 5) if error != name]
    right = [mend(f"Who wrote about {error}?") == f"Who wrote about {name}?" for name, error in asked]
    assert len(right) > 80
    assert sum(right) / len(right) > 0.8


@pytest.mark.slow
def test_only_a_question_that_is_answered_is_offered(own_index_folder):
    own = Qabot(load_settings(index=own_index_folder))
    offered = own.ask("how much did the tram cots")
    assert (offered.status, offered.suggestion) == ("not_found", "how much did the tram cost")
    assert own.ask(offered.suggestion).status == "answered"
    refused = own.ask("wht is the capital of Syria")
    assert (refused.status, refused.suggestion) == ("not_found", None)
    assert (refused.question, refused.standalone_question) == (
        "wht is the capital of Syria",
        "what is the capital of Syria",
    )
    assert refused.unknown_words == ("capital",)


def test_a_word_of_english_that_no_article_has_is_left_alone(mend):
    changed = [word for word in ENGLISH if mend(f"Who wrote about the {word}?")]
    assert changed == []


@pytest.mark.parametrize(
    "question",
    [
        "How long does the agreement run?",
        "Who leads the Zorblax empire?",
        "Who plays the xylophone in Tartuos?",
        "Quelles bases russes sont en Syrie?",
        "Welche russischen Basen gibt es in Syrien?",
        "What is a TLA?",
        "Who was fed up?",
        "Summarise it",
        "was ist Tartus?",
        "Which refunds were prioritised?",
    ],
)
def test_what_is_no_error_is_not_mended(mend, question):
    assert mend(question) is None


def test_only_words_that_the_scope_has_are_proposed(mend):
    assert mend("Who leads Kesterviik?") == "Who leads Kestervik?"
    assert mend("Who leads Kesterviik?", Scope(collections=frozenset(("syria",)))) is None


@pytest.mark.parametrize(
    ("question", "talk"),
    [
        ("wen was teh Tartous base bulit", None),
        ("wer ist putin", Talk.LANGUAGE),
        ("was ist Tartus?", Talk.LANGUAGE),
        ("quien dirige siria", Talk.LANGUAGE),
        ("qui est le chef de tartous", Talk.LANGUAGE),
        ("dove si trova tartus", Talk.LANGUAGE),
        ("wen hat Assad besucht", Talk.LANGUAGE),
    ],
)
def test_english_with_errors_is_no_other_language(question, talk, own_index_folder):
    own = Qabot(load_settings(index=own_index_folder))
    asked = understand(question, store=own.store, embedder=own.embedder, max_chars=1000)
    assert asked.talk is talk
