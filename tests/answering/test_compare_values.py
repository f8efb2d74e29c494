"""Whether two sources differ: values in other words, other values, what is brought up to date, and other matters."""

from datetime import date

import pytest
from benchmarks.sources_differ import cases, measured

from qabot.answering.conflicts.compare_values import Relation, ReportedValue, compare_values
from qabot.question.kind import expected_answer_type

EARLY, LATE = date(2024, 5, 1), date(2024, 6, 1)


def related(question, one, other):
    answer_type = expected_answer_type(question)
    relation = compare_values(question, answer_type, one, other)
    assert compare_values(question, answer_type, other, one) is relation
    return relation


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        ("How many died at Halm?", "12", "twelve", Relation.AGREE),
        ("How many died at Halm?", "about 1,200", "1,213", Relation.AGREE),
        ("How many died at Halm?", "12", "19", Relation.DIFFER),
        ("Who died at Halm?", "Vladimir Putin", "Putin", Relation.AGREE),
        ("Who died at Halm?", "Ivo Dane", "Petra Lund", Relation.DIFFER),
        ("When did they die at Halm?", "8 May 2024", "May 8", Relation.AGREE),
        ("When did they die at Halm?", "1971", "1977", Relation.DIFFER),
        ("Why did they die at Halm?", "a storm", "a fire", Relation.AGREE),
    ],
)
def test_values_are_compared_as_what_they_are(question, one, other, expected):
    values = [ReportedValue(value, f"At Halm, the dead: {value}.", published=EARLY) for value in (one, other)]
    assert related(question, *values) is expected


def test_a_later_report_that_knows_of_the_earlier_one_supersedes_it():
    first = ReportedValue("12", "At Halm 12 people died.", published=EARLY)
    later = ReportedValue("19", "At Halm 19 people died, up from 12.", published=LATE)
    assert related(
        "How many people died at Halm?", first, ReportedValue("19", "At Halm 19 people died.", published=LATE)
    ) is (Relation.DIFFER)
    assert related("How many people died at Halm?", first, later) is Relation.SUPERSEDED
    update = ReportedValue("19", "At Halm the number of people who died rose to 19.", published=LATE)
    assert related("How many people died at Halm?", first, update) is Relation.SUPERSEDED


@pytest.mark.parametrize("text", ["", "...", "\x00", "何人", "12 12 12"])
def test_odd_values_never_differ_by_accident(text):
    value = ReportedValue(text, f"At Halm {text} died.")
    assert related("How many died at Halm?", value, value) is Relation.AGREE


def test_the_labelled_set_is_large_and_the_rules_hold_on_it():
    assert len(cases("all")) >= 60
    assert {row["label"] for row in cases("report")} == {"agree", "differ", "superseded", "unrelated"}
    precision, recall = measured(cases("report"))
    assert precision >= 0.85
    assert recall >= 0.85
