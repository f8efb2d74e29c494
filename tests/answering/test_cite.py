"""From scored sentences to numbered statements, each with its citations."""

import pytest
from counting import asked_for
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.cite import CiteOptions, cite
from qabot.model import Article, Citation, Evidence, Passage, Span, Verdict

SENTENCES = {
    "a": "Mara Quill drew the new bridge of Brill. It will carry trams and bicycles.",
    "b": "The council met. Mara Quill drew the\nnew  bridge of Brill.",
    "c": "Mara Quill drew the new bridge of old Brill. The quay was sold to a dealer.",
    "e": "Mara Quill never drew the new bridge of Brill. It was old.",
    "d": "MARA QUILL DREW THE NEW BRIDGE OF BRILL. Nobody was hurt in the fire.",
}


class Store:
    """Articles, the copies of each, and words cut by ``terms``."""

    def __init__(self, articles, terms, copies=None):
        self._articles, self.terms, self._copies = articles, terms, copies or {}

    def article(self, article_id):
        return self._articles[article_id]

    def copies(self, article_id, scope):  # noqa: ARG002
        return self._copies.get(article_id, ())


@pytest.fixture
def corpus(make_article):
    return {name: make_article(name, text) for name, text in SENTENCES.items()}


@pytest.fixture
def said(corpus, make_passage, terms):
    """Cite sentences that are given as (article, number of the sentence, score, highlighted words), best first."""

    def say(*scored, statements=3, margin=1.0, needed=0, copies=None):
        evidence = []
        for name, number, score, *words in scored:
            passage = make_passage(corpus[name])
            starts = [(passage.text.index(word), len(word)) for word in words]
            highlights = tuple(Span(start, start + chars) for start, chars in starts)
            evidence.append(Evidence(passage, passage.sentences[number], score, highlights))
        cited = cite(
            asked_for("?"),
            Verdict(evidence=tuple(evidence), needed=needed),
            store=Store(corpus, terms, copies),
            options=CiteOptions(statements=statements, margin=margin, corpus="corpus"),
        )
        return cited.statements, cited.citations

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


def test_what_differs_in_a_fact_is_said_too(said):
    statements, _ = said(("a", 0, 3.0), ("e", 0, 2.9), ("c", 0, 2.8))
    assert [one.text for one in statements] == [
        "Mara Quill drew the new bridge of Brill.",
        "Mara Quill never drew the new bridge of Brill.",
    ]


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


def marked(citation):
    return [citation.quote[start:end] for start, end in citation.highlights]


def test_highlights_become_spans_of_the_quote(said):
    _, (citation,) = said(("a", 1, 1.0, "trams"))
    assert marked(citation) == ["trams"]
    assert citation.link == "corpus/a"


def test_highlights_of_one_sentence_are_put_together(said):
    statements, (citation,) = said(
        ("a", 1, 3.0, "trams"), ("a", 1, 2.9, "bicycles"), ("a", 1, 2.8, "carry trams"), ("a", 1, 2.7, "trams")
    )
    assert [one.citations for one in statements] == [(1,)]
    assert marked(citation) == ["trams", "bicycles"]


def test_a_twin_keeps_its_own_highlights(said):
    _, citations = said(("b", 1, 3.0, "Mara Quill"), ("d", 0, 2.9, "BRILL"), ("d", 0, 2.8, "QUILL"))
    assert [marked(one) for one in citations] == [["Mara Quill"], ["QUILL", "BRILL"]]


@pytest.mark.parametrize("needed", [0, 1, 2, 3])
def test_what_is_needed_is_said_however_low_it_scores(said, needed):
    statements, citations = said(
        ("a", 1, 1.0), ("c", 1, -9.0), ("d", 1, -20.0), ("b", 0, 0.5), statements=1, margin=0.1, needed=needed
    )
    wanted = ["It will carry trams and bicycles.", "The quay was sold to a dealer.", "Nobody was hurt in the fire."]
    assert [one.text for one in statements] == wanted[: max(1, needed)]
    assert len(citations) == len(statements)


def test_what_is_needed_is_said_though_it_says_nearly_the_same(said):
    scored = ("a", 0, 3.0), ("c", 0, 2.9)
    assert [one.text for one in said(*scored, needed=2)[0]] == [
        "Mara Quill drew the new bridge of Brill.",
        "Mara Quill drew the new bridge of old Brill.",
    ]
    assert len(said(*scored, needed=1)[0]) == 1


def test_a_needed_sentence_that_two_parts_share_is_said_once(said):
    statements, citations = said(("a", 1, 3.0, "trams"), ("a", 1, 1.0, "bicycles"), ("c", 1, 2.9), needed=2)
    assert [(one.text, one.citations) for one in statements] == [
        ("It will carry trams and bicycles.", (1,)),
        ("The quay was sold to a dealer.", (2,)),
    ]
    assert marked(citations[0]) == ["trams", "bicycles"]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([0, 1]), st.floats(0, 3)), min_size=1, max_size=12),
    st.integers(1, 4),
    st.integers(0, 4),
)
def test_no_two_statements_say_the_same_and_every_number_resolves(scored, limit, needed):
    from_articles = {name: Article(name, "", "", "", (), None, name, text) for name, text in SENTENCES.items()}
    evidence = []
    for name, number, score in sorted(scored, key=lambda one: -one[2]):
        text = SENTENCES[name]
        cut = text.index(". ") + 1
        sentences = (Span(0, cut), Span(cut + 1, len(text)))
        evidence.append(Evidence(Passage(name, 0, len(text), text, sentences), sentences[number], score))
    cited = cite(
        asked_for("?"),
        Verdict(evidence=tuple(evidence), needed=needed),
        store=Store(from_articles, lambda _: []),
        options=CiteOptions(statements=limit, margin=1.0, corpus=""),
    )
    statements, citations = cited.statements, cited.citations
    assert 1 <= len(statements) <= max(limit, needed)
    said = {one.text.casefold() for one in statements}
    for one in evidence[:needed]:
        assert " ".join(one.passage.sentence(one.span).split()).casefold() in said
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
