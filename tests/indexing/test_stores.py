"""Both backends find what is inside a scope, in an order that never depends on chance."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from two_backends import BACKENDS, config, dense_over, opened_backend, write

from qabot.indexing.local.backend import LocalBackend
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.catalogue import Catalogue
from qabot.indexing.local.catalogue_writer import CatalogueWriter
from qabot.indexing.local.copies import write_live
from qabot.indexing.local.lexical import LexicalSearcher
from qabot.indexing.local.vectors import write_vectors
from qabot.model import Anchor, Article, Passage, Query, Scope, Span

SOURCES = ("Harbour Post", "Valley Courier", "", 'O\'Brien "Daily" & Söhne')
DAYS = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), None)
FOLDERS = ("", "news/", "news/a_b/", "news/axb/", "newsroom/", "news/a%b/c/", "old/news/")
DIM = 8
SCOPES = (
    Scope(),
    Scope(sources=frozenset({"Harbour Post"})),
    Scope(sources=frozenset({'O\'Brien "Daily" & Söhne', "Valley Courier"})),
    Scope(sources=frozenset({"harbour post"})),
    Scope(sources=frozenset()),
    Scope(sources=frozenset({""})),
    Scope(published_from=date(2024, 1, 1)),
    Scope(published_to=date(2024, 1, 1)),
    Scope(published_from=date(2024, 1, 1), published_to=date(2024, 1, 1)),
    Scope(published_from=date(2024, 1, 2), published_to=date(2024, 1, 1)),
    Scope(published_from=date.min, published_to=date.max),
    Scope(frozenset({"Harbour Post", "Valley Courier"}), date(2024, 1, 1), date(2024, 12, 31)),
    Scope(collections=frozenset({"news"})),
    Scope(collections=frozenset({"news/a_b"})),
    Scope(collections=frozenset({"new", "News", "news/", ""})),
    Scope(collections=frozenset()),
    Scope(frozenset({"Harbour Post"}), date(2024, 1, 1), collections=frozenset({"news/a%b", "news/a_b"})),
)


def inside(article, scope):
    """Return whether an article is inside a scope, as the scope's own description says it."""
    if scope.sources is not None and article.source not in scope.sources:
        return False
    if scope.collections is not None and not any(article.path.startswith(f"{one}/") for one in scope.collections):
        return False
    if scope.published_from is None and scope.published_to is None:
        return True
    first, last = scope.published_from or date.min, scope.published_to or date.max
    return article.published is not None and first <= article.published <= last


def documents_of(texts):
    """Return an article of one passage for each text; sources and days go round."""
    documents = []
    for number, text in enumerate(texts):
        name = f"{number:03}.txt"
        source, day = SOURCES[number % len(SOURCES)], DAYS[number // len(SOURCES) % len(DAYS)]
        path = f"{FOLDERS[number % len(FOLDERS)]}{name}"
        article = Article(name, "", source, "", (), day, path, text)
        documents.append((article, [Passage(name, 0, len(text), text, (Span(0, len(text)),))]))
    return documents


def vectors_of(count):
    rows = np.random.default_rng(4).normal(size=(count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module", params=BACKENDS)
def backend(request, tmp_path_factory):
    """A backend whose next build each test writes anew, and its folder."""
    folder = tmp_path_factory.mktemp(request.param)
    with opened_backend(request.param, folder) as opened:
        yield opened, folder


@pytest.fixture(scope="module", params=BACKENDS)
def build(request, tmp_path_factory):
    """Sixty-four articles about a ferry: every source with every day, four times over."""
    folder = tmp_path_factory.mktemp(request.param)
    texts = [f"The ferry number {number} sank{' and sank' * (number % 5)} off Arden." for number in range(64)]
    with opened_backend(request.param, folder) as backend:
        assert write(backend, folder, documents_of(texts), vectors_of(64)) == 64
        yield backend.open_store(config(DIM))


def made(backend, texts, vectors):
    opened, folder = backend
    write(opened, folder, documents_of(texts), vectors)
    return opened.open_store(config(DIM))


def asked(store, text, vector=None):
    terms = store.terms(text)
    vector = vectors_of(1)[0] if vector is None else vector
    weights = {term.form: store.weight(term.form) for term in terms}
    unknown = frozenset(form for form in weights if not store.frequency(form))
    return Query(text, vector, terms, weights, unknown)


@pytest.mark.parametrize("scope", SCOPES, ids=range(len(SCOPES)))
def test_both_searchers_find_all_that_is_inside_a_scope_and_nothing_else(build, scope):
    articles = [build.article(f"{number:03}.txt") for number in range(64)]
    expected = [number for number, article in enumerate(articles) if inside(article, scope)]
    query = asked(build, "which ferry sank?")
    assert sorted(int(one.id[:3]) for one in build.summaries(scope)) == expected
    for searcher in build.searchers:
        found = searcher.search(query, 100, scope)
        assert sorted(one.ordinal for one in found) == expected
        assert found == sorted(found, key=lambda one: (-one.score, one.ordinal))


@pytest.mark.parametrize("scope", SCOPES, ids=range(len(SCOPES)))
@pytest.mark.parametrize("limit", [1, 3, 16, 63, 64, 1000])
def test_a_limit_cuts_the_same_list(build, scope, limit):
    query = asked(build, "which ferry sank?")
    for searcher in build.searchers:
        assert searcher.search(query, limit, scope) == searcher.search(query, 1000, scope)[:limit]


@pytest.mark.parametrize("scope", SCOPES, ids=range(len(SCOPES)))
def test_a_scope_changes_no_score(build, scope):
    query = asked(build, "which ferry sank?")
    for searcher in build.searchers:
        everywhere = dict(searcher.search(query, 100, Scope()))
        found = dict(searcher.search(query, 100, scope))
        assert found.keys() <= everywhere.keys()
        for ordinal, score in found.items():
            assert score == pytest.approx(everywhere[ordinal], abs=1e-6)


def test_dense_scores_are_cosines(build):
    vector = vectors_of(64)[17]
    _, dense = build.searchers
    found = dense.search(asked(build, "ferry", vector), 5, Scope())
    assert found[0].ordinal == 17
    assert found[0].score == pytest.approx(1, abs=1e-6)
    expected = vectors_of(64) @ vector
    assert [one.score for one in found] == pytest.approx(sorted(expected, reverse=True)[:5], abs=1e-6)
    assert dense.vectors(np.array([17, 3])).tobytes() == vectors_of(64)[[17, 3]].tobytes()


@given(kinds=st.lists(st.integers(0, 2), min_size=1, max_size=160), limit=st.integers(1, 170), data=st.data())
def test_equal_vectors_come_in_the_order_of_their_numbers(tmp_path_factory, kinds, limit, data):
    folder = tmp_path_factory.mktemp("ties")
    rows = vectors_of(3)[kinds]
    write_vectors(folder, rows)
    chosen = np.array(sorted(data.draw(st.sets(st.integers(0, len(kinds) - 1)))), dtype=np.int64)
    dense = dense_over(folder, len(kinds), dim=DIM, select=lambda _: chosen)
    for scope, within in ((Scope(), range(len(kinds))), (Scope(sources=frozenset({"x"})), chosen.tolist())):
        for vector in vectors_of(3):
            by_kind = {kind: float(score) for kind, score in enumerate(vectors_of(3) @ vector)}
            expected = sorted(within, key=lambda number: (-by_kind[kinds[number]], number))
            found = dense.search(Query("", vector, (), {}, frozenset()), limit, scope)
            assert [one.ordinal for one in found] == expected[:limit]


def test_of_many_equal_vectors_the_first_are_kept(backend):
    kinds = [0] * 300 + [1] * 3 + [0] * 50
    store = made(backend, [f"Number {number}." for number in range(len(kinds))], vectors_of(2)[kinds])
    _, dense = store.searchers
    query = Query("", vectors_of(2)[1], (), {}, frozenset())
    for limit in (1, 2, 4, 50, 99, 100, 101, 150, 200, 352, 353, 500):
        for scope in (Scope(), Scope(sources=frozenset(SOURCES))):
            found = [one.ordinal for one in dense.search(query, limit, scope)]
            assert found == [300, 301, 302, *range(300), *range(303, 353)][:limit]


def test_equal_words_come_in_the_order_of_their_numbers(backend):
    texts = ["A bridge was built."] * 150 + ["A bridge, a bridge!"] * 3 + ["A bridge was built."] * 147
    store = made(backend, texts, vectors_of(300))
    words, _ = store.searchers
    order = [150, 151, 152, *(number for number in range(300) if not 150 <= number < 153)]
    for limit in (1, 7, 50, 99, 100, 101, 299):
        found = [one.ordinal for one in words.search(asked(store, "bridge"), limit, Scope())]
        assert found == order[:limit]


def test_a_word_that_no_passage_has_finds_nothing(build):
    query = asked(build, "zeppelin")
    words, _ = build.searchers
    assert query.unknown == {"zeppelin"}
    assert words.search(query, 10, Scope()) == []


def test_words_are_listed_by_how_they_begin(backend):
    store = made(backend, ["Éclairs and a “quoted” quay.", "A quay at Quarn.", "Zither."], vectors_of(3))
    assert store.forms("qu") == {"quot": 1, "quay": 2, "quarn": 1}
    assert store.forms("quay") == {"quay": 2}
    assert store.forms("e") == {"eclair": 1}
    assert store.forms("\\") == store.forms('"') == store.forms("b") == {}
    assert store.forms("\ud7ff") == store.forms("\U0010ffff") == {}


def test_rare_words_weigh_more_and_forms_are_folded(build):
    assert (build.frequency("ferri"), build.frequency("17"), build.frequency("zeppelin")) == (64, 1, 0)
    assert build.weight("zeppelin") > build.weight("17") > build.weight("ferri") > 0
    assert [term.form for term in build.terms("The Ferries of Ärden?")] == ["ferri", "arden"]
    assert [tuple(term.span) for term in build.terms("The 🚢 Ferries")] == [(6, 13)]
    assert build.searchers[0].search(asked(build, "FÉRRY 17"), 1, Scope())[0].ordinal == 17


@pytest.mark.parametrize("question", ["K16", "K-16", "k 16", "K–16"])
def test_a_name_of_letters_and_figures_is_found_however_it_is_written(backend, question):
    texts = ["The K-16 left Arden.", "The mill burned.", "The K16 came.", "The U-16 sank with the K-2.", "It cost 1.2."]
    store = made(backend, texts, vectors_of(len(texts)))
    words, _ = store.searchers
    query = asked(store, f"Who built the {question}?")
    assert not query.unknown & {"k", "16", "k16"}
    assert [one.ordinal for one in words.search(query, 2, Scope())] in ([0, 2], [2, 0])


def test_an_article_comes_back_as_it_was_written(backend):
    text = "Ä 🚢 first.\n\nSecond “one”\u0301 here. 東京。"
    article = Article(
        "id 'x' \"y\"", "Tïtle", "Söurce", "https://example.org/?a=b", ("Ann", "Bo; b"), date(2024, 2, 29), "a/b.txt",
        text, (Anchor(0, ":1"), Anchor(12, ":3")),
    )  # fmt: skip
    second = text.index("Second")
    passages = [
        Passage(article.id, 0, 10, text[:10], (Span(0, 10),)),
        Passage(
            article.id, second, len(text), text[second:], (Span(second, second + 19), Span(second + 20, len(text)))
        ),
    ]
    opened, folder = backend
    write(opened, folder, [(article, passages)], vectors_of(2))
    for library in (opened.open_store(config(DIM)), opened.open_library()):
        assert library.article(article.id) == article
        assert library.article(article.id).digest == article.digest
        assert library.passages_of(article.id) == tuple(passages)
        (listed,) = library.summaries(Scope())
        assert (listed.id, listed.chars, listed.passages, listed.published) == (
            article.id,
            len(text),
            2,
            date(2024, 2, 29),
        )
        assert (library.sources(), library.collections()) == (["Söurce"], ["a"])
        with pytest.raises(KeyError):
            library.article("nobody")
    assert opened.open_store(config(DIM)).passages([1, 0, 1]) == [passages[1], passages[0], passages[1]]


def test_a_long_article_comes_back_whole_and_in_pieces(backend):
    text = "".join(f"{number} 🚢 boats. " for number in range(9_000))
    anchors = tuple(Anchor(start, f":{start}") for start in range(0, len(text), 40))
    article = Article("long" * 9_000, "T" * 20_000, "", "", (), None, "l.txt", text, anchors)
    edges = [0, 15_999, 16_000, 31_990, 32_010, 80_000, len(text)]
    passages = [Passage(article.id, a, b, text[a:b], (Span(a, b),)) for a, b in pairwise(edges)]
    opened, folder = backend
    write(opened, folder, [(article, passages)], vectors_of(len(passages)))
    store = opened.open_store(config(DIM))
    assert store.passages(range(len(passages))) == passages
    assert opened.open_store(config(DIM)).article(article.id) == article


def test_copies_of_a_text_are_one_story(backend):
    story = " ".join(
        f"Boat {number} left the harbour of Arden with {number + 3} barrels of oil." for number in range(40)
    )
    texts = [story, "A bridge was built.", story + " Nobody was hurt.", story]
    opened, folder = backend
    for rebuild in (True, False):
        write(opened, folder, documents_of(texts), vectors_of(len(texts)), rebuild=rebuild)
        store = opened.open_store(config(DIM))
        names = [f"{number:03}.txt" for number in range(4)]
        assert store.duplicate_groups(names) == {
            "000.txt": "000.txt",
            "001.txt": "001.txt",
            "002.txt": "000.txt",
            "003.txt": "000.txt",
        }
        assert [one.id for one in store.copies("002.txt", Scope())] == ["000.txt", "003.txt"]
        assert [one.id for one in store.copies("002.txt", Scope(sources=frozenset({SOURCES[3]})))] == ["003.txt"]
        assert store.copies("001.txt", Scope()) == store.copies("nobody", Scope()) == []
        assert [one.duplicate_group for one in store.summaries(Scope())].count("000.txt") == 3
        texts = [*texts, "One more."]


def test_the_catalogue_knows_its_days_and_faults(tmp_path):
    part = tmp_path / "parts" / "0"
    part.mkdir(parents=True)
    write_live(tmp_path, {}, {})
    writer = CatalogueWriter(part)
    ((article, passages),) = documents_of(["One."])
    writer.add(article, passages, [b"0"])
    assert list(writer.documents()) == [(article, passages[0])]
    writer.close()
    catalogue = Catalogue(tmp_path)
    assert catalogue.published_range() == ("2023-12-31", "2023-12-31")
    assert list(catalogue.check()) == []
    catalogue.close()


def test_phrases_of_two_common_words_are_not_looked_for_in_a_large_index(tmp_path):
    texts = ["Harbour towers of Arden."] * 20 + ["Towers of the harbour, of Arden."] * 20 + ["A tower lighthouse."] * 4
    backend = LocalBackend(Builds(tmp_path))
    write(backend, tmp_path, documents_of(texts), vectors_of(44))
    store = backend.open_store(config(DIM))
    every = store.searchers[0]
    few = LexicalSearcher(store.folder, store.numbering.ordinals, rows=44, phrased=10)
    common, rarer = asked(store, "harbour towers"), asked(store, "tower lighthouse")
    assert every.search(common, 44, Scope())[0].score > few.search(common, 44, Scope())[0].score
    assert every.search(rarer, 44, Scope()) == few.search(rarer, 44, Scope())
    assert {one.ordinal for one in few.search(common, 44, Scope())} == set(range(44))
