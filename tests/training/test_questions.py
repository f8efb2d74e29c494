"""The questions that the reader learns from, read from their publishers' files."""

import gzip
import json
import random

import pytest
from bridges import Advances, paragraph
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import AnswerSpan, Reading, Span
from qabot.training.sources import (
    NEWS,
    held_out,
    near_misses,
    news_questions,
    occurrences,
    shifts_questions,
    squad_articles,
    squad_questions,
)
from qabot.training.squad import Outcome, auroc, squad_outcomes


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
def test_where_an_answer_stands(text, answer, places):
    assert occurrences(text, answer) == places


@given(st.text("ab .A", max_size=20), st.text("ab .", min_size=1, max_size=3))
def test_an_answer_stands_where_it_stands_as_whole_words(text, answer):
    expected = [
        at
        for at in range(len(text))
        if text[at : at + len(answer)].lower() == answer
        and not (at and text[at - 1].isalnum())
        and not text[at + len(answer) : at + len(answer) + 1].isalnum()
    ]
    assert occurrences(text, answer) == expected


def test_squad_s_questions_stand_in_squad_s_articles(data):
    texts = {one["id"]: one["text"] for one in squad_articles(data)}
    questions = list(squad_questions(data))
    assert set(texts) == {"Stone bridges 0", "Stone bridges 1", "Stone bridges 2"}
    assert len(questions) == 24
    for one in questions:
        assert one.question == one.question.strip() != ""
        assert texts[one.title][one.place : one.place + len(one.paragraph)] == one.paragraph
        for answer, start in one.answers:
            assert one.paragraph[start : start + len(answer)] == answer
    assert len({(one.title, one.place) for one in questions}) == 12


def test_shifts_questions_have_no_title(data):
    questions = list(shifts_questions(data))
    assert [one.title for one in questions] == [""] * 4
    for one in questions:
        ((answer, start),) = one.answers
        assert one.paragraph[start : start + len(answer)] == answer


def test_news_questions_are_those_that_no_figure_is_reported_on(data, tmp_path):
    reported = tmp_path / "reported.jsonl"
    reported.write_text(json.dumps({"question": "Who ran?"}) + "\n\n", encoding="utf-8")
    winner, loser = news_questions(data / NEWS, left_out=[reported])
    assert (winner.question, winner.published, winner.paragraph) == ("Who won?", "2024-05-17", "It was Olga Brandt.")
    assert winner.answers == (("Olga Brandt", 7),)
    assert (loser.question, loser.answers) == ("Who lost?", ())
    assert [one.question for one in news_questions(data / NEWS)] == ["Who won?", "Who lost?", "Who ran?"]


def test_news_questions_need_not_be_zipped(tmp_path):
    file = tmp_path / "news.jsonl"
    row = {"question": "Who?", "date": "2024-01-02", "answer": "Mara", "evidence": "Mara and Mara."}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (one,) = news_questions(file)
    assert one.answers == (("Mara", 0), ("Mara", 9))


SCORES = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=12)


@given(SCORES, SCORES)
def test_auroc_is_the_chance_that_a_positive_scores_higher(positive, negative):
    wins = [(one > other) + (one == other) / 2 for one in positive for other in negative]
    assert auroc(positive, negative) == pytest.approx(sum(wins) / len(wins))
    assert auroc(iter(positive), iter(negative)) == pytest.approx(1 - auroc(negative, positive))


class FirstName:
    """Reads the first word that begins with "Number"; nothing where there is none."""

    def read_texts(self, inputs):
        self.headers = [header for _, header, _ in inputs]
        readings = []
        for _, _, text in inputs:
            start = text.find("Number")
            end = text.find(" ", start)
            readings.append(Reading(2.0, (AnswerSpan(Span(start, end), 1.5),)) if start >= 0 else Reading(-2.0, ()))
        return readings


@pytest.mark.parametrize(("headed", "header"), [(True, "Stone bridges"), (False, "")])
def test_the_outcome_of_each_question_of_squad(tmp_path, headed, header):
    text, _ = paragraph(3)
    qas = [
        {"question": "Who?", "answers": [{"text": "engineer Number3", "answer_start": 0}, {"text": "Olga"}]},
        {"question": "Who, then?", "answers": [{"text": "Number3"}], "is_impossible": False},
        {"question": "Who not?", "answers": [], "is_impossible": True},
    ]
    empty = [{"question": "Where?", "answers": [{"text": "Arden"}]}]
    paragraphs = [{"context": text, "qas": qas}, {"context": "In Arden.", "qas": empty}]
    file = tmp_path / "dev.json.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        json.dump({"data": [{"title": "Stone_bridges", "paragraphs": paragraphs}]}, out)
    reader, progress = FirstName(), Advances()
    assert squad_outcomes(file, reader, progress=progress, headed=headed) == [
        Outcome(possible=True, em=0.0, f1=pytest.approx(2 / 3), answers=2.0, span=1.5),
        Outcome(possible=True, em=1.0, f1=1.0, answers=2.0, span=1.5),
        Outcome(possible=False, em=0.0, f1=0.0, answers=2.0, span=1.5),
        Outcome(possible=True, em=0.0, f1=0.0, answers=-2.0, span=0.0),
    ]
    assert reader.headers == [header] * 4
    assert progress.total == progress.advanced == 4


def test_many_questions_are_read_some_at_a_time_and_none_is_lost(tmp_path):
    numbers = list(range(150))
    random.Random(0).shuffle(numbers)
    paragraphs = [
        {"context": paragraph(number)[0], "qas": [{"question": "Who?", "answers": [{"text": f"Number{number % 75}"}]}]}
        for number in numbers
    ]
    file = tmp_path / "dev.json.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        json.dump({"data": [{"title": "x", "paragraphs": paragraphs}]}, out)
    outcomes = squad_outcomes(file, FirstName(), progress=Advances())
    assert [one.em for one in outcomes] == [float(number < 75) for number in numbers]


def test_near_misses_come_with_their_paragraph_and_no_answer(data):
    asked = list(near_misses(data))
    assert len(asked) == 12
    assert asked[3].question == "Who burned the bridge 3?"
    assert asked[3].paragraph == paragraph(3)[0]
    assert asked[3].title == "Stone bridges 0"
    assert all(question.answers == () for question in asked)
    assert [question.question for question in near_misses(data, least_margin=10)] == [
        "Who burned the bridge 10?",
        "Who burned the bridge 11?",
    ]


def test_no_question_of_a_held_out_title_is_learned_from(data, monkeypatch):
    monkeypatch.setattr("qabot.training.sources.held_out", lambda title: title == "Stone bridges 1")
    assert {question.title for question in near_misses(data)} == {"Stone bridges 0", "Stone bridges 2"}
    assert {question.title for question in squad_questions(data)} == {"Stone bridges 0", "Stone bridges 2"}
    assert len(squad_articles(data)) == 3


def test_one_title_in_seven_is_held_out():
    share = sum(held_out(f"Title {number}") for number in range(7000)) / 7000
    assert 0.12 < share < 0.17
