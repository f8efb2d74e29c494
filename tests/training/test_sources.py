"""The question sets are read as they are published."""

import json

import pytest
from bridges import paragraph
from hypothesis import given
from hypothesis import strategies as st

from qabot.training.sources import (
    NEWS,
    held_out,
    news_questions,
    occurrences,
    squad_articles,
    squad_questions,
    squadshifts_questions,
    unanswerable_questions,
)


@pytest.mark.parametrize(
    ("text", "answer", "places"),
    [
        ("Mara met MARA and mara.", "Mara", [0, 9, 18]),
        ("Maran, amara, Mara's", "mara", [14]),
        ("1,140 and 140 and 1140", "140", [2, 10]),
        ("a.a a", "a", [0, 2, 4]),
        ("$5, $5m", "$5", [0]),
        ("aba aba aba", "aba aba", [0, 4]),
        ("Nobody.", "Mara", []),
        ("Nobody.", "", []),
        ("", "Mara", []),
        ("İ Mara", "Mara", []),
    ],
)
def test_the_occurrences_of_an_answer(text, answer, places):
    assert occurrences(text, answer) == places


@given(st.text("ab .A", max_size=20), st.text("ab .", min_size=1, max_size=3))
def test_occurrences_are_whole_words(text, answer):
    expected = [
        at
        for at in range(len(text))
        if text[at : at + len(answer)].lower() == answer
        and not (at and text[at - 1].isalnum())
        and not text[at + len(answer) : at + len(answer) + 1].isalnum()
    ]
    assert occurrences(text, answer) == expected


def test_squad_s_questions_come_with_paragraphs_of_squad_s_articles(data):
    texts = {one["id"]: one["text"] for one in squad_articles(data)}
    questions = list(squad_questions(data))
    assert set(texts) == {"Stone bridges 0", "Stone bridges 1", "Stone bridges 2"}
    assert len(questions) == 24
    for one in questions:
        assert one.question == one.question.strip() != ""
        assert one.paragraph in texts[one.title].split("\n\n")
        for answer, start in one.answers:
            assert one.paragraph[start : start + len(answer)] == answer
    assert len({one.paragraph for one in questions}) == 12


def test_squadshifts_questions_have_no_title(data):
    questions = list(squadshifts_questions(data))
    assert [one.title for one in questions] == [""] * 4
    for one in questions:
        ((answer, start),) = one.answers
        assert one.paragraph[start : start + len(answer)] == answer


def test_news_questions_that_figures_are_reported_on_are_left_out(data, tmp_path):
    reported = tmp_path / "reported.jsonl"
    reported.write_text(json.dumps({"question": "Who ran?"}) + "\n\n", encoding="utf-8")
    winner, loser = news_questions(data / NEWS, left_out=[reported])
    assert (winner.question, winner.published, winner.paragraph) == ("Who won?", "2024-05-17", "It was Olga Brandt.")
    assert winner.answers == (("Olga Brandt", 7),)
    assert (loser.question, loser.answers) == ("Who lost?", ())
    assert [one.question for one in news_questions(data / NEWS)] == ["Who won?", "Who lost?", "Who ran?"]


def test_news_questions_may_be_gzipped_or_not(tmp_path):
    file = tmp_path / "news.jsonl"
    row = {"question": "Who?", "date": "2024-01-02", "answer": "Mara", "evidence": "Mara and Mara."}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (one,) = news_questions(file)
    assert one.answers == (("Mara", 0), ("Mara", 9))


def test_unanswerable_questions_come_with_their_paragraph_and_no_answer(data):
    asked = list(unanswerable_questions(data))
    assert len(asked) == 12
    assert asked[3].question == "Who burned the bridge 3?"
    assert asked[3].paragraph == paragraph(3)[0]
    assert asked[3].title == "Stone bridges 0"
    assert all(question.answers == () for question in asked)
    assert [question.question for question in unanswerable_questions(data, min_margin=10)] == [
        "Who burned the bridge 10?",
        "Who burned the bridge 11?",
    ]


def test_questions_of_held_out_titles_are_left_out(data, monkeypatch):
    monkeypatch.setattr("qabot.training.sources.held_out", lambda title: title == "Stone bridges 1")
    assert {question.title for question in unanswerable_questions(data)} == {"Stone bridges 0", "Stone bridges 2"}
    assert {question.title for question in squad_questions(data)} == {"Stone bridges 0", "Stone bridges 2"}
    assert len(squad_articles(data)) == 3


def test_about_one_title_in_seven_is_held_out():
    share = sum(held_out(f"Title {number}") for number in range(7000)) / 7000
    assert 0.12 < share < 0.17
