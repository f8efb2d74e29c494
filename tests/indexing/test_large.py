"""A large index: vectors in lists around learned centres, of which only the nearest are compared."""

from itertools import pairwise

import numpy as np
import pytest
from two_backends import dense_over

from qabot.errors import IndexCorrupt
from qabot.indexing.local.dense import DenseSearcher
from qabot.indexing.local.numbers import Numbering
from qabot.indexing.local.vectors import write_vectors
from qabot.model import Query, Scope

pytestmark = pytest.mark.slow

DIM = 16
COUNT = 40_000
SOME = Scope(sources=frozenset({"x"}))


def clustered(count, seed=0):
    """Return unit rows around a few hundred directions, as texts about a few hundred subjects have."""
    chance = np.random.default_rng(seed)
    middles = np.random.default_rng(1).normal(size=(300, DIM))
    rows = middles[chance.integers(0, len(middles), count)] + 0.5 * chance.normal(size=(count, DIM))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def opened(folder, count, inside=None):
    return dense_over(folder, count, dim=DIM, select=lambda _: inside)


def ask(dense, vector, limit=10, scope=Scope()):  # noqa: B008
    return dense.search(Query("", vector, (), {}, frozenset()), limit, scope)


def recall(dense, rows, questions, *, inside=None):
    allowed = np.arange(len(rows)) if inside is None else inside
    scope = Scope() if inside is None else SOME
    found = 0.0
    for vector in questions:
        best = allowed[np.argsort(-(rows[allowed] @ vector), kind="stable")[:10]]
        found += len({one.ordinal for one in ask(dense, vector, scope=scope)} & set(best.tolist())) / len(best)
    return found / len(questions)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    rows = clustered(COUNT)
    write_vectors(folder, rows, large=True)
    return folder, rows


def test_size_chooses_the_kind(large, tmp_path):
    folder, rows = large
    assert not opened(folder, COUNT).exact
    write_vectors(tmp_path, rows)
    assert opened(tmp_path, COUNT).parts[0].exact
    write_vectors(tmp_path, rows[:1_000], large=True, centres=opened(folder, COUNT).parts[0])
    few = opened(tmp_path, 1_000)
    assert few.exact
    assert not few.parts[0].exact
    assert few.vectors(np.arange(1_000)).tobytes() == opened(folder, COUNT).vectors(np.arange(1_000)).tobytes()


def test_nearly_all_of_the_nearest_are_found(large):
    folder, rows = large
    assert recall(opened(folder, COUNT), rows, clustered(100, seed=2)) > 0.95


@pytest.mark.parametrize("share", [0.5, 0.01, 0.0005])
def test_a_narrow_scope_costs_no_recall(large, share):
    folder, rows = large
    inside = np.flatnonzero(np.random.default_rng(3).random(COUNT) < share)
    dense = opened(folder, COUNT, inside)
    assert recall(dense, rows, clustered(50, seed=2), inside=inside) > 0.95
    found = ask(dense, rows[0], limit=200, scope=SOME)
    assert len(found) == min(200, len(inside))
    assert {one.ordinal for one in found} <= set(inside.tolist())


def test_nothing_inside_is_nothing_found(large):
    assert ask(opened(large[0], COUNT, np.array([], dtype=np.int64)), large[1][0], scope=SOME) == []


def test_the_same_question_has_the_same_answer(large):
    folder, rows = large
    one, other = opened(folder, COUNT), opened(folder, COUNT)
    for vector in clustered(20, seed=5):
        found = ask(one, vector, limit=200)
        assert found == ask(other, vector, limit=200) == ask(one, vector, limit=400)[:200]
        assert found == sorted(found, key=lambda hit: (-hit.score, hit.ordinal))
        assert [hit.score for hit in found] == pytest.approx(
            [float(rows[hit.ordinal] @ vector) for hit in found], abs=2e-3
        )


def test_vectors_come_back_in_sixteen_bits(large):
    folder, rows = large
    numbers = np.array([COUNT - 1, 0, 17, 17])
    assert np.abs(opened(folder, COUNT).vectors(numbers) - rows[numbers]).max() < 1e-3


def test_what_follows_keeps_centres_and_entries(large, tmp_path):
    folder, rows = large
    earlier = opened(folder, COUNT)
    new = clustered(300, seed=7)
    # Half way through, new rows; a row that is twice there; the first 100 are gone.
    kept = np.concatenate([np.arange(100, 20_000), np.full(300, -1), np.arange(20_000, COUNT), [500]])
    wanted = np.concatenate([rows[100:20_000], new, rows[20_000:], rows[500:501]])
    asked_for = []

    class Watched:
        shape = wanted.shape

        def __getitem__(self, numbers):
            asked_for.extend(numbers.tolist())
            return wanted[numbers]

    part = earlier.parts[0]
    write_vectors(tmp_path, Watched(), large=True, centres=part, kept=[(part, kept)])
    assert asked_for == list(range(19_900, 20_200))
    follower = opened(tmp_path, len(wanted))
    numbers = np.arange(len(wanted))
    old = kept >= 0
    assert follower.vectors(numbers)[old].tobytes() == earlier.vectors(kept[old]).tobytes()
    assert np.abs(follower.vectors(numbers) - wanted).max() < 1e-3
    assert recall(follower, wanted, clustered(50, seed=2)) > 0.95
    assert [hit.ordinal for hit in ask(follower, rows[500], limit=2)] == [400, len(wanted) - 1]


def test_what_follows_learns_anew_when_it_is_much_larger(large, tmp_path):
    folder, rows = large
    (part,) = opened(folder, COUNT).parts
    assert part.fits(COUNT)
    assert part.fits(2 * COUNT)
    assert not part.fits(20 * COUNT)
    assert not part.fits(COUNT // 20)
    few = rows[:3_000]
    write_vectors(tmp_path, few, large=True)
    assert recall(opened(tmp_path, 3_000), few, clustered(50, seed=2)) > 0.95


def test_a_search_over_parts_is_one_over_all(large, tmp_path):
    """A large part, one with lists and one without; every third passage is gone; ordinals are in another order."""
    folder, rows = large
    (first,) = opened(folder, COUNT).parts
    more = clustered(12_000, seed=9)
    for name, some in (("second", more[:11_000]), ("third", more[11_000:])):
        (tmp_path / name).mkdir()
        write_vectors(tmp_path / name, some, large=True, centres=first)
    every = np.concatenate([rows, more])
    live = np.flatnonzero(np.arange(len(every)) % 3)
    order = np.random.default_rng(8).permutation(live)
    ordinals = np.full(len(every), -1, dtype=np.int32)
    ordinals[order] = np.arange(len(order))
    edges = (0, COUNT, COUNT + 11_000, len(every))
    parts = [np.stack([np.arange(a, b)] * 2).astype(np.int32) for a, b in pairwise(edges)]
    folders = [folder, tmp_path / "second", tmp_path / "third"]
    inside = np.flatnonzero(np.random.default_rng(3).random(len(order)) < 0.01)
    dense = DenseSearcher(folders, Numbering(ordinals, parts), rows=len(order), dim=DIM, select=lambda _: inside)
    assert [part.flat for part in dense.parts] == [False, False, True]
    assert recall(dense, every[order], clustered(100, seed=2)) > 0.95
    assert recall(dense, every[order], clustered(50, seed=2), inside=inside) > 0.95
    assert np.abs(dense.vectors(np.arange(len(order))) - every[order]).max() < 1e-3
    with pytest.raises(IndexCorrupt, match="do not fit the catalogue"):
        DenseSearcher(folders, Numbering(ordinals, parts), rows=len(every), dim=DIM, select=lambda _: inside)
