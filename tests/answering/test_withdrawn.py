"""Answers from articles that were corrected or retracted: the withdrawn value is never given alone."""

from pathlib import Path

import pytest

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
