"""What of a question its evidence lacks."""

from datetime import date

import pytest

from qabot.answering.support import missing_words, support_signals
from qabot.model import Article, Candidate, Evidence, Passage, Query, Span

TEXT = (
    "The council met in Brill. In 1931 the Dutch engineer Mara Quill drew the first bridge of Arden. "
    "It was never painted. Trams came later. The mill burned down in May."
)


@pytest.fixture
def lacking(terms, make_passage):
    """Give the signals of a question over the sentence that has some words of the text."""

    def lack(question, evidence="Mara Quill", *, title="The bridges of Arden", published=None):
        article = Article("a", title, "Post", "", (), published, "a", TEXT)
        passage: Passage = make_passage(article)
        at = TEXT.index(evidence)
        (sentence,) = [span for span in passage.sentences if span.start <= at < span.end]
        place = Evidence(passage, sentence, 0.0, (Span(at, at + len(evidence)),))
        words = terms(question)
        query = Query(question, None, words, {term.form: 1.0 for term in words}, frozenset())
        return support_signals(query, Candidate(evidence, (place,), {}, 0.0), terms=terms, article=lambda _: article)

    return lack


def test_nothing_is_missing_where_all_is_said(lacking):
    signals = lacking("in 1931 the engineer drew the first bridge of Arden")
    assert set(signals.values()) == {0.0}


def test_a_name_of_another_country_is_missing(lacking):
    signals = lacking("Which French engineer drew the bridge of Arden?")
    assert signals["names_missing"] == pytest.approx(0.5)
    assert signals["rarest_missing"] == 1.0
    assert signals["missing_near"] > 0
    assert lacking("Which Dutch engineer drew the bridge of Arden?")["names_missing"] == 0.0


def test_the_first_word_is_no_name(lacking):
    assert lacking("Quarrelsome engineer of bridges")["names_missing"] == 0.0


def test_the_passage_has_what_is_far_from_the_sentence(lacking):
    signals = lacking("mill bridge")
    assert signals["missing_near"] == pytest.approx(0.5)
    assert signals["missing"] == 0.0
    assert signals["rarest_missing"] == 0.0


@pytest.mark.parametrize(
    ("question", "published", "missing"),
    [
        ("Who drew it in 1931?", None, 0.0),
        ("Who drew it in 1932?", None, 1.0),
        ("Who drew the 2 bridges in 1931?", None, 0.5),
        ("Who drew it in 2024?", date(2024, 5, 17), 0.0),
        ("Who drew it in 2023?", date(2024, 5, 17), 0.0),
        ("Who drew it in 2022?", date(2024, 5, 17), 1.0),
    ],
)
def test_numbers_stand_near_or_in_the_day_of_publication(lacking, question, published, missing):
    assert lacking(question, published=published)["numbers_missing"] == missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("who drew the first bridge", 0.0),
        ("who drew the longest bridge", 1.0),
        ("who drew the last bridge", 1.0),
        ("who drew the bridge of the forest in the west", 0.0),
    ],
)
def test_a_superlative_must_be_said(lacking, question, missing):
    assert lacking(question)["superlative"] == missing


def test_an_antonym_says_the_opposite(lacking):
    assert lacking("who drew the last bridge")["opposite"] == 1.0
    assert lacking("who drew the first bridge")["opposite"] == 0.0


def test_a_negation_on_one_side(lacking):
    assert lacking("was it painted?", "painted")["negated"] == 1.0
    assert lacking("was it never painted?", "painted")["negated"] == 0.0
    assert lacking("who drew it?")["negated"] == 0.0


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Which French engineer drew the bridge of Arden in 1932?", ("French", "1932")),
        ("Which Dutch engineer drew the bridge of Arden in 1931?", ()),
        ("Did Brandt drew it for Brandt?", ("Brandt",)),
        ("which painted trams came", ()),
    ],
)
def test_a_refusal_can_say_which_names_and_numbers_are_elsewhere(question, missing, terms, make_passage):
    article = Article("a", "The bridges of Arden", "Post", "", (), None, "a", TEXT)
    passage = make_passage(article)
    at = TEXT.index("Mara Quill")
    (sentence,) = [span for span in passage.sentences if span.start <= at < span.end]
    place = Evidence(passage, sentence, 0.0, (Span(at, at + 10),))
    words = terms(question)
    query = Query(question, None, words, {term.form: 1.0 for term in words}, frozenset())
    found = missing_words(query, Candidate("Mara Quill", (place,), {}, 0.0), terms=terms, article=lambda _: article)
    assert found == missing


def test_a_deputy_is_not_the_minister(terms, make_passage):
    text = "Deputy minister Mara Quill spoke. The minister was silent."
    article = Article("a", "", "", "", (), None, "a", text)
    passage = make_passage(article)
    for question, expected in (("Who is the minister?", 1.0), ("Who is the deputy minister?", 0.0)):
        words = terms(question)
        query = Query(question, None, words, {term.form: 1.0 for term in words}, frozenset())
        for sentence, wanted in zip(passage.sentences, (expected, 0.0), strict=True):
            candidate = Candidate("x", (Evidence(passage, sentence, 0.0, ()),), {}, 0.0)
            signals = support_signals(query, candidate, terms=terms, article=lambda _: article)
            assert signals["qualified"] == wanted
