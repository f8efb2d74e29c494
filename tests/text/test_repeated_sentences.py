"""How much of one text another one repeats."""

import pytest

from qabot.text.near_duplicates import body_of, own_tokens, repeated_sentences, repeats, tokens_of

FERRY = "The ferry from Arden to Brill stopped on Friday. Diesel was too dear for the council. Three boats are sold."


def test_numbers_up_to_twenty_are_digits_and_commas_go():
    assert tokens_of("Twelve of 1,200 boats") == ["12", "of", "1200", "boats"]


def test_a_dateline_and_the_lines_of_the_page_are_left_out():
    text = "ARDEN (Harbour Post) — The ferry stopped on Friday.\nBy Mara Quill\nDiesel was too dear."
    assert body_of(text).sentences == ("The ferry stopped on Friday.", "Diesel was too dear.")
    assert own_tokens(text)[:2] == ["the", "ferry"]


def test_reworded_sentences_are_repeated_and_other_numbers_are_not():
    other = body_of(
        "On Friday the ferry from Arden to Brill stopped. The council found diesel too dear. Four boats are sold."
    )
    assert repeated_sentences(body_of(FERRY), other) == (True, True, False)


@pytest.mark.parametrize(("share", "enough"), [(0.0, True), (0.6, True), (1.0, False)])
def test_a_share_of_the_words_is_repeated(share, enough):
    other = body_of("The ferry from Arden to Brill stopped on Friday. Diesel was too dear for the council. It rained.")
    assert repeats(other, body_of(FERRY), share=share) is enough


def test_a_sentence_that_says_nothing_does_not_count():
    assert repeated_sentences(body_of("It was late."), body_of("Nobody came to the bridge.")) == (True,)
