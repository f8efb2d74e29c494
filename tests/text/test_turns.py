"""Labels of speakers, and the reply to a question."""

import pytest

from qabot.text.turns import count_turns, is_question, label_end, reply_start


@pytest.mark.parametrize("label", ["Q: ", "A. ", "Answer: ", "LEDGER: ", "Mr. RUDDOCK: ", "MARA QUILL (laughs): "])
def test_a_label_of_its_own_form(label):
    assert label_end(f"{label}Yes, it is.") == len(label)
    assert label_end(f"Before.\n{label}Yes.", 8) == 8 + len(label)


def test_a_name_before_a_colon_is_a_label_only_in_a_transcript():
    text = "Captain Marit Sund: it was late."
    assert label_end(text) == 0
    assert text[label_end(text, in_transcript=True) :] == "it was late."


@pytest.mark.parametrize("text", ["the mayor: no.", "It is late.", "12: three", ""])
def test_prose_has_no_label(text):
    assert label_end(text, in_transcript=True) == 0


def test_turns_are_counted_by_line():
    assert count_turns("Q: Who?\nA: Mara.\n\n  Q: When?\nNobody said Q: that.") == 3


@pytest.mark.parametrize(
    ("text", "asks"), [("Who?", True), ("(Really?) ", True), ("“Who?”", True), ("Who? Mara.", False), ("Yes.", False)]
)
def test_a_question_ends_with_its_mark(text, asks):
    assert is_question(text) is asks


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Who drew it?\nMara Quill: I did.", "I did."),
        ("Q: Who drew it?\nA: Mara did.", "Mara did."),
        ("Who drew it?\n\nI did.", "I did."),
        ("I did.\nWho else?", "I did.\nWho else?"),
        ("Who drew it? I did.", "Who drew it? I did."),
    ],
)
def test_a_reply_begins_after_the_question_and_its_label(text, reply):
    assert text[reply_start(text) :] == reply
