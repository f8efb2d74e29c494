"""What questions ask for, and where sentences have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.kinds import Kind, answering_spans, expected_kind
from qabot.model import Span
from qabot.ports import Term


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was it built?", Kind.DATE),
        ("Since when is it shut?", Kind.DATE),
        ("In what year did it open?", Kind.DATE),
        ("On WHICH DAY did it open?", Kind.DATE),
        ("How many ships are there?", Kind.NUMBER),
        ("How long does the lease run?", Kind.NUMBER),
        ("how old is he", Kind.NUMBER),
        ("What percentage was lost?", Kind.NUMBER),
        ("Who built it?", Kind.NAME),
        ("To whom was it sold?", Kind.NAME),
        ("Where is it?", Kind.NAME),
        ("Which frigate came from the Black Sea?", Kind.NAME),
        ("However, who is it?", Kind.NAME),
        ("Why did it close?", Kind.OTHER),
        ("How did it close?", Kind.OTHER),
        ("Is it open?", Kind.OTHER),
        ("Whenever is it shown?", Kind.OTHER),
        ("the base at Tartous", Kind.OTHER),
    ],
)
def test_the_kind_that_a_question_asks_for(question, kind):
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many were on board when the ferry sank?", Kind.NUMBER),
        ("Who was mayor when the bridge fell?", Kind.NAME),
        ("When did the man who built it die?", Kind.DATE),
        ("Why did they stop counting how many there were?", Kind.OTHER),
        ("Who knows how long it took?", Kind.NAME),
    ],
)
def test_the_first_word_that_asks_decides(question, kind):
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("kind", "sentence", "found"),
    [
        (
            Kind.DATE,
            "It opened on 13 December 2024, a Friday, after May 2019.",
            ["13 December 2024", "Friday", "May 2019"],
        ),
        (Kind.DATE, "On Dec. 3 and December 3, 2021 in 1971, not 1499.", ["Dec. 3", "December 3, 2021", "1971"]),
        (Kind.DATE, "It was the 2nd May of room 2100, then 1st June 2020.", ["2nd May", "1st June 2020"]),
        (Kind.DATE, "It began on the 3rd of May 1999 and in Sept. 1999.", ["3rd of May 1999", "Sept. 1999"]),
        (Kind.DATE, "They may march soon: Maybe 12 Marines 20 times, Mayor 7.", []),
        (
            Kind.NUMBER,
            "It cost $1,140.5 million, 33 billion roubles, 20 km and 9,000.",
            ["$1,140.5 million", "33 billion", "20 km", "9,000"],
        ),
        (Kind.NUMBER, "More than 40 per cent, and 5%.", ["40 per cent", "5%"]),
        (Kind.NUMBER, "Eleven ships and dozens of boats.", ["Eleven", "dozens"]),
        (Kind.NUMBER, "No number at all, someone said.", []),
        (Kind.NAME, "It was Célia Antunes who won.", ["Célia Antunes"]),
        (
            Kind.NAME,
            "The Admiral Grigorovich left with Mikhail Bogdanov of the Foreign Ministry.",
            ["Admiral Grigorovich", "Mikhail Bogdanov", "Foreign Ministry"],
        ),
        (Kind.NAME, "When Moscow fell, he left.", ["Moscow"]),
        (Kind.NAME, "A Turkish F-16 shot it down.", ["Turkish F-16"]),
        (Kind.NAME, "nothing is named here.", []),
        (Kind.OTHER, "It rained in May 2020 in Moscow, 20 mm.", []),
    ],
)
def test_the_things_of_a_kind_in_a_sentence(terms, kind, sentence, found):
    spans = answering_spans(kind, sentence, asked=(), terms=terms)
    assert [sentence[start:end] for start, end in spans] == found


def test_a_name_that_was_asked_about_answers_nothing(terms):
    sentence = "Tartous is a port in Syria, the Port of Tartous."
    spans = answering_spans(Kind.NAME, sentence, asked={"tartous", "port", "of"}, terms=terms)
    assert [sentence[start:end] for start, end in spans] == ["Syria"]


PIECES = ("The", "Oslo", "of", "12", "May", "2020", "%", ",", ".", "’", "-", "é", "\n")


@given(st.sampled_from(Kind), st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_spans_are_ascending_disjoint_and_inside(kind, sentence):
    last = 0
    for start, end in answering_spans(
        kind, sentence, asked={"asked"}, terms=lambda text: [Term(Span(0, len(text)), text)]
    ):
        assert last <= start < end <= len(sentence)
        assert sentence[start:end] == sentence[start:end].strip()
        last = end
