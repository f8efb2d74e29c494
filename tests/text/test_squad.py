"""When two short answers are the same."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.text.squad import exact_match, overlap_f1, plain_answer

SCORE = Path(__file__).parents[3] / "shared" / "data" / "score.py"
"""The script that answers are scored with, where there is one."""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The Mara  Quill.", "mara quill"),
        ("the\nUnited-States of AMERICA", "unitedstates of america"),
        ("a an the", ""),
        ("Athens, an anthem; then", "athens anthem then"),
        ("“naïve” – the ‘café’—", "naïve café"),
        ("$1,140.5 million", "11405 million"),
        ("Quill's", "quills"),
        ("Quill’s", "quills"),
        ("U.S.", "us"),
        ("THE A", ""),
        ("12\u00a0May", "12 may"),
        ("漢字", "漢字"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_the_plain_form_of_an_answer(text, plain):
    assert plain_answer(text) == plain


@pytest.mark.parametrize(
    ("given", "expected", "same"),
    [
        ("the Mara Quill", "Mara Quill.", True),
        ("MARA quill", "Mara Quill", True),
        ("Quill Mara", "Mara Quill", False),
        ("Mara", "Mara Quill", False),
        ("“Mara”", "mara", True),
        ("the", "", True),
        ("", "Mara", False),
    ],
)
def test_when_two_answers_match_exactly(given, expected, same):
    assert exact_match(given, expected) is same


@pytest.mark.parametrize(
    ("given", "expected", "f1"),
    [
        ("Mara Quill", "the Mara Quill", 1.0),
        ("Quill Mara", "Mara Quill", 1.0),
        ("Mara", "Mara Quill", 2 / 3),
        ("Engineer Mara Quill", "Mara Quill of Brill", 2 * 2 / 7),
        ("ha ha ha", "ha ha", 0.8),
        ("Olga", "Mara", 0.0),
        ("", "Mara", 0.0),
        ("Mara", "the", 0.0),
        ("", "", 0.0),
    ],
)
def test_how_far_two_answers_overlap(given, expected, f1):
    assert overlap_f1(given, expected) == pytest.approx(f1)


WORDS = "The a an mara Mara, Quill 12 “Brill” – é . '"
TEXTS = st.lists(st.sampled_from(WORDS.split(" ")), max_size=6).map(" ".join) | st.text(max_size=20)


@given(TEXTS, TEXTS)
def test_the_measures_agree_with_each_other(one, other):
    f1 = overlap_f1(one, other)
    assert 0 <= f1 <= 1
    assert f1 == overlap_f1(other, one)
    assert exact_match(one, other) == exact_match(other, one)
    assert plain_answer(plain_answer(one)) == plain_answer(one)
    if exact_match(one, other) and plain_answer(one):
        assert f1 == 1
    if f1 == 1:
        assert sorted(plain_answer(one).split()) == sorted(plain_answer(other).split())


@pytest.fixture(scope="module")
def score():
    if not SCORE.exists():
        pytest.skip(f"there is no {SCORE}")
    spec = importlib.util.spec_from_file_location("score", SCORE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@given(one=TEXTS, other=TEXTS)
def test_they_are_the_measures_that_answers_are_scored_with(score, one, other):
    assert plain_answer(one) == score.norm(one)
    assert overlap_f1(one, other) == score.f1(one, other)
    assert exact_match(one, other) == (score.norm(one) == score.norm(other))
