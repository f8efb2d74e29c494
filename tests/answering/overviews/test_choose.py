"""The choice of sentences: most is told, little repeated, and the order of equal ones never matters."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.overviews.choose import choose


def rows(*values):
    vectors = np.array(values, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_what_is_nearly_the_same_is_chosen_once():
    vectors = rows((1, 0, 0), (0.99, 0.05, 0), (0, 1, 0), (0, 0.1, 1))
    assert sorted(choose(vectors, [1.0] * 4, "abcd", most=3)) in ([0, 2, 3], [1, 2, 3])


def test_several_parts_are_better_than_one():
    vectors = rows((1, 0.5, 0.5), (0.5, 1, 0.5), (0.5, 0.5, 1))
    chosen = choose(vectors, [1.0, 0.99, 0.98], ["a", "a", "b"], most=2)
    assert chosen == [0, 2]


def test_what_is_not_allowed_is_never_chosen_but_still_covered():
    vectors = rows((1, 0), (0.9, 0.4), (0, 1))
    assert choose(vectors, [5.0, 1.0, 1.0], "abc", most=3, allowed=[False, True, True]) == [1, 2]
    assert choose(vectors[:0], [], [], most=3) == []


@given(st.integers(1, 12), st.integers(1, 6), st.integers(0, 5))
def test_as_many_as_asked_for_and_none_twice(count, most, seed):
    drawn = np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    chosen = choose(vectors, [1.0 + number / 10 for number in range(count)], list(range(count)), most=most)
    assert len(set(chosen)) == len(chosen) <= min(most, count)
    assert chosen == choose(vectors, [1.0 + number / 10 for number in range(count)], list(range(count)), most=most)
