"""What kind of answer questions want: its type, its form and its focus."""

import pytest
from counting import asked_for

from qabot.model import AnswerType, Form
from qabot.question.kind import expected_answer_type, question_focus, wanted_form


@pytest.mark.parametrize(
    ("question", "answer_type"),
    [
        ("When was it built?", AnswerType.DATE),
        ("Since when is it shut?", AnswerType.DATE),
        ("In what year did it open?", AnswerType.DATE),
        ("On WHICH DAY did it open?", AnswerType.DATE),
        ("How many ships are there?", AnswerType.NUMBER),
        ("How long does the lease run?", AnswerType.NUMBER),
        ("how old is he", AnswerType.NUMBER),
        ("What percentage was lost?", AnswerType.NUMBER),
        ("Who built it?", AnswerType.NAME),
        ("To whom was it sold?", AnswerType.NAME),
        ("Where is it?", AnswerType.NAME),
        ("Which frigate came from the Black Sea?", AnswerType.NAME),
        ("However, who is it?", AnswerType.NAME),
        ("Why did it close?", AnswerType.OTHER),
        ("How did it close?", AnswerType.OTHER),
        ("Is it open?", AnswerType.OTHER),
        ("Whenever is it shown?", AnswerType.OTHER),
        ("What does the ticket to Brill cost?", AnswerType.NUMBER),
        ("What share of it burned?", AnswerType.NUMBER),
        ("In what century did it burn?", AnswerType.DATE),
        ("Whose boat is it?", AnswerType.NAME),
        ("What burned?", AnswerType.NAME),
        ("Name the ships.", AnswerType.OTHER),
        ("", AnswerType.OTHER),
        ("the base at Tartous", AnswerType.OTHER),
    ],
)
def test_the_type_of_thing_that_a_question_asks_for(question, answer_type):
    assert expected_answer_type(question) is answer_type


@pytest.mark.parametrize(
    ("question", "answer_type"),
    [
        ("How many were on board when the ferry sank?", AnswerType.NUMBER),
        ("Who was mayor when the bridge fell?", AnswerType.NAME),
        ("When did the man who built it die?", AnswerType.DATE),
        ("Why did they stop counting how many there were?", AnswerType.OTHER),
        ("Who knows how long it took?", AnswerType.NAME),
        ("In which year did they ask how many there were?", AnswerType.DATE),
        ("How often was it shown, and when?", AnswerType.NUMBER),
    ],
)
def test_the_first_word_that_asks_decides(question, answer_type):
    assert expected_answer_type(question) is answer_type


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
    ("question", "focus"),
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
def test_the_focus_of_a_question(question, focus):
    assert question_focus(asked_for(question).query) == focus
