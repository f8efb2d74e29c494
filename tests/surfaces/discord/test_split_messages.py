"""Long answers: whole, inside Discord's limits as Discord counts, fences balanced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.surfaces.discord.pages.split_messages import (
    DESCRIPTION,
    EMBED_TOTAL,
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


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=30))
def test_messages_fit_and_keep_blocks_whole(lengths):
    blocks = [f"{number}:" + "x" * length for number, length in enumerate(lengths)]
    messages = pack(blocks)
    for message in messages:
        assert len(message) <= 10
        assert sum(map(utf16_length, message)) <= EMBED_TOTAL
        assert all(utf16_length(embed) <= DESCRIPTION for embed in message)
    embeds = [embed for message in messages for embed in message]
    for block in blocks:
        if utf16_length(block) <= DESCRIPTION:
            assert any(block in embed.split("\n\n") for embed in embeds)


def test_shortened_text_never_has_half_a_character():
    assert shorten("😀😀😀", 5) == "😀😀…"
    assert shorten("abc", 3) == "abc"
