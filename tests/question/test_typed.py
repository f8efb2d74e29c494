"""Questions as people type them: folded, or refused with a reason."""

import pytest

from qabot.errors import QuestionError
from qabot.question.typed import check_question


@pytest.mark.parametrize("question", ["é" * 100, "漢字は何ですか", "7?", "Ελλάδα"])
def test_letters_and_digits_of_any_script_are_words(question):
    assert check_question(question, max_chars=100) == question


@pytest.mark.parametrize(
    ("question", "problem"), [("", "is empty"), ("…", "no words"), ("x" * 11, "11 characters; at most 10")]
)
def test_what_cannot_be_asked_is_refused_with_a_reason(question, problem):
    with pytest.raises(QuestionError, match=problem):
        check_question(question, max_chars=10)
