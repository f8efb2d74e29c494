"""Where sentences have a thing of the type that is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.short_answers.typed_spans import nearness, typed_spans
from qabot.model import AnswerType, Span, Term


@pytest.mark.parametrize(
    ("answer_type", "sentence", "found"),
    [
        (
            AnswerType.DATE,
            "It opened on 13 December 2024, a Friday, after May 2019.",
            ["13 December 2024", "Friday", "May 2019"],
        ),
        (AnswerType.DATE, "On Dec. 3 and December 3, 2021 in 1971, not 1499.", ["Dec. 3", "December 3, 2021", "1971"]),
        (AnswerType.DATE, "It was the 2nd May of room 2100, then 1st June 2020.", ["2nd May", "1st June 2020"]),
        (AnswerType.DATE, "It began on the 3rd of May 1999 and in Sept. 1999.", ["3rd of May 1999", "Sept. 1999"]),
        (AnswerType.DATE, "They may march soon: Maybe 12 Marines 20 times, Mayor 7.", []),
        (
            AnswerType.NUMBER,
            "It cost $1,140.5 million, 33 billion roubles, 20 km and 9,000.",
            ["$1,140.5 million", "33 billion", "20 km", "9,000"],
        ),
        (AnswerType.NUMBER, "More than 40 per cent, and 5%.", ["40 per cent", "5%"]),
        (AnswerType.NUMBER, "Eleven ships and dozens of boats.", ["Eleven", "dozens"]),
        (AnswerType.NUMBER, "No number at all, someone said.", []),
        (AnswerType.NAME, "It was Célia Antunes who won.", ["Célia Antunes"]),
        (
            AnswerType.NAME,
            "The Admiral Grigorovich left with Mikhail Bogdanov of the Foreign Ministry.",
            ["Admiral Grigorovich", "Mikhail Bogdanov", "Foreign Ministry"],
        ),
        (AnswerType.NAME, "When Moscow fell, he left.", ["Moscow"]),
        (AnswerType.NAME, "A Turkish F-16 shot it down.", ["Turkish F-16"]),
        (AnswerType.NAME, "nothing is named here.", []),
        (AnswerType.OTHER, "It rained in May 2020 in Moscow, 20 mm.", []),
    ],
)
def test_the_things_of_a_type_in_a_sentence(terms, answer_type, sentence, found):
    spans = typed_spans(answer_type, sentence, asked=(), terms=terms)
    assert [sentence[start:end] for start, end in spans] == found


def test_a_name_that_was_asked_about_answers_nothing(terms):
    sentence = "Tartous is a port in Syria, the Port of Tartous."
    spans = typed_spans(AnswerType.NAME, sentence, asked={"tartous", "port", "of"}, terms=terms)
    assert [sentence[start:end] for start, end in spans] == ["Syria"]


PIECES = ("The", "Oslo", "of", "12", "May", "2020", "%", ",", ".", "’", "-", "é", "\n")


@given(st.sampled_from(AnswerType), st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_spans_are_ascending_disjoint_and_inside(answer_type, sentence):
    last = 0
    for start, end in typed_spans(
        answer_type, sentence, asked={"asked"}, terms=lambda text: [Term(Span(0, len(text)), text)]
    ):
        assert last <= start < end <= len(sentence)
        assert sentence[start:end] == sentence[start:end].strip()
        last = end


@pytest.mark.parametrize(
    ("things", "spans", "near"),
    [
        ([(0, 5)], [(5, 9)], 1.0),
        ([(0, 5)], [(2, 3)], 1.0),
        ([(0, 5)], [(25, 30)], 0.5),
        ([(25, 30)], [(0, 5)], 0.5),
        ([(0, 5), (40, 45)], [(65, 66), (50, 60)], 0.8),
        ([], [(0, 5)], 0.0),
        ([(0, 5)], [], 0.0),
    ],
)
def test_how_near_a_thing_is(things, spans, near):
    assert nearness([Span(*one) for one in things], [Span(*one) for one in spans]) == pytest.approx(near)
