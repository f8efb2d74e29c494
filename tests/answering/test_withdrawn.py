"""Answers from articles that were corrected or retracted: the withdrawn value is never given alone."""

from pathlib import Path

import pytest
from counting import asked_for

from qabot.answering.conflicts.withdrawn import without_withdrawn
from qabot.model import Candidate, Evidence, Hit, Span

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parents[1] / "labelled" / "corrected.jsonl"


@pytest.fixture(scope="module")
def corrected(index_of):
    return index_of("corrected", {"all.jsonl": CORPUS.read_text(encoding="utf-8")}).open()


@pytest.mark.parametrize(
    ("question", "answer", "note"),
    [
        (
            "By how much will the dam at Hollin be raised?",
            "sixteen metres",
            "Corrected on 4 May 2024; it was “six metres” before.",
        ),
        (
            "How many men were arrested after the break-in at the bank of Norr?",
            "five",
            "Corrected; it was “two” before.",
        ),
        ("Who is the director of the port of Kestervik?", "Berta Quist", "Corrected; it was “Emil Fors” before."),
        ("When does the moor above Hollin open to walkers?", "15 June", "Corrected; it was “1 June” before."),
        ("How many people were aboard the ferry Ola?", "13", "Corrected; it was “31” before."),
        (
            "Who won the chess cup of the coast?",
            "Ruth Sand",
            "Corrected on 8 May 2024; it was “Nils Aker” before.",
        ),
    ],
)
def test_the_corrected_value_is_given_with_the_correction(corrected, question, answer, note):
    given = corrected.ask(question)
    assert given.answer == answer
    assert note in given.notes
    assert given.alternatives == ()
    quotes = " ".join(one.quote for one in given.citations)
    assert answer in quotes


@pytest.mark.parametrize(
    "question", ["From whom did Judge Fenn take a bribe?", "How much did Judge Orla Fenn take as a bribe?"]
)
def test_what_a_retracted_report_said_is_not_given(corrected, question):
    given = corrected.ask(question)
    assert given.status == "not_found"
    assert "Retracted on 9 March 2025: the report of 1 March 2025 (Ledger)." in given.notes


def test_evidence_for_yes_or_no_is_what_still_stands(corrected):
    given = corrected.ask("Did Judge Fenn take a bribe?")
    assert [one.text for one in given.statements] == ["Judge Orla Fenn took no bribe from the builder Matt Crowe."]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long will the work at the dam at Hollin take?", "three years"),
        ("How many people were lost when the ferry Ola sank?", "Nine"),
        ("How long was the final of the chess cup?", "seven hours"),
        ("How long must Ivar Moe serve?", "four years"),
    ],
)
def test_what_was_not_corrected_stands(corrected, question, answer):
    given = corrected.ask(question)
    assert given.answer == answer
    assert not [note for note in given.notes if "orrected" in note]


def test_a_recital_is_no_evidence_whatever_is_asked(make_article, make_passage, terms):
    text = "Correction: An earlier version of this article said that Odo Falk took 5,000 crowns. He took nothing."
    articles = {"a": make_article("a", text), "b": make_article("b", "The mill cost 5,000 crowns. It is new.")}
    first, second = (make_passage(articles[name]) for name in "ab")
    places = [Evidence(one, one.sentences[0], 1.0, (Span(*_found(one.text)),)) for one in (first, second)]

    def left(*evidence):
        return without_withdrawn(
            asked_for("What did the mill cost?"),
            [Candidate("5,000 crowns", tuple(evidence), {"span": 1.0, "kind": 1.0}, 1.0)],
            [Hit(one, 1.0, {}) for one in (first, second)],
            article=articles.__getitem__,
            terms=terms,
        ).candidates

    assert left(places[0]) == ()
    assert [one.evidence for one in left(places[1], places[0])] == [(places[1],)]


def _found(text):
    start = text.index("5,000 crowns")
    return start, start + len("5,000 crowns")
