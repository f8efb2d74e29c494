"""What questions ask for, in which form, and where sentences have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.question_kind import Form, Kind, answering_spans, asked_thing, expected_kind, nearness, wanted_form
from qabot.model import Span, Term


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
        ("What does the ticket to Brill cost?", Kind.NUMBER),
        ("What share of it burned?", Kind.NUMBER),
        ("In what century did it burn?", Kind.DATE),
        ("Whose boat is it?", Kind.NAME),
        ("What burned?", Kind.NAME),
        ("Name the ships.", Kind.OTHER),
        ("", Kind.OTHER),
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
        ("In which year did they ask how many there were?", Kind.DATE),
        ("How often was it shown, and when?", Kind.NUMBER),
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


FORMS = {
    Form.THING: """
        Who drew the bridge?
        Who was the boss?
        Whose boat is it?
        To whom was it sold?
        Where is the mill?
        When was it built?
        What burned at Arden?
        What is the name of the keeper?
        What is the news?
        What is the difference between cats and dogs?
        Which base is in Syria?
        Which of the two is older?
        Which virus do doctors fear?
        Which class do pupils like best?
        What year's elections were free?
        How many ships are there?
        How much did it cost?
        How old is the mayor?
        How often does it run?
        How soon will it open?
        However, who is it?
        Who was hurt when the mill burned?
        Was it red or blue?
        Did Mara or Olga draw it?
        Does he know who drew it?
        Can you tell me when it opened?
        Tell me who built it.
        For whom do the bells toll?
        the base at Tartous
    """,
    Form.THINGS: """
        Which bases are in Syria?
        Which Russian naval bases are in Syria?
        WHICH BASES ARE IN SYRIA?
        Which of the bridges are closed?
        Which two of the bridges are closed?
        Which countries have bases there?
        Which species are rare?
        Which ships were lost?
        Which three ships sank?
        In which towns do trams run?
        What things do keepers need?
        What were the results of the vote?
        What are the names of the keepers?
        Who were the founders of Brill?
        Who are the three candidates?
        Name all keepers.
        Name the ships that were lost.
        List the two ports.
        List five ports.
    """,
    Form.SENTENCES: """
        Why did it close?
        why is the mill shut
        Why were the bases closed?
        How does it work?
        How did the fire begin?
        How has the fire chief's story changed?
        How come it closed?
        So, why did it close?
        Tell me how it works.
        He asked why it closed.
        Did he say why it closed?
    """,
    Form.EVIDENCE: """
        Is it open?
        Isn't it open?
        Isn’t it open?
        "Is it open?"
        Are the bases in Syria closed?
        Was the bridge drawn by Mara Quill?
        Did the ferry stop on Friday?
        Does the ferry still run?
        Has anyone been hurt?
        Can trams cross the bridge?
        Will it carry bicycles?
        Would the council have paid?
        Must one have a ticket?
        Is it open or not?
        The ferry stopped on Friday. Did it start again?
    """,
}


@pytest.mark.parametrize(
    ("question", "form"),
    [(line.strip(), form) for form, lines in FORMS.items() for line in lines.strip().splitlines()],
)
def test_the_form_of_answer_that_a_question_wants(question, form):
    assert wanted_form(question) is form


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Which Russian bases are in Syria?", {"russian", "bases", "are"}),
        ("In 2020, which base?", {"base"}),
        ("How many ships, if any, sank?", {"ships", "if", "any"}),
        ("Whose boat — the old one — sank?", {"boat"}),
        ("Who drew the bridge?", set()),
        ("Which?", set()),
        ("", set()),
    ],
)
def test_the_thing_that_a_question_names(terms, question, things):
    assert asked_thing(question, terms=terms) == things


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
def test_how_near_a_thing_stands(things, spans, near):
    assert nearness([Span(*one) for one in things], [Span(*one) for one in spans]) == pytest.approx(near)
