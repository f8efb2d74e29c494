"""Which words of a question and of a table's header mean the same."""

import pytest

from qabot.text.label_words import asks_for, matches, matches_any, words_of


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("won", "winner", True),
        ("high", "height", True),
        ("wed", "wednesday", True),
        ("sept", "september", True),
        ("medals", "medal", True),
        ("hire", "hired", True),
        ("see", "seed", False),
        ("2023", "2024", False),
        ("2024", "2024", True),
        ("gold", "silver", False),
    ],
)
def test_akin_words(word, other, same):
    assert matches(word, other) is matches(other, word) is same
    assert matches_any(word, ["zebra", other]) is same
    assert not matches_any(word, [])


def test_words_are_in_lower_case_without_the_genitive():
    assert words_of("Brill’s 1,200 Boats (in '24)") == ["brill", "1,200", "boats", "in", "24"]


@pytest.mark.parametrize(("wh_word", "label"), [("when", "date"), ("where", "venue"), ("who", "holders")])
def test_a_question_word_asks_for_a_column(wh_word, label):
    assert asks_for(wh_word, [label])
    assert not asks_for(wh_word, ["price"])
    assert not asks_for("", [label])
