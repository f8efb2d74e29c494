"""Long answers: whole, inside Discord's limits as Discord counts, fences balanced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.surfaces.discord.pages.split_messages import (
    MESSAGE,
    pack,
    shorten,
    split_text,
    utf16_length,
)


@pytest.mark.parametrize("length", [1_999, 2_000, 2_001, 4_096, 4_097, 6_000, 6_001])
@pytest.mark.parametrize("char", ["a", "😀"])
def test_lengths_at_the_limits(length, char):
    pieces = split_text(char * length, 2_000)
    assert all(utf16_length(piece) <= 2_000 for piece in pieces)
    assert "".join(pieces) == char * length


@given(st.text(alphabet="ab \n.😀", max_size=400), st.integers(10, 60))
def test_pieces_have_every_word_and_fit(text, limit):
    pieces = split_text(text, limit)
    assert all(utf16_length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_long_code_block_is_closed_and_opened_again():
    lines = [f"line {number}" for number in range(1_200)]
    pieces = split_text("```python\n" + "\n".join(lines) + "\n```", 2_000)
    assert len(pieces) > 5
    assert all(utf16_length(piece) <= 2_000 and piece.count("```") == 2 for piece in pieces)
    assert all(piece.startswith("```python\n") for piece in pieces)
    assert [line for piece in pieces for line in piece.split("\n") if line.startswith("line")] == lines


def test_paragraphs_come_first():
    assert split_text("one two.\n\nthree four.", 15) == ["one two.", "three four."]


@given(st.lists(st.lists(st.integers(1, 5_000), max_size=8), min_size=1, max_size=6))
def test_messages_fit_and_keep_blocks_whole(lengths):
    sections = [[f"{one}-{two}:" + "x" * n for two, n in enumerate(section)] for one, section in enumerate(lengths)]
    messages = pack(sections, gap="\n\n")
    assert all(sum(map(utf16_length, message)) <= MESSAGE for message in messages)
    texts = [text for message in messages for text in message]
    for block in (block for section in sections for block in section):
        if utf16_length(block) <= MESSAGE:
            assert any(block in text.split("\n\n") for text in texts)


def test_a_message_has_one_text_for_each_section():
    assert pack([["a", "b"], ["c"]]) == [["a\nb", "c"]]
    assert pack([["x" * 3_000, "y" * 900], ["z" * 200]]) == [["x" * 3_000 + "\n" + "y" * 900], ["z" * 200]]


def test_shortened_text_never_has_half_a_character():
    assert shorten("😀😀😀", 5) == "😀😀…"
    assert shorten("abc", 3) == "abc"
