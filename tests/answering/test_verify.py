"""Statements against their quotes: what is proved, what is dropped, and how the rest is numbered."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from benchmarks.statement_gate import cases, measured

from qabot.answering.verify import Quoted, proves, verify, why_unproved
from qabot.model import Article, Citation, Cited, Statement

TEXT = "Mara Quill drew the bridge. Olga Brandt opened it on 17 May. It cost 12 million euros."
ARTICLE = Article("a", "Bridge", "Post", "", (), date(2024, 5, 18), "a.txt", TEXT)


def citation(number, quote, article=ARTICLE):
    start = article.text.index(quote)
    return Citation(number, article, start, start + len(quote), quote, "a.txt:1")


FIRST, SECOND, THIRD = (
    citation(number, quote)
    for number, quote in enumerate(
        ("Mara Quill drew the bridge.", "Olga Brandt opened it on 17 May.", "It cost 12 million euros."), 1
    )
)


def verified(statements, citations, article=ARTICLE):
    """Return what is left of statements and citations, in an index with one article."""
    cited = verify(Cited(statements, citations), store=SimpleNamespace(article=lambda _: article))
    return cited.statements, cited.citations


def test_a_statement_that_fails_is_dropped_with_its_quote_and_the_rest_is_numbered_anew():
    statements = (
        Statement("Mara Quill drew the tunnel in 1999.", (1,)),
        Statement("Olga Brandt opened it on 17 May 2024.", (2,)),
        Statement("It cost €12 million.", (3,)),
    )
    kept, citations = verified(statements, (FIRST, SECOND, THIRD), article=ARTICLE)
    assert kept == (
        Statement("Olga Brandt opened it on 17 May 2024.", (1,)),
        Statement("It cost €12 million.", (2,)),
    )
    assert [(one.number, one.quote) for one in citations] == [(1, SECOND.quote), (2, THIRD.quote)]


def test_a_quote_that_the_index_does_not_have_proves_nothing():
    other = Article("a", "Bridge", "Post", "", (), None, "a.txt", TEXT.replace("Mara", "Vera"))
    statements = (Statement(FIRST.quote, (1,)), Statement(SECOND.quote, (2,)))
    kept, citations = verified(statements, (FIRST, SECOND), article=other)
    assert kept == (Statement(SECOND.quote, (1,)),)
    assert [one.quote for one in citations] == [SECOND.quote]


def test_nothing_is_left_of_nothing():
    assert verified((), ()) == ((), ())
    assert verified((Statement("Mara Quill drew the bridge.", ()),), ()) == ((), ())


@pytest.mark.parametrize("quote", [FIRST.quote, SECOND.quote, THIRD.quote, TEXT, "No. 7 — “why?”", "не был там"])
def test_a_quote_proves_itself(quote):
    assert why_unproved(quote, [Quoted(quote)]) == ()


@pytest.mark.parametrize("statement", ["", "  ", "...", "!!!"])
def test_what_says_nothing_is_not_proved(statement):
    assert why_unproved(statement, [Quoted(TEXT)])


def test_a_year_may_come_from_the_day_of_publication_only():
    assert why_unproved("Olga Brandt opened it on 17 May 2024.", [Quoted(SECOND.quote, date(2024, 5, 18))]) == ()
    assert why_unproved("Olga Brandt opened it on 17 May 2023.", [Quoted(SECOND.quote, date(2024, 5, 18))])
    assert why_unproved("Olga Brandt opened it on 17 May 2024.", [Quoted(SECOND.quote)])


def test_a_rounded_number_may_be_said_of_an_exact_one_but_not_the_other_way_round():
    assert why_unproved("About 1,200 came to the fair.", [Quoted("In all 1,213 people came to the fair.")]) == ()
    assert why_unproved("1,213 people came to the fair.", [Quoted("About 1,200 people came to the fair.")])


def test_a_short_answer_stands_in_a_quote():
    assert proves([FIRST, SECOND], "the Bridge")
    assert not proves([FIRST], "Olga Brandt")
    assert not proves([FIRST], "")
    assert not proves([], "bridge")


@pytest.mark.parametrize(
    ("quote", "answer"),
    [
        ("The water crisis in Mississippi’s capital goes on.", "Mississippi"),
        ("WASHINGTON—Glenn Thompson voted against it.", "Glenn Thompson"),
        ("The 19-year-old won in the\nwomen's final.", "19-year-old"),
    ],
)
def test_a_short_answer_stands_in_whole_words_whatever_is_joined_to_it(quote, answer):
    citation = replace(FIRST, article=replace(FIRST.article, text=quote), start=0, end=len(quote), quote=quote)
    assert proves([citation], answer)
    assert not proves([citation], answer[:-1])


def test_the_labelled_set_is_large_and_the_gate_holds_on_it():
    assert len(cases("all")) >= 80
    assert {row["kind"] for row in cases("report")} >= {"faithful", "number", "name", "date", "negation", "merged"}
    recall, precision, kept = measured(cases("report"))
    assert recall >= 0.9
    assert precision >= 0.9
    assert kept >= 0.85
