"""Questions that may go on from an answer: made from its question, from sentences, from people and from things."""

import pytest

from qabot.answering.next_questions.from_sentences import questions_from
from qabot.answering.next_questions.people import asks_who
from qabot.answering.next_questions.reworded import reworded
from qabot.answering.next_questions.things import asks_about_things


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("When was the tunnel closed?", ["Why was the tunnel closed?", "Where was the tunnel closed?"]),
        ("Why did Assad flee in 2024", ["When did Assad flee?", "Where did Assad flee?"]),
        ("Who shot down the Su-24?", ["Why was the Su-24 shot down?", "When was the Su-24 shot down?"]),
        ("Who restored the roof and the walls?", ["Why were the roof and the walls restored?"]),
        ("Was the tram line delayed?", ["Why was the tram line delayed?"]),
        ("How many people died in the ferry accident?", ["What caused the ferry accident?"]),
    ],
)
def test_a_question_is_asked_with_another_word(asked, other):
    assert list(reworded(asked))[: len(other)] == other


@pytest.mark.parametrize(
    "asked",
    [
        "Who drew the bridge?",  # "was the bridge drew" is no English
        "What caused the fire?",
        "When was there a flood?",
        "tell me about Arden",
        "Was it late?",
    ],
)
def test_no_question_is_made_where_it_would_be_wrong(asked):
    assert list(reworded(asked)) == []


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        ("The bridge was built by the county in 1931.", ["Who built the bridge?", "When was the bridge built?"]),
        ("Air strikes began on 30 September.", ["When did air strikes begin?"]),
        ("The tram line opened to passengers on 3 May 2024.", ["When did the tram line open to passengers?"]),
        ("The strike also failed because nobody else joined it.", ["Why did the strike fail?"]),
        ("The tunnel under the Sound is 18 km long.", ["How long is the tunnel under the Sound?"]),
        ("Upkeep costs some €310,000 a year.", ["How much does upkeep cost?"]),
        ("The ferry carries about 40 cars at a time.", ["How many cars does the ferry carry?"]),
        ("The lab is located at Arden University.", ["Where is the lab located?"]),
        ("New Hampshire has 18,000 nurses.", ["How many nurses does New Hampshire have?"]),
        # No date, no reason, and nothing that can be understood by itself.
        ("The bridge was built by hand.", []),
        ("The park began evacuating people Monday due to rain.", []),
        ("It was built in 1931.", []),
        ("The company was founded in 1931.", []),
        ("The youngest is 20 years old.", []),
        ("Two people died in 1931.", []),
        ("Electricity was restored by Tuesday.", []),
        ("Japan opened a base there in 2011.", []),
        ("Aleppo fell after eight years.", []),
    ],
)
def test_a_sentence_gives_the_questions_that_it_answers(sentence, questions):
    article = f"In Japan and in Aleppo, upkeep matters. {sentence}"
    assert list(questions_from(sentence, article=article)) == questions


def test_only_people_are_asked_who_they_are():
    article = (
        "Mayor Olga Brandt opened the Arden Gate. Tormod Vance, 61, said the SMTO had paid. The Long Quay is closed. "
        "Brandt said it would hold. Arden-based Quill said no."
    )
    assert list(asks_who(article, article=article)) == ["Who is Olga Brandt?", "Who is Tormod Vance?", "What is SMTO?"]


def test_things_are_asked_about_by_their_kind():
    text = "The new bridge at Brill closed after the Orlen mill fire; a fire and said the first fire do not count."
    questions = list(asks_about_things(text))
    assert questions[:2] == ["When was the new bridge at Brill built?", "Who built the new bridge at Brill?"]
    assert "What caused the Orlen mill fire?" in questions
    assert not any("first fire" in one for one in questions)
    assert list(asks_about_things("The company opened the road; Arden's other bridge is shut.")) == []
    assert "Who leads the Arden ferry company?" in list(asks_about_things("It belongs to the Arden ferry company."))
