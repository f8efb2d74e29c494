"""What the lexicon says of words."""

import pytest

from qabot.writing.lexicon import lexicon


@pytest.mark.parametrize(
    ("said", "shown", "pos", "follows"),
    [
        ("shut", "closed", "v", True),
        ("planes", "bombers", "n", True),
        ("bombers", "planes", "n", False),
        ("turned down", "rejected", "v", True),
        ("trucks", "lorries", "n", True),
        ("tunnel", "bridge", "n", False),
        ("rose", "fell", "v", False),
        ("state", "city", "n", False),
    ],
)
def test_a_word_follows_from_its_synonyms_and_from_its_kinds(said, shown, pos, follows):
    assert lexicon().follows(said, shown, pos=pos, shown_pos=pos) is follows


def test_a_word_follows_from_what_it_is_derived_from():
    assert lexicon().follows("departure", "departed", pos="n", shown_pos="v")
    assert lexicon().opposed("opened", "shut")
    assert ("v", "take") in lexicon().bases("took")
