"""From scored sentences to numbered statements with their proofs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.compose import ComposeOptions, compose
from qabot.model import Article, Citation, Evidence, Passage, Span

SENTENCES = {
    "a": "Mara Quill drew the new bridge of Brill. It will carry trams and bicycles.",
    "b": "The council met. Mara Quill drew the\nnew  bridge of Brill.",
    "c": "Mara Quill drew the new bridge of old Brill. The quay was sold to a dealer.",
    "d": "MARA QUILL DREW THE NEW BRIDGE OF BRILL. Nobody was hurt in the fire.",
}


@pytest.fixture
def corpus(make_article):
    return {name: make_article(name, text) for name, text in SENTENCES.items()}


@pytest.fixture
def said(corpus, make_passage, terms):
    """Compose from (article, number of its sentence, score), best first."""

    def say(*scored, statements=3, margin=1.0, highlights=()):
        evidence = []
        for name, number, score in scored:
            passage = make_passage(corpus[name])
            evidence.append(Evidence(passage, passage.sentences[number], score, {}, highlights))
        options = ComposeOptions(statements=statements, margin=margin, corpus="corpus")
        return compose(evidence, article=corpus.__getitem__, terms=terms, options=options)

    return say


def test_statements_are_numbered_as_they_are_met(said):
    statements, citations = said(("a", 1, 3.0), ("c", 1, 2.5), ("b", 1, 2.2))
    assert [(one.text, one.citations) for one in statements] == [
        ("It will carry trams and bicycles.", (1,)),
        ("The quay was sold to a dealer.", (2,)),
        ("Mara Quill drew the new bridge of Brill.", (3,)),
    ]
    assert [(one.number, one.article.id) for one in citations] == [(1, "a"), (2, "c"), (3, "b")]
    assert citations[2].quote == "Mara Quill drew the\nnew  bridge of Brill."
    for one in citations:
        assert one.article.text[one.start : one.end] == one.quote


def test_the_same_sentence_elsewhere_is_one_more_citation(said):
    statements, citations = said(("a", 0, 3.0), ("c", 1, 2.9), ("b", 1, 2.8), ("d", 0, 2.7))
    assert [(one.text, one.citations) for one in statements] == [
        ("Mara Quill drew the new bridge of Brill.", (1, 2, 3)),
        ("The quay was sold to a dealer.", (4,)),
    ]
    assert [one.article.id for one in citations] == ["a", "b", "d", "c"]


def test_a_twin_is_cited_even_when_there_are_statements_enough(said):
    statements, citations = said(("a", 0, 3.0), ("c", 1, 2.9), ("b", 1, 2.8), statements=1)
    assert [one.citations for one in statements] == [(1, 2)]
    assert [one.article.id for one in citations] == ["a", "b"]


def test_a_sentence_twice_in_one_article_is_cited_once(said):
    statements, citations = said(("a", 0, 3.0), ("a", 0, 2.9))
    assert (len(statements), len(citations)) == (1, 1)


def test_what_says_nearly_the_same_is_left_out(said):
    statements, citations = said(("a", 0, 3.0), ("c", 0, 2.9), ("d", 1, 2.8))
    assert [one.text for one in statements] == [
        "Mara Quill drew the new bridge of Brill.",
        "Nobody was hurt in the fire.",
    ]
    assert [one.article.id for one in citations] == ["a", "d"]


@pytest.mark.parametrize(("margin", "count"), [(0.0, 1), (0.49, 1), (0.5, 2), (0.74, 2), (0.75, 3), (9.0, 3)])
def test_what_scores_far_below_the_best_is_not_said(said, margin, count):
    statements, _ = said(("a", 1, 3.0), ("c", 1, 2.5), ("d", 1, 2.25), margin=margin)
    assert len(statements) == count


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_no_more_is_said_than_was_asked_for(said, limit):
    statements, citations = said(("a", 1, 3.0), ("c", 1, 2.5), ("d", 1, 2.25), ("b", 0, 2.2), statements=limit)
    assert len(statements) == len(citations) == limit


def test_nothing_is_said_without_evidence(said):
    assert said() == ((), ())


def test_highlights_become_spans_of_the_quote(corpus, make_passage, terms):
    passage = make_passage(corpus["a"])
    span = passage.sentences[1]
    start = corpus["a"].text.index("trams")
    evidence = [Evidence(passage, span, 1.0, {}, (Span(start, start + 5),))]
    options = ComposeOptions(statements=1, margin=1.0, corpus="")
    _, (citation,) = compose(evidence, article=corpus.__getitem__, terms=terms, options=options)
    ((first, last),) = citation.highlights
    assert citation.quote[first:last] == "trams"
    assert citation.link == "a"


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([0, 1]), st.floats(0, 3)), min_size=1, max_size=12),
    st.integers(1, 4),
)
def test_no_two_statements_say_the_same_and_every_number_resolves(scored, limit):
    from_articles = {name: Article(name, "", "", "", (), None, name, text) for name, text in SENTENCES.items()}
    evidence = []
    for name, number, score in sorted(scored, key=lambda one: -one[2]):
        text = SENTENCES[name]
        cut = text.index(". ") + 1
        sentences = (Span(0, cut), Span(cut + 1, len(text)))
        evidence.append(Evidence(Passage(name, 0, len(text), text, sentences), sentences[number], score, {}))
    statements, citations = compose(
        evidence,
        article=from_articles.__getitem__,
        terms=lambda _: [],
        options=ComposeOptions(statements=limit, margin=1.0, corpus=""),
    )
    assert 1 <= len(statements) <= limit
    assert len({one.text.casefold() for one in statements}) == len(statements)
    assert [number for one in statements for number in one.citations] == [one.number for one in citations]
    assert [one.number for one in citations] == list(range(1, len(citations) + 1))
    for one in statements:
        cited = [citations[number - 1] for number in one.citations]
        assert {" ".join(proof.quote.split()).casefold() for proof in cited} == {one.text.casefold()}
        assert len({proof.article.id for proof in cited}) == len(cited)


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(0, 4, "mara"), (0, 4, "Mara "), (1, 5, "Mara"), (0, 0, ""), (0, 4, ""), (70, 999, "x")],
)
def test_a_citation_refuses_a_quote_that_is_not_verbatim(corpus, start, end, quote):
    with pytest.raises(ValueError, match="citation 7 does not quote a"):
        Citation(7, corpus["a"], start, end, quote, "a.txt")
