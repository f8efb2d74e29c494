"""Words that differ in their ending alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.text.words import StemSet, same_stem

WORDS = st.text("ab", max_size=9)


@pytest.mark.parametrize(
    ("form", "others", "same"),
    [
        ("syria", {"syrian"}, True),
        ("syrian", {"syria"}, True),
        ("syrians", {"syria"}, True),
        ("syrianism", {"syria"}, False),
        ("base", {"bases"}, False),
        ("base", {"base"}, True),
        ("bases", {"base"}, False),
        ("syria", {"serbia", "syra"}, False),
        ("syria", (), False),
    ],
)
def test_an_ending_of_one_or_two_letters_on_a_word_of_five_or_more(form, others, same):
    assert same_stem(form, others) is same


@given(WORDS, st.lists(WORDS, max_size=4))
def test_kin_are_what_the_definition_says(form, others):
    longer_and_shorter = [sorted((form, other), key=len) for other in others]
    by_definition = form in others or any(
        len(short) >= 5 and len(long) - len(short) <= 2 and long.startswith(short) for short, long in longer_and_shorter
    )
    assert (form in StemSet(others)) is by_definition
