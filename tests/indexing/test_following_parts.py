"""Builds that share parts with the build before: the same as an index built at once, whatever was changed before."""

import json
import os
import random
import shutil
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from counting import HashedWords
from hypothesis import given
from hypothesis import strategies as st
from test_following_words import DIM, WORDS, article_of, build, change, found, split
from two_backends import Silent, config

from qabot.build import build_index
from qabot.errors import EarlierBuildCorrupt
from qabot.indexing.local import parts, vectors
from qabot.indexing.local.backend import LocalBackend
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.parts import merged_from
from qabot.indexing.local.writer import LocalWriter
from qabot.model import Article, Query, Scope

SCOPES = (
    Scope(),
    Scope(sources=frozenset({"Post"})),
    Scope(collections=frozenset({"1", "renamed"})),
    Scope(published_from=date(2024, 1, 5), published_to=date(2024, 1, 20)),
    Scope(frozenset({"Mail"}), date(2024, 1, 3), collections=frozenset({"0"})),
)
UPDATES = int(os.environ.get("QABOT_SOAK_UPDATES", "12"))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=400))
def test_parts_grow_geometrically_and_stay_few(added):
    sizes = []
    written = 0
    for size in added:
        sizes.append(size)
        place = merged_from(sizes)
        written += sum(sizes[place:])
        sizes = [*sizes[:place], sum(sizes[place:])]
        assert len(sizes) <= 8
        assert all(before >= 4 * after for before, after in pairwise(sizes))
    # Each passage is written a few times for each of the sizes that parts have.
    assert written <= 4 * sum(added) * (2 + len(bin(sum(added))))


@pytest.fixture(params=["exact", "in lists"])
def _followed(request, monkeypatch):
    """Let small builds share parts, in the second case with vectors as large ones have them."""
    monkeypatch.setattr(parts, "FOLLOWED_FROM", 1)
    monkeypatch.setattr(parts, "_RATIO", 2)
    if request.param == "in lists":
        monkeypatch.setattr(vectors, "APPROXIMATE_FROM", 60)
        monkeypatch.setattr(vectors, "_FEW", 15)


def copy_one(articles, chance):
    """Add an article with the text of another, perhaps with an earlier date, so that it leads their group."""
    number = str(max(int(one) for one in articles) + 1)
    one = articles[chance.choice(sorted(articles))]
    day = date(2024, 1, chance.randint(1, 28))
    articles[number] = Article(
        number, one.title, one.source, "", (), day, f"{chance.randint(0, 2)}/{number}.txt", one.text
    )


def everything(store):
    """Return what a build says without a search."""
    told = [store.sources(), store.collections(), store.passages(range(store.passage_count))]
    told += [store.summaries(scope) for scope in SCOPES]
    names = sorted(store.catalogue.digests())
    told += [store.duplicate_groups(names), store.catalogue.digests(), store.catalogue.published_range()]
    told += [(store.article(name), store.passages_of(name), store.copies(name, SCOPES[1])) for name in names]
    return told


def nearest(store, text, scope):
    query = Query(text, HashedWords().embed_question(text), store.terms(text), {}, frozenset())
    ranked = store.searchers[1].search(query, 10_000, scope)
    passages = store.passages([one.ordinal for one in ranked])
    return {passage.id: one.score for passage, one in zip(passages, ranked, strict=True)}


def assert_same(store, anew, chance, *, exact):
    assert everything(store) == everything(anew)
    assert list(store.catalogue.check()) == []
    for scope in SCOPES:
        text = " ".join(chance.sample(WORDS, 3))
        mine, theirs = nearest(store, text, scope), nearest(anew, text, scope)
        assert list(mine.items()) == list(theirs.items()) if exact else mine == pytest.approx(theirs, abs=2e-3)
        mine, theirs = found(store, text, scope), found(anew, text, scope)
        assert mine.keys() == theirs.keys()
        assert mine == pytest.approx(theirs, rel=1e-4)
    rows = np.arange(store.passage_count)
    differences = np.abs(store.dense.vectors(rows) - anew.dense.vectors(rows))
    assert differences.max() <= (0 if exact else 1e-3)


@pytest.mark.slow
@pytest.mark.timeout(3_000)
@pytest.mark.usefixtures("_followed")
def test_random_updates_give_what_an_index_built_at_once_has(tmp_path, request):
    chance = random.Random(11)
    articles = {str(number): article_of(number, chance) for number in range(60)}
    index = tmp_path / "grown"
    build(index, articles)
    exact = "exact" in request.node.name
    shapes = set()
    for step in range(UPDATES):
        change(articles, chance)
        if step % 2:
            copy_one(articles, chance)
        store = build(index, articles)
        Builds(index).verify(store.manifest)
        shapes.add((len(store.numbering.parts), len(store.numbering.ordinals) > store.passage_count))
        assert [path.name for path in (index / "builds").iterdir()] == [store.build]
        if step % max(1, UPDATES // 10) == 0:
            shutil.rmtree(tmp_path / "anew", ignore_errors=True)
            assert_same(store, build(tmp_path / "anew", articles), chance, exact=exact)
    assert {many for many, _ in shapes} >= {1, 2, 3}
    assert (1, False) in shapes or UPDATES < 50
    compacted = build(index, articles, compact=True)
    assert compacted.is_compact
    assert_same(compacted, build(tmp_path / "once", articles), chance, exact=exact)
    for text in WORDS[:5]:
        assert found(compacted, text) == pytest.approx(found(build(tmp_path / "once", articles), text), rel=1e-5)


@pytest.fixture
def grown(tmp_path, monkeypatch):
    """Return an index of two parts, with an article gone from each, and its articles."""
    monkeypatch.setattr(parts, "FOLLOWED_FROM", 1)
    chance = random.Random(4)
    articles = {str(number): article_of(number, chance) for number in range(60)}
    build(tmp_path / "index", articles)
    articles |= {str(number): article_of(number, chance) for number in range(100, 110)}
    build(tmp_path / "index", articles)
    del articles["7"], articles["104"]
    return tmp_path / "index", articles, build(tmp_path / "index", articles), chance


@pytest.mark.slow
def test_parts_are_shared_and_what_is_written_is_small(grown):
    index, articles, before, chance = grown
    files = {path.relative_to(before.folder).as_posix(): path.stat().st_ino for path in before.catalogue.files}
    assert len(files) == 2
    articles["200"] = article_of(200, chance)
    seen = nearest(before, "baran corek", Scope())
    after = build(index, articles)
    now = {path.relative_to(after.folder).as_posix(): path.stat().st_ino for path in after.catalogue.files}
    assert len(now) == 3
    assert files.items() <= now.items()
    assert {path.stat().st_nlink for path in after.catalogue.files} == {1}, "the build before is deleted"
    # A reader that opened the build before still has it.
    assert before.article("3").text == articles["3"].text
    assert nearest(before, "baran corek", Scope()) == seen


@pytest.mark.slow
def test_nothing_but_compacting_publishes_an_unchanged_corpus(grown):
    index, articles, before, _ = grown
    assert build(index, articles).build == before.build
    compacted = build(index, articles, compact=True)
    assert compacted.build != before.build
    assert compacted.is_compact
    assert everything(compacted) == everything(before)
    assert build(index, articles, compact=True).build == compacted.build


@pytest.mark.slow
def test_an_index_with_much_in_it_that_is_gone_is_worn_until_it_is_compacted(grown):
    index, articles, _, _ = grown
    assert LocalBackend(Builds(index)).is_worn()
    build(index, articles, compact=True)
    assert not LocalBackend(Builds(index)).is_worn()


def rot(file, *, at=b""):
    """Change a bit in a file: where some bytes begin, or in its middle."""
    content, state = bytearray(file.read_bytes()), file.stat()
    content[content.index(at) if at else len(content) // 2] ^= 0x10
    file.write_bytes(content)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


def update(index, articles, *, compact=False):
    builds = Builds(index)
    with builds.locked():
        writer = LocalWriter(builds, config(DIM), rebuild=False, compact=compact)
        ordered = sorted(articles.values(), key=lambda article: article.path)
        build_index(ordered, writer, split=split, embedder=HashedWords(), progress=Silent())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["parts/0/vectors.faiss", "parts/0/catalogue.sqlite"])
def test_a_shared_file_is_read_when_it_is_copied_from_and_by_doctor(grown, name):
    index, articles, before, chance = grown
    rot(before.folder / name, at=articles["3"].text[:40].encode() if "sqlite" in name else b"")
    articles["200"] = article_of(200, chance)
    update(index, articles)
    builds = Builds(index)
    with pytest.raises(Exception, match=f"{name} of build"):
        builds.verify(builds.current()[1])
    with pytest.raises(EarlierBuildCorrupt, match=f"{name} of build"):
        update(index, articles, compact=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["parts/60/rows.npy", "ordinals.npy", "live.sqlite", "lexical/meta.json"])
def test_small_files_are_read_at_each_update(grown, name):
    index, _, before, _ = grown
    rot(before.folder / name)
    builds = Builds(index)
    with builds.locked():
        writer = LocalWriter(builds, config(DIM), rebuild=False)
        writer.discard()
    assert writer.fresh_because.startswith("everything is made anew: ")
    assert writer.known == {}


@pytest.mark.slow
def test_vectors_that_are_taken_over_are_read_with_their_checksum(grown):
    index, articles, before, _ = grown
    rot(before.folder / "parts/0/vectors.faiss")
    one = articles.pop("9")
    articles["300"] = Article("300", one.title, one.source, "", (), one.published, "2/300.txt", one.text)
    with pytest.raises(EarlierBuildCorrupt, match=r"parts/0/vectors\.faiss of build"):
        update(index, articles)


@pytest.mark.slow
def test_a_file_that_is_another_one_is_read(grown):
    """As in a copy of the index, where damage by the copying must be noticed."""
    index, articles, before, chance = grown
    file = before.folder / "parts/0/catalogue.sqlite"
    moved = file.with_name("moved")
    shutil.copy2(file, moved)
    rot(moved)
    os.utime(moved, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    moved.replace(file)
    articles["200"] = article_of(200, chance)
    after = build(index, articles)
    assert after.is_compact
    builds = Builds(index)
    builds.verify(builds.current()[1])
    states = json.loads((after.folder / "manifest.json").read_text())["files"]
    assert all(state[3] == (after.folder / name).stat().st_ino for name, state in states.items())
