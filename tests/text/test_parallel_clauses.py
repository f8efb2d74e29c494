"""A sentence is cut into what it tells of each of several."""

import pytest

from qabot.text.parallel_clauses import clauses_of


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Orrin carried 3,200 people, Felder 1,900 and Hulm 400.",
         ["Orrin carried 3,200 people", "Felder 1,900", "Hulm 400."]),
        ("Ann won, and Bea, who was ill, lost.", ["Ann won", "Bea, who was ill, lost."]),
        ("Voss came second and Peter, her brother, finished ninth.",
         ["Voss came second", "Peter, her brother, finished ninth."]),
        ("The first prize, 10 crowns, went to Ann, the second, 4 crowns, to Bea.",
         ["The first prize, 10 crowns, went to Ann", "the second, 4 crowns, to Bea."]),
        ("Kerstin had eight and a half points.", ["Kerstin had eight and a half points."]),
        ("It was led by Ferris and paid for by the fund.", ["It was led by Ferris", "paid for by the fund."]),
    ],
    ids=["shortened", "relative", "apposition", "value aside", "no clause", "verb first"],
)  # fmt: skip
def test_clauses_of_a_sentence(sentence, expected):
    assert [sentence[one.span.start : one.span.end] for one in clauses_of(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "verbs"),
    [
        ("Karin leads the choir and Mats the orchestra.", ["leads", None]),
        ("Maja scored 97 goals for Torpa, Sanna 112.", ["scored", None]),
        ("Oil was fined 12 million crowns and Gas 3 million crowns for the spill.", ["was", None]),
        ("A car pays 4 crowns, a lorry 18.", ["pays", None]),
        ("Kestrel cancelled 40 flights, Swift cancelled 25 and Martin none.", ["cancelled", "cancelled", None]),
    ],
)
def test_a_clause_without_a_verb_takes_that_of_the_clause_before(sentence, verbs):
    clauses = clauses_of(sentence)
    assert [sentence[one.verb.start : one.verb.end] if one.verb else None for one in clauses] == verbs
    assert [one.base for one in clauses] == [
        max(number for number in range(place + 1) if verbs[number]) for place in range(len(verbs))
    ]


def test_without_any_verb_no_clause_has_a_base():
    assert [one.base for one in clauses_of("Milk, bread and eggs.")] == [-1, -1, -1]
