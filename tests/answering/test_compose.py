"""From candidates to a short answer, and from scored sentences to numbered statements with their proofs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.compose import ComposeOptions, chosen_parts, compose, proof, short_answer
from qabot.answering.question_kind import Form
from qabot.model import Article, Candidate, Citation, Evidence, Passage, Span
from qabot.text.squad import plain_answer

SENTENCES = {
    "a": "Mara Quill drew the new bridge of Brill. It will carry trams and bicycles.",
    "b": "The council met. Mara Quill drew the\nnew  bridge of Brill.",
    "c": "Mara Quill drew the new bridge of old Brill. The quay was sold to a dealer.",
    "d": "MARA QUILL DREW THE NEW BRIDGE OF BRILL. Nobody was hurt in the fire.",
}


FORMS_OF_WORDS = (Form.THING, Form.THINGS)
FORMS_OF_SENTENCES = (Form.SENTENCES, Form.EVIDENCE)


def options(*, statements=3, margin=1.0, parts=3, part_margin=1.0, corpus="corpus"):
    return ComposeOptions(statements=statements, margin=margin, parts=parts, part_margin=part_margin, corpus=corpus)


def candidate(text, score, *places):
    """Return a candidate; ``places`` are (article, score), the best first."""
    passage_text = f"It was {text}."
    span = Span(0, len(passage_text))
    evidence = tuple(
        Evidence(Passage(name, 0, span.end, passage_text, (span,)), span, each, (Span(7, 7 + len(text)),))
        for name, each in places or [("a", score)]
    )
    return Candidate(text, evidence, {}, score)


@pytest.fixture
def corpus(make_article):
    return {name: make_article(name, text) for name, text in SENTENCES.items()}


@pytest.fixture
def said(corpus, make_passage, terms):
    """Compose from (article, number of its sentence, score), best first."""

    def say(*scored, statements=3, margin=1.0, needed=0, copies=None):
        evidence = []
        for name, number, score, *words in scored:
            passage = make_passage(corpus[name])
            starts = [(passage.text.index(word), len(word)) for word in words]
            highlights = tuple(Span(start, start + chars) for start, chars in starts)
            evidence.append(Evidence(passage, passage.sentences[number], score, highlights))
        return compose(
            evidence,
            needed=needed,
            article=corpus.__getitem__,
            copies=lambda article_id: (copies or {}).get(article_id, ()),
            terms=terms,
            options=options(statements=statements, margin=margin),
        )

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


def test_one_thing_is_the_best_candidate():
    candidates = [candidate("Mara Quill", 3.0), candidate("Olga Brandt", 3.0)]
    assert chosen_parts(candidates, Form.THING, options=options()) == (candidates[0],)
    assert chosen_parts(candidates, Form.SENTENCES, options=options()) == (candidates[0],)
    assert chosen_parts(candidates, Form.EVIDENCE, options=options()) == (candidates[0],)
    for form in Form:
        assert chosen_parts([], form, options=options()) == ()


@pytest.mark.parametrize(
    ("parts", "part_margin", "texts"),
    [
        (4, 1.0, ["Mara Quill", "Olga Brandt", "Arden"]),
        (4, 0.5, ["Mara Quill", "Olga Brandt"]),
        (4, 0.4, ["Mara Quill"]),
        (2, 9.0, ["Mara Quill", "Olga Brandt"]),
        (1, 9.0, ["Mara Quill"]),
        (4, 9.0, ["Mara Quill", "Olga Brandt", "Arden", "Old Brill"]),
    ],
)
def test_several_things_are_those_near_the_best(parts, part_margin, texts):
    candidates = [
        candidate("Mara Quill", 3.0),
        candidate("the Quill", 2.9),
        candidate("Olga Brandt", 2.5),
        candidate("Arden", 2.0),
        candidate("Old Brill", 1.5),
    ]
    chosen = chosen_parts(candidates, Form.THINGS, options=options(parts=parts, part_margin=part_margin))
    assert [one.text for one in chosen] == texts


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Olga runs a port at Arden and a mill at Brill.", True),
        ("Olga saw Arden, Brill and the quay.", True),
        ("Olga runs a mill at Arden near Brill.", False),
        ("Olga went from Arden to Brill.", False),
    ],
)
def test_what_stands_in_one_sentence_is_two_things_only_in_a_list(text, listed):
    passage = Passage("x", 0, len(text), text, (Span(0, len(text)),))
    parts = []
    for number, name in enumerate(("Arden", "Brill")):
        span = Span(text.index(name), text.index(name) + len(name))
        parts.append(Candidate(name, (Evidence(passage, Span(0, len(text)), 0.0, (span,)),), {}, 2.0 - number))
    chosen = chosen_parts(parts, Form.THINGS, options=options(parts=4, part_margin=9.0))
    assert [one.text for one in chosen] == (["Arden", "Brill"] if listed else ["Arden"])


CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.lists(
            st.sampled_from(["Mara", "mara", "Quill", "the", "Olga", "Arden,", "Brill"]), min_size=1, max_size=3
        ).map(" ".join),
        st.floats(-5, 5),
    ),
    max_size=8,
).map(lambda some: sorted(some, key=lambda one: -one.score))


@given(CANDIDATES, st.sampled_from(Form), st.integers(1, 4), st.floats(0, 5))
def test_parts_share_no_word_and_lie_near_the_best(candidates, form, parts, part_margin):
    chosen = chosen_parts(candidates, form, options=options(parts=parts, part_margin=part_margin))
    assert chosen[:1] == tuple(candidates[:1])
    assert len(chosen) <= (parts if form is Form.THINGS else 1)
    words = [word for one in chosen for word in set(plain_answer(one.text).split())]
    assert len(words) == len(set(words))
    assert [one for one in candidates if any(one is part for part in chosen)] == list(chosen)
    assert all(one.score >= chosen[0].score - part_margin for one in chosen)
    left = [one for one in candidates if one.score >= candidates[0].score - part_margin and one not in chosen]
    if form is Form.THINGS and len(chosen) < parts:
        assert all(set(plain_answer(one.text).split()) & set(words) for one in left)


@pytest.mark.parametrize(
    ("texts", "short"),
    [(["A1"], "A1"), (["A1", "B2"], "A1 and B2"), (["A1", "B2", "C3"], "A1, B2 and C3"), ([], None)],
)
def test_parts_make_one_phrase(texts, short):
    parts = [candidate(text, 1.0) for text in texts]
    for form in FORMS_OF_WORDS:
        assert short_answer(parts, form) == short
    for form in FORMS_OF_SENTENCES:
        assert short_answer(parts, form) is None


def test_the_proof_begins_with_the_best_place_of_each_part():
    first = candidate("Mara", 3.0, ("a", -1.0), ("b", -3.0))
    second = candidate("Olga", 2.0, ("c", -2.0), ("d", -2.5))
    other = candidate("Arden", 1.0, ("e", 0.0))
    places = [one.passage.article_id for one in proof([first, second], [first, second, other], Form.THINGS)]
    assert places == ["a", "c", "d", "b"]
    places = [one.passage.article_id for one in proof([first], [first, second, other], Form.THING)]
    assert places == ["a", "b"]


@pytest.mark.parametrize("form", FORMS_OF_SENTENCES)
def test_where_sentences_answer_all_candidates_prove(form):
    first = candidate("Mara", 3.0, ("a", -1.0), ("b", -3.0))
    second = candidate("Olga", 2.0, ("d", -2.0), ("c", -2.0))
    places = [one.passage.article_id for one in proof([first], [first, second], form)]
    assert places == ["a", "c", "d", "b"]
    assert proof([], [], form) == []


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
    statements, citations = compose(
        evidence,
        needed=needed,
        article=from_articles.__getitem__,
        copies=lambda _: (),
        terms=lambda _: [],
        options=options(statements=limit, corpus=""),
    )
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
