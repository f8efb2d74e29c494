"""How clearly a clause ends, and whether a quote is a part of its sentence."""

import pytest

from qabot.text.clauses import clause_rank, is_cut


@pytest.mark.parametrize(
    ("before", "after", "rank"),
    [
        ("The council met; ", "it was late", 3),
        ("The council met — ", "late", 3),
        ("The council met. ", "It was late", 3),
        ("The council met, ", "because it was late", 2),
        ("The bridge, ", "which Quill drew", 2),
        ("The bridge, ", "old and narrow", 1),
        ("The bridge (1904) ", "was narrow", 1),
        ("The bridge ", "was narrow", 0),
        ("The bridge ", "and the mill", 0),
        ("The bridge, ", "androgynous", 1),
    ],
)
def test_the_clearer_a_clause_ends_the_higher_its_rank(before, after, rank):
    assert clause_rank(before + after, len(before)) == rank


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("It rained. The ferry sank. All swam.", "The ferry sank.", (False, False)),
        ("It rained. The ferry sank. All swam.", "ferry sank.", (True, False)),
        ("It rained. The ferry sank. All swam.", "The ferry", (False, True)),
        ("A headline\n\nThe ferry sank.", "A headline", (False, False)),
        ("The ferry\nsank in the night.", "sank in the night.", (True, False)),
        ("“It sank.” She wept.", "She wept.", (False, False)),
    ],
)
def test_a_quote_that_begins_or_ends_within_a_sentence(text, quote, expected):
    start = text.index(quote)
    assert is_cut(text, start, start + len(quote)) == expected
