"""A reader is scored on SQuAD's development sets."""

import gzip
import json
import random

import pytest
from bridges import Advances, paragraph
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import AnswerSpan, Reading, Span
from qabot.training.squad import Outcome, auroc, squad_outcomes

SCORES = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=12)


@given(SCORES, SCORES)
def test_auroc_is_the_probability_that_an_answerable_question_scores_higher(positive, negative):
    scored = [(True, score) for score in positive] + [(False, score) for score in negative]
    outcomes = [Outcome(answerable, em=0.0, f1=0.0, answers=score, span=0.0) for answerable, score in scored]
    wins = [(one > other) + (one == other) / 2 for one in positive for other in negative]
    assert auroc(outcomes, lambda outcome: outcome.answers) == pytest.approx(sum(wins) / len(wins))
    assert auroc(outcomes, lambda outcome: -outcome.answers) == pytest.approx(1 - sum(wins) / len(wins))
    assert auroc(outcomes, lambda outcome: outcome.span) == 0.5


class FirstName:
    """Reads the first word that begins with "Number", or nothing when there is none."""

    def read_texts(self, inputs):
        self.headers = [header for _, header, _ in inputs]
        readings = []
        for _, _, text in inputs:
            start = text.find("Number")
            end = text.find(" ", start)
            readings.append(Reading(2.0, (AnswerSpan(Span(start, end), 1.5),)) if start >= 0 else Reading(-2.0, ()))
        return readings


@pytest.mark.parametrize(("headed", "header"), [(True, "Stone bridges"), (False, "")])
def test_the_outcome_of_each_question(tmp_path, headed, header):
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
        Outcome(answerable=True, em=0.0, f1=pytest.approx(2 / 3), answers=2.0, span=1.5),
        Outcome(answerable=True, em=1.0, f1=1.0, answers=2.0, span=1.5),
        Outcome(answerable=False, em=0.0, f1=0.0, answers=2.0, span=1.5),
        Outcome(answerable=True, em=0.0, f1=0.0, answers=-2.0, span=0.0),
    ]
    assert reader.headers == [header] * 4
    assert progress.total == progress.advanced == 4


def test_every_question_of_a_large_file_has_its_outcome(tmp_path):
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
