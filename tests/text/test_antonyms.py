"""Stems, negations, and words that say the opposite of each other."""

from itertools import combinations

import pytest

from qabot.text.antonyms import POLES, negations, stem


@pytest.mark.parametrize(
    ("words", "base"),
    [
        ("win won winner winning", "win"),
        ("rise rose risen rising", "rise"),
        ("died dies dead death", "die"),
        ("open opens opened opening", "open"),
        ("city cities", "city"),
        ("moscow's moscow’s moscow", "moscow"),
        ("planned planning plans plan", "plan"),
        ("pass passes", "pass"),
        ("add", "add"),
    ],
)
def test_forms_of_one_word_have_one_stem(words, base):
    assert {stem(word) for word in words.split()} == {stem(base)}


@pytest.mark.parametrize("pair", ["rise raise", "open opera", "ban band", "man main"])
def test_different_words_have_different_stems(pair):
    one, other = pair.split()
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The ferry stopped.", 0),
        ("The ferry did not stop.", 1),
        ("The ferry didn’t stop.", 1),
        ("It isn't true that nobody came.", 2),
        ("He declined to say so.", 1),
        ("Not only the ferry stopped.", 0),
        ("Nothing was known.", 1),
        ("The knot held.", 0),
    ],
)
def test_negations_are_counted(text, count):
    assert negations(text) == count


@pytest.mark.parametrize(
    ("one", "other"),
    [("rose", "fell"), ("won", "lost"), ("opened", "closed"), ("northern", "southern"), ("first", "last")],
)
def test_opposites_are_on_two_poles(one, other):
    assert any(
        (stem(one) in first and stem(other) in second) or (stem(one) in second and stem(other) in first)
        for first, second in POLES
    )


def test_no_word_is_its_own_opposite():
    assert all(first and second for first, second in POLES)
    # Whoever defeats wins; whose defeat it is loses.
    assert {word for first, second in POLES for word in first & second} == {"defeat"}
    assert all(one != other for one, other in combinations(POLES, 2))
