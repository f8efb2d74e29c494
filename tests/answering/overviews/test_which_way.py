"""Which way a sentence points in a question for yes or no; nothing where that is not plain."""

import pytest

from qabot.answering.overviews.yes_no import DENIES_IT, SAYS_SO, which_way


@pytest.mark.parametrize(
    ("question", "sentence", "way"),
    [
        ("Was the contract with Stroytransgaz cancelled?", "The contract with Stroytransgaz was cancelled.", SAYS_SO),
        (
            "Was the contract with Stroytransgaz cancelled?",
            "The contract with Stroytransgaz was not cancelled.",
            DENIES_IT,
        ),
        ("Did the mill close?", "The mill opened on Friday.", DENIES_IT),
        ("did the mill close", "The mill closed on Friday.", SAYS_SO),
        ("Did the mill close?", "The mill may close on Friday.", ""),
        ("Did the mill close?", "The owner denied that the mill closed.", ""),
        ("Did the mill of Arden close?", "The mill of Brill closed on Friday.", ""),
        ("Did 14 people die in Arden?", "In Arden 16 people died.", ""),
        ("Did 14 people die in Arden?", "In Arden 14 people died.", SAYS_SO),
        ("Did Olga Brandt win the vote?", "Nobody knows who Olga Brandt is.", ""),
        ("Is the harbour empty?", "The harbour is all but empty.", ""),
        ("Was the ferry late?", "The council discussed the ferry; the bus was late.", ""),
    ],
)
def test_only_a_plain_sentence_points_one_way(question, sentence, way):
    assert which_way(question, sentence) == way


def test_the_name_behind_a_pronoun_may_be_in_the_sentence_before():
    question, sentence = "Does Webb go around the Earth?", "It does not go around the Earth, as Hubble does."
    assert which_way(question, sentence) == ""
    assert which_way(question, sentence, before="Webb arrived on 24 January 2022.") == DENIES_IT
    assert which_way(question, sentence, before="Spitzer arrived on 24 January 2022.") == ""
