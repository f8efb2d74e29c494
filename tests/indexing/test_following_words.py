"""Words brought up to date by segments: the same as when all are written, and the build before stays as it was."""

import json
import os
import random
from datetime import date

import pytest
from counting import HashedWords
from two_backends import Silent, config

from qabot.build import build_index
from qabot.indexing.local import parts, word_segments
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.store import open_store
from qabot.indexing.local.writer import LocalWriter
from qabot.model import Article, Passage, Query, Scope, Span

pytestmark = pytest.mark.slow

WORDS = [f"{one}{two}" for one in ("bar", "cor", "del", "fen", "gol", "hul") for two in ("an", "ek", "id", "om", "ut")]
DIM = 256


@pytest.fixture
def _followed(monkeypatch):
    """Bring the words of small builds up to date as well, whatever share of them is gone."""
    monkeypatch.setattr(parts, "FOLLOWED_FROM", 1)
    monkeypatch.setattr(parts, "_MOST_NEW", 10.0)
    monkeypatch.setattr(word_segments, "_MOST_GONE", 10.0)


def mark(number):
    """Return a word that only one article has."""
    return "z" + "".join("bcdfghjklm"[int(digit)] for digit in str(number)) + "x"


def article_of(number, chance):
    lines = [" ".join(chance.choices(WORDS, k=6)) + f" {mark(number)}." for _ in range(3)]
    title = " ".join(chance.choices(WORDS, k=2))
    return Article(f"{number}", title, chance.choice(("Post", "Mail")), "", (), date(2024, 1, 1 + number % 28),
                   f"{number % 3}/{number}.txt", "\n".join(lines))  # fmt: skip


def split(article):
    passages, start = [], 0
    for line in article.text.split("\n"):
        passages.append(Passage(article.id, start, start + len(line), line, (Span(start, start + len(line)),)))
        start += len(line) + 1
    return tuple(passages)


def build(folder, articles, *, compact=False):
    """Bring an index up to date; return it, opened."""
    builds = Builds(folder)
    embedder = HashedWords()
    ordered = sorted(articles.values(), key=lambda article: article.path)
    with builds.locked():
        writer = LocalWriter(builds, config(DIM), rebuild=False, compact=compact)
        build_index(ordered, writer, split=split, embedder=embedder, progress=Silent())
        builds.finish("")
    return open_store(builds, config(DIM))


def found(store, text, scope=Scope()):  # noqa: B008
    query = Query(text, HashedWords().embed_question(text), store.terms(text), {}, frozenset())
    ranked = store.searchers[0].search(query, 10_000, scope)
    passages = store.passages([one.ordinal for one in ranked])
    return {passage.id: one.score for passage, one in zip(passages, ranked, strict=True)}


def change(articles, chance):
    """Add, edit, rename and remove some articles."""
    for _ in range(chance.randint(1, 5)):
        kind = chance.choice(("add", "add", "edit", "rename", "remove"))
        name = chance.choice(sorted(articles))
        number = max(int(one) for one in articles) + 1
        if kind == "edit":
            articles[name] = article_of(int(name), chance)
        elif kind == "add":
            articles[str(number)] = article_of(number, chance)
        elif len(articles) > 5:
            gone = articles.pop(name)
            if kind == "rename":
                articles[str(number)] = Article(str(number), gone.title, gone.source, "", (), gone.published,
                                                f"renamed/{number}.txt", gone.text)  # fmt: skip


def assert_same_words(store, anew, chance):
    assert store.passage_count == anew.passage_count
    for word in (*WORDS, mark(3), mark(12), "nowhere"):
        form = store.terms(word)[0].form
        assert store.frequency(form) == pytest.approx(anew.frequency(form), rel=0.05, abs=0)
    for begins in ("b", "z", "hulu", "x"):
        assert store.forms(begins).keys() == anew.forms(begins).keys()
    for _ in range(5):
        question = " ".join(chance.sample(WORDS, 2))
        for scope in (Scope(), Scope(sources=frozenset({"Post"})), Scope(collections=frozenset({"1"}))):
            mine, theirs = found(store, question, scope), found(anew, question, scope)
            assert mine.keys() == theirs.keys()
            assert list(mine.values()) == sorted(mine.values(), reverse=True)
            # All passages are of one length here, so that what is deleted changes no mean of lengths.
            assert mine == pytest.approx(theirs, rel=1e-4)


def files_of(folder):
    return {path.name: (path.stat().st_ino, path.read_bytes()) for path in folder.iterdir() if path.suffix != ".lock"}


def assert_no_litter(folder):
    managed = set(json.loads((folder / ".managed.json").read_text()))
    assert {path.name for path in folder.iterdir() if path.suffix != ".lock"} == {*managed, ".managed.json"}
    segments = json.loads((folder / "meta.json").read_text())["segments"]
    known = {segment["segment_id"].replace("-", "") for segment in segments}
    assert {path.name.partition(".")[0] for path in folder.iterdir()} - known == {"", "meta"}


@pytest.mark.usefixtures("_followed")
def test_random_updates_give_the_words_of_an_index_built_at_once(tmp_path):
    chance = random.Random(7)
    articles = {str(number): article_of(number, chance) for number in range(30)}
    build(tmp_path / "grown", articles)
    for step in range(20):
        change(articles, chance)
        store = build(tmp_path / "grown", articles)
        Builds(tmp_path / "grown").verify(store.manifest)
        assert_no_litter(store.folder / "lexical")
        if step % 4 == 3:
            anew = build(tmp_path / f"anew-{step}", articles)
            assert_same_words(store, anew, chance)


@pytest.mark.usefixtures("_followed")
def test_without_deletions_scores_are_those_of_an_index_built_at_once(tmp_path):
    chance = random.Random(3)
    articles = {str(number): article_of(number, chance) for number in range(40)}
    build(tmp_path / "grown", dict(list(articles.items())[:30]))
    store, anew = build(tmp_path / "grown", articles), build(tmp_path / "anew", articles)
    for _ in range(20):
        question = " ".join(chance.sample(WORDS, 3))
        assert found(store, question) == pytest.approx(found(anew, question), rel=1e-5)
        assert list(found(store, question))[:10] == list(found(anew, question))[:10]


@pytest.mark.usefixtures("_followed")
def test_segments_are_shared_and_never_changed(tmp_path):
    chance = random.Random(5)
    articles = {str(number): article_of(number, chance) for number in range(30)}
    store = build(tmp_path, articles)
    before, seen = files_of(store.folder / "lexical"), found(store, "baran corek")
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in (store.folder / "lexical").iterdir():
        os.link(path, kept / path.name)
    del articles["3"]
    articles["9"] = article_of(9, random.Random(99))
    newer = build(tmp_path, articles)
    assert not store.folder.exists()
    after = files_of(newer.folder / "lexical")
    shared = [name for name in before if name in after and before[name][0] == after[name][0]]
    assert {name.partition(".")[2] for name in shared} >= {"idx", "term", "pos", "fast", "fieldnorm", "store"}
    assert files_of(kept) == before
    assert found(store, "baran corek") == seen
    assert mark(3) not in newer.forms("z")
    assert store.frequency(mark(3)) == 3
    assert newer.frequency(mark(3)) == 0


@pytest.mark.usefixtures("_followed")
def test_without_hard_links_files_are_copied(monkeypatch, tmp_path):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    chance = random.Random(5)
    articles = {str(number): article_of(number, chance) for number in range(30)}
    build(tmp_path, articles)
    monkeypatch.setattr(os, "link", refuse)
    del articles["3"]
    store = build(tmp_path, articles)
    assert {path.stat().st_nlink for path in (store.folder / "lexical").iterdir()} == {1}
    assert_same_words(store, build(tmp_path / "anew", articles), chance)


def test_words_are_written_anew_when_much_is_gone(monkeypatch, tmp_path):
    monkeypatch.setattr(parts, "FOLLOWED_FROM", 1)
    chance = random.Random(5)
    articles = {str(number): article_of(number, chance) for number in range(60)}
    build(tmp_path, articles)
    del articles["3"]
    store = build(tmp_path, articles)
    assert (word_segments.deleted_documents(store.folder), store.passage_count) == (3, 177)
    for number in range(10, 17):
        del articles[str(number)]
    store = build(tmp_path, articles)
    assert (word_segments.deleted_documents(store.folder), store.passage_count) == (0, 156)
    assert len(store.numbering.ordinals) == 180
