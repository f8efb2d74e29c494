"""FAISS and tantivy find what is inside a scope, in an order that never depends on chance."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.indexing.catalogue import Catalogue, CatalogueWriter
from qabot.indexing.lexical import LexicalSearcher, write_lexical
from qabot.indexing.vectors import DenseSearcher, write_vectors
from qabot.model import Anchor, Article, Passage, Scope, Span
from qabot.ports import Query

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


def make_build(folder, texts, vectors):
    """Write a build with an article of one passage for each text; sources and days go round."""
    catalogue = CatalogueWriter(folder)
    for number, text in enumerate(texts):
        name = f"{number:03}.txt"
        source, day = SOURCES[number % len(SOURCES)], DAYS[number // len(SOURCES) % len(DAYS)]
        path = f"{FOLDERS[number % len(FOLDERS)]}{name}"
        article = Article(name, "", source, "", (), day, path, text)
        catalogue.add(article, [Passage(name, 0, len(text), text, (Span(0, len(text)),))], [bytes([number % 256])])
    write_lexical(folder, catalogue.documents())
    catalogue.close()
    write_vectors(folder, vectors)


def opened(folder, count):
    catalogue = Catalogue(folder)
    dense = DenseSearcher(folder, rows=count, dim=vectors_of(1).shape[1], select=catalogue.select)
    return catalogue, dense, LexicalSearcher(folder, rows=count)


def vectors_of(count):
    rows = np.random.default_rng(4).normal(size=(count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Sixty-four articles about a ferry: every source with every day, four times over."""
    folder = tmp_path_factory.mktemp("stores")
    texts = [f"The ferry number {number} sank{' and sank' * (number % 5)} off Arden." for number in range(64)]
    make_build(folder, texts, vectors_of(64))
    catalogue, dense, lexical = opened(folder, 64)
    yield catalogue, dense, lexical
    catalogue.close()


def asked(lexical, text, vector=None):
    terms = lexical.terms(text)
    vector = vectors_of(1)[0] if vector is None else vector
    weights = {term.form: lexical.weight(term.form) for term in terms}
    unknown = frozenset(form for form in weights if not lexical.frequency(form))
    return Query(text, vector, terms, weights, unknown)


@pytest.mark.parametrize("scope", SCOPES, ids=range(len(SCOPES)))
def test_both_searchers_find_all_that_is_inside_a_scope_and_nothing_else(build, scope):
    catalogue, dense, lexical = build
    articles = [catalogue.article(f"{number:03}.txt") for number in range(64)]
    expected = [number for number, article in enumerate(articles) if inside(article, scope)]
    query = asked(lexical, "which ferry sank?")
    assert catalogue.select(scope).tolist() == expected
    for searcher in (dense, lexical):
        found = searcher.search(query, 100, scope)
        assert sorted(one.ordinal for one in found) == expected
        assert found == sorted(found, key=lambda one: (-one.score, one.ordinal))


@pytest.mark.parametrize("scope", SCOPES, ids=range(len(SCOPES)))
@pytest.mark.parametrize("limit", [1, 3, 16, 63, 64, 1000])
def test_a_limit_cuts_the_same_list(build, scope, limit):
    _, dense, lexical = build
    query = asked(lexical, "which ferry sank?")
    for searcher in (dense, lexical):
        assert searcher.search(query, limit, scope) == searcher.search(query, 1000, scope)[:limit]


@pytest.mark.parametrize("scope", SCOPES, ids=range(len(SCOPES)))
def test_a_scope_changes_no_score(build, scope):
    _, dense, lexical = build
    query = asked(lexical, "which ferry sank?")
    for searcher in (dense, lexical):
        everywhere = dict(searcher.search(query, 100, Scope()))
        found = dict(searcher.search(query, 100, scope))
        assert found.keys() <= everywhere.keys()
        for ordinal, score in found.items():
            assert score == pytest.approx(everywhere[ordinal], abs=1e-6)


def test_dense_scores_are_cosines(build):
    _, dense, lexical = build
    vector = vectors_of(64)[17]
    found = dense.search(asked(lexical, "ferry", vector), 5, Scope())
    assert found[0].ordinal == 17
    assert found[0].score == pytest.approx(1, abs=1e-6)
    expected = vectors_of(64) @ vector
    assert [one.score for one in found] == pytest.approx(sorted(expected, reverse=True)[:5], abs=1e-6)
    assert dense.vectors(np.array([17, 3])).tobytes() == vectors_of(64)[[17, 3]].tobytes()


@settings(max_examples=60)
@given(kinds=st.lists(st.integers(0, 2), min_size=1, max_size=160), limit=st.integers(1, 170), data=st.data())
def test_equal_vectors_come_in_the_order_of_their_numbers(tmp_path_factory, kinds, limit, data):
    folder = tmp_path_factory.mktemp("ties")
    rows = vectors_of(3)[kinds]
    write_vectors(folder, rows)
    chosen = np.array(sorted(data.draw(st.sets(st.integers(0, len(kinds) - 1)))), dtype=np.int64)
    dense = DenseSearcher(folder, rows=len(kinds), dim=DIM, select=lambda _: chosen)
    for scope, within in ((Scope(), range(len(kinds))), (Scope(sources=frozenset({"x"})), chosen.tolist())):
        for vector in vectors_of(3):
            by_kind = {kind: float(score) for kind, score in enumerate(vectors_of(3) @ vector)}
            expected = sorted(within, key=lambda number: (-by_kind[kinds[number]], number))
            found = dense.search(Query("", vector, (), {}, frozenset()), limit, scope)
            assert [one.ordinal for one in found] == expected[:limit]


@pytest.mark.parametrize("limit", [1, 2, 4, 50, 99, 100, 101, 150, 200, 352, 353, 500])
def test_of_many_equal_vectors_the_first_are_kept(tmp_path, limit):
    kinds = [0] * 300 + [1] * 3 + [0] * 50
    write_vectors(tmp_path, vectors_of(2)[kinds])
    dense = DenseSearcher(tmp_path, rows=len(kinds), dim=DIM, select=lambda _: np.arange(len(kinds)))
    query = Query("", vectors_of(2)[1], (), {}, frozenset())
    for scope in (Scope(), Scope(published_to=date.max)):
        found = [one.ordinal for one in dense.search(query, limit, scope)]
        assert found == [300, 301, 302, *range(300), *range(303, 353)][:limit]


@pytest.mark.parametrize("limit", [1, 7, 50, 99, 100, 101, 299])
def test_equal_words_come_in_the_order_of_their_numbers(tmp_path, limit):
    texts = ["A bridge was built."] * 150 + ["A bridge, a bridge!"] * 3 + ["A bridge was built."] * 147
    make_build(tmp_path, texts, vectors_of(300))
    catalogue, _, lexical = opened(tmp_path, 300)
    found = [one.ordinal for one in lexical.search(asked(lexical, "bridge"), limit, Scope())]
    assert found == [150, 151, 152, *(number for number in range(300) if not 150 <= number < 153)][:limit]
    catalogue.close()


def test_a_word_that_no_passage_has_finds_nothing(build):
    _, _, lexical = build
    query = asked(lexical, "zeppelin")
    assert query.unknown == {"zeppelin"}
    assert lexical.search(query, 10, Scope()) == []


def test_rare_words_weigh_more_and_forms_are_folded(build):
    _, _, lexical = build
    assert (lexical.frequency("ferri"), lexical.frequency("17"), lexical.frequency("zeppelin")) == (64, 1, 0)
    assert lexical.weight("zeppelin") > lexical.weight("17") > lexical.weight("ferri") > 0
    assert [term.form for term in lexical.terms("The Ferries of Ärden?")] == ["ferri", "arden"]
    assert [tuple(term.span) for term in lexical.terms("The 🚢 Ferries")] == [(6, 13)]
    assert lexical.search(asked(lexical, "FÉRRY 17"), 1, Scope())[0].ordinal == 17


def test_an_article_comes_back_as_it_was_written(tmp_path):
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
    writer = CatalogueWriter(tmp_path)
    writer.add(article, passages, [b"0", b"1"])
    assert list(writer.documents()) == [(article, passage) for passage in passages]
    writer.close()
    catalogue = Catalogue(tmp_path)
    assert catalogue.article(article.id) == article
    assert catalogue.article(article.id).digest == article.digest
    assert catalogue.passages([1, 0, 1]) == [passages[1], passages[0], passages[1]]
    assert catalogue.passages_of(article.id) == tuple(passages)
    assert catalogue.published_range() == ("2024-02-29", "2024-02-29")
    assert list(catalogue.check()) == []
    with pytest.raises(KeyError):
        catalogue.article("nobody")
    catalogue.close()


def test_phrases_of_two_common_words_are_not_looked_for_in_a_large_index(tmp_path):
    texts = ["Harbour towers of Arden."] * 20 + ["Towers of the harbour, of Arden."] * 20 + ["A tower lighthouse."] * 4
    make_build(tmp_path, texts, vectors_of(44))
    catalogue, _, every = opened(tmp_path, 44)
    few = LexicalSearcher(tmp_path, rows=44, phrased=10)
    common, rarer = asked(every, "harbour towers"), asked(every, "tower lighthouse")
    assert every.search(common, 44, Scope())[0].score > few.search(common, 44, Scope())[0].score
    assert every.search(rarer, 44, Scope()) == few.search(rarer, 44, Scope())
    assert {one.ordinal for one in few.search(common, 44, Scope())} == set(range(44))
    catalogue.close()
