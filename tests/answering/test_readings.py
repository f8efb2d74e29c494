"""Spans that a reader found are kept, moved or dropped by clauses, turns and names; no network reads here."""

import pytest
from counting import asked_for

from qabot.answering.short_answers.lower_ranks import leave_lower_ranks
from qabot.answering.short_answers.readings import correct_readings
from qabot.model import AnswerSpan, Article, Hit, Passage, Reading, Span
from qabot.text.sentences import sentence_spans


class OneArticle:
    def __init__(self, article):
        self.held = article

    def article(self, article_id):
        assert article_id == self.held.id
        return self.held


@pytest.fixture
def corrected():
    """Return the spans, best first, and the logit of a passage in which a reader found ``found``."""

    def correct(question, text, *found, title="News"):
        article = Article("a", title, "", "", (), None, "a", text)
        hit = Hit(Passage("a", 0, len(text), text, tuple(sentence_spans(text))), 1.0, {})
        spans = [
            AnswerSpan(Span(text.index(one), text.index(one) + len(one)), 2.0 - place)
            for place, one in enumerate(found)
        ]
        (after,) = correct_readings(asked_for(question), [hit], [Reading(1.0, tuple(spans))], store=OneArticle(article))
        return [text[one.span.start : one.span.end] for one in after.spans], after.answers

    return correct


BUSES = "The bus line Orrin carried 3,200 passengers on Monday, Felder 1,900 and Hulm only 400."


@pytest.mark.parametrize(
    ("question", "text", "found", "expected"),
    [
        ("How many passengers did Felder carry?", BUSES, "3,200", "1,900"),
        ("How many passengers did Hulm carry?", BUSES, "1,900", "400"),
        ("How many passengers did Orrin carry?", BUSES, "1,900", "3,200"),
        ("Who owns the Herald?", "The Post belongs to Ulf Brandt, the Herald to the Oster family.", "Ulf Brandt",
         "the Oster family"),
        ("Who leads the orchestra?", "Karin Voll leads the choir and Mats Ry the orchestra.", "Karin Voll", "Mats Ry"),
        ("When was the south bridge closed?", "The north bridge was closed in March and the south bridge in June.",
         "March", "June"),
        ("Where was Lis Holm born?", "Arne Holm was born in 1951 in Risby, his wife Lis in 1958 in Torn.",
         "Risby", "Torn"),
        ("How many workers did Dyer Brothers hire?", "Fern Mills laid off 120 workers, while Dyer Brothers hired 45.",
         "120", "45"),
        ("How much does green pea protein cause?",
         "A kilo of yellow pea protein causes 15.5 kg. A kilo of green pea protein causes 11.2 kg.",
         "15.5 kg", "11.2 kg"),
        ("How many points did Kerstin Larsson have?",
         "Mats Larsson won with nine points. Kerstin Larsson came second with eight and a half.",
         "nine", "eight and a half"),
        ("Who was named minister of health?",
         "Milo Satt was named finance minister, and Greta Satt was named minister of health.",
         "Milo Satt was named finance minister, and Greta Satt", "Greta Satt"),
        ("Who paid for the study?", "The study was led by Mona Ferris and paid for by the Haldane fund.",
         "Mona Ferris and paid for by the Haldane fund", "the Haldane fund"),
    ],
)  # fmt: skip
def test_the_answer_is_taken_from_the_clause_of_the_one_that_is_asked_about(corrected, question, text, found, expected):
    spans, answers = corrected(question, text, found)
    assert spans[0] == expected
    assert found not in spans
    assert answers >= 1.0


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("How many passengers did Orrin carry?", BUSES, "3,200"),
        ("Who besides the British traded there?", "French and British ships traded there.", "French"),
        ("What share do the Bolivians have?", "There are 500 to 2,000 Bolivians in Newcastle, 1% of all.", "1%"),
        ("When was Luther born?", "He was born to Hans Luder and his wife on 10 November 1483.", "10 November 1483"),
        ("How many firms were listed in August 2009?", "There are 374 firms listed and 16 sold as of 31 August 2009.",
         "374"),
        ("Why did Felder carry so few?", BUSES, "3,200"),
    ],
    ids=["its own", "list", "share", "another kind", "a day is no subject", "why"],
)  # fmt: skip
def test_what_is_of_no_neighbour_stays(corrected, question, text, found):
    assert corrected(question, text, found) == ([found], 1.0)


def test_a_neighbour_s_number_is_no_answer_where_the_own_clause_tells_something_else(corrected):
    text = "Fern Mills hired 120 workers, while Dyer Brothers sold 45 looms."
    assert corrected("How many workers did Dyer Brothers hire?", text, "120")[0] == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When did Martin Aurin die?", "It is named after Felix Aurin, who died in 1932. Aurin built it."),
        ("When did King Oskar V die?", "King Oskar IV died in 1932."),
        ("When did West Marden burn?", "East Marden burned in 1932."),
        ("When did the Technical College of Hulmel open?", "The University of Hulmel opened in 1932."),
        ("When did Saxby burn?", "Upper Saxby burned in 1932 and Lower Saxby in 1940."),
        ("When did Lena Ekdal write it?", "Lena Poe wrote it in 1932, and Hugo Ekdal read it."),
    ],
    ids=["first name", "number of a king", "side", "kind", "one of several", "of two"],
)
def test_another_of_the_same_name_is_not_the_one_that_is_asked_about(corrected, question, text):
    spans, answers = corrected(question, text, "1932")
    assert spans == []
    assert answers < -5


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When did Felix Aurin die?", "Felix Aurin, whose brother was Martin Aurin, died in 1932."),
        ("When did Martin Aurin die?", "Aurin died in 1932."),
        ("When did President Aurin die?", "Felix Aurin died in 1932."),
        ("When did Marco Pole die?", "Marco Polo died in 1932."),
        ("When did Saxby burn?", "Upper Saxby burned in 1932."),
        ("When did Lena Ekdal write it?", "Lena wrote it in 1932, and Hugo Ekdal read it."),
        ("When did Saxby burn?", "Saxby burned in 1932, and so did Upper Saxby and Lower Saxby."),
    ],
    ids=["the same", "short", "title", "slip of the pen", "only one", "first name alone", "named itself"],
)
def test_the_same_name_in_another_form_still_answers(corrected, question, text):
    assert corrected(question, text, "1932")[0] == ["1932"]


INTERVIEW = (
    "Q: What does the stadium cost?\n\nA: 340 million crowns, all of it private.\n\nQ: Who pays?\n\n"
    "A: The brewery Hasselt, mostly.\n\nQ: When was the leak found?\n\nA: In March, by a diver.\n"
)


@pytest.mark.parametrize(
    ("question", "found", "expected"),
    [
        ("Who pays for the stadium?", "340 million crowns", "The brewery Hasselt"),
        ("Who pays for the stadium?", "Q", "The brewery Hasselt"),
        ("What does the stadium cost?", "340", "340 million crowns"),
        ("Who found the leak?", "The brewery", "a diver"),
        ("When was the leak found?", "March", "March"),
    ],
)
def test_the_reply_to_the_same_question_answers(corrected, question, found, expected):
    title = "Interview: Ana Solberg on the new stadium"
    for text in (INTERVIEW, INTERVIEW.replace("\n\n", " ")):
        spans, answers = corrected(question, text, found, title=title)
        assert spans == [expected]
        assert answers >= 1.0


def test_a_short_reply_to_another_question_answers_nothing(corrected):
    assert corrected("Who painted the ceiling of the opera?", INTERVIEW, "The brewery")[0] == []


def test_a_long_reply_speaks_for_itself(corrected):
    reply = "A: The ceiling of the opera was painted by Mia Poe, " + "whom I met in the year in which it burned, " * 3
    text = f"Q: What of the roof?\n\n{reply}.\n\nQ: And the floor?\n\nA: It is new.\n"
    assert corrected("Who painted the ceiling of the opera?", text, "Mia Poe")[0] == ["Mia Poe"]


@pytest.mark.parametrize(
    ("question", "text", "found", "kept"),
    [
        ("Who leads the harbour ministry?", "Ana Roe, a deputy harbour minister, spoke.", "Ana Roe", []),
        ("Who is the mayor of Brill?", "Deputy mayor Ana Roe opened it.", "Ana Roe", []),
        ("Who is the mayor of Brill?", "The former mayor Ana Roe opened it.", "Ana Roe", []),
        ("Who is the mayor of Brill?", "Ana Roe, who was the spokeswoman for the mayor, wept.", "Ana Roe", []),
        ("Who was the mayor of Brill?", "The former mayor Ana Roe opened it.", "Ana Roe", ["Ana Roe"]),
        ("Who is the deputy mayor?", "Deputy mayor Ana Roe opened it.", "Ana Roe", ["Ana Roe"]),
        ("Who is the mayor of Brill?", "Mayor Ana Roe and her deputy opened it.", "Ana Roe", ["Ana Roe"]),
        ("Who opened the bridge?", "Deputy mayor Ana Roe opened it.", "Ana Roe", ["Ana Roe"]),
        ("Who is the foreign minister?", "Ana Roe, the defence minister, spoke.", "Ana Roe", []),
        ("Who is the foreign minister?", "Defence minister Ana Roe spoke.", "Ana Roe", []),
        ("Who is the defense minister?", "Ana Roe, the defence minister, spoke.", "Ana Roe", ["Ana Roe"]),
        ("Who is the foreign minister?", "Admiral Roe is too large for the piers.", "Admiral Roe", []),
        ("Who is the foreign minister?", "The foreign ministry wept. Ana Roe spoke.", "Ana Roe", ["Ana Roe"]),
        ("Who is the former foreign minister?", "Ana Roe, a deputy foreign minister, spoke.", "Ana Roe", []),
        ("Who is the mayor of Brill?", "A spokesman for Mayor Ana Roe wept.", "Ana Roe", ["Ana Roe"]),
        ("Who is the mayor of Brill?", "Ana Roe, whose deputy wept, is mayor.", "Ana Roe", ["Ana Roe"]),
        ("Who is the mayor of Brill?", "And then Mayor Ana Roe wept.", "Ana Roe", ["Ana Roe"]),
        ("Who is the mayor?", "Her deputy was late. Mayor Ana Roe opened it.", "Ana Roe", ["Ana Roe"]),
    ],
)
def test_a_deputy_does_not_answer_who_leads(corrected, question, text, found, kept):
    assert corrected(question, text, found)[0] == kept


FALLS = "The harvest will come down from 96,000 bags to 61,000, the growers expect."


@pytest.mark.parametrize(
    ("question", "text", "found", "kept"),
    [
        ("How many bags is the harvest expected to be?", FALLS, ["96,000"], ["61,000"]),
        ("How many bags is the harvest expected to be?", FALLS, ["96,000", "61,000"], ["61,000"]),
        ("How many bags is the harvest expected to be?", FALLS, ["61,000"], ["61,000"]),
        ("From how many bags will the harvest fall?", FALLS, ["96,000"], ["96,000"]),
        ("How many bags did the growers fill?", FALLS, ["96,000"], ["96,000"]),
        ("How much is the fare now?", "The fare rose from €2.50 to €2.80 in May.", ["€2.50"], ["€2.80"]),
        ("How many hours is the journey?", "It takes from 6 to 12 hours.", ["6"], ["6"]),
    ],
)
def test_a_number_that_changed_is_its_new_value(corrected, question, text, found, kept):
    assert corrected(question, text, *found)[0] == kept


def read_each(question, *texts, found="Ana Roe"):
    """Return in which of some passages a name is kept as who holds a post."""
    passages = [Passage(str(n), 0, len(text), text, tuple(sentence_spans(text))) for n, text in enumerate(texts)]
    readings = [
        Reading(1.0, (AnswerSpan(Span(text.index(found), text.index(found) + len(found)), 2.0),)) for text in texts
    ]
    return [bool(one.spans) for one in leave_lower_ranks(question, passages, readings)]


def test_a_deputy_who_is_known_as_one_answers_in_no_passage_but_one_who_rose_does():
    deputy, ministry = "Ana Roe, a deputy mayor, spoke.", "Ana Roe of the town hall spoke."
    assert read_each("Who is the mayor?", deputy, ministry) == [False, False]
    assert read_each("Who is the mayor?", deputy, "Mayor Ana Roe spoke.") == [False, True]
