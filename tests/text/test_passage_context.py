"""What a passage leaves to the text before it is in its header, and nothing else is."""

import pytest

from qabot.model import Article, Passage
from qabot.text.header import embedded_text
from qabot.text.passage_context import context_of

FILLER = "The report says how the books are kept and which rules are followed. " * 4


def context(text, passage, *, title="Half-year report"):
    start = text.index(passage)
    article = Article("a", title, "", "", (), None, "a", text)
    return context_of(article, Passage("a", start, start + len(passage), passage, ()))


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Tamber Steel has published its half-year report.", "The Company is Tamber Steel."),
        ("On Friday Norvik AS (“the Company”) told of a loss.", "The Company is Norvik AS."),
        ('Shares of Rand & Sons, (the "Company") fell. Alba Bank (the Bank) lent it.', "The Company is Rand & Sons."),
        (
            "The Bank of Arden lent it to the Port of Brill Company (the Company).",
            "The Company is Port of Brill Company.",
        ),
        ("It was a good year for steel.", ""),
    ],
    ids=["begins with it", "defined", "the right one", "with of", "not said"],
)
def test_a_later_passage_says_which_firm_the_company_is(opening, expected):
    assert context(f"{opening}\n\n{FILLER}\n\nRevenue of the Company rose.", "Revenue of the Company rose.") == expected


@pytest.mark.parametrize(
    ("passage", "title"),
    [
        ("Revenue of the Company, Tamber Steel, rose.", "Report"),
        ("Revenue of the Company rose.", "Tamber Steel grows"),
        ("Revenue of the company rose.", "Report"),
        ("The Bank of Arden paid.", "Report"),
        ("The Company Law changed.", "Report"),
    ],
    ids=["named", "in the title", "no name", "another name", "law"],
)
def test_nothing_is_said_where_nothing_is_missing(passage, title):
    assert not context(f"Tamber Steel has published a report.\n\n{FILLER}\n\n{passage}", passage, title=title)


def test_a_passage_within_a_turn_says_who_speaks_and_what_was_asked():
    text = f"LEDGER: Who built the ferry?\n\nPRINE: {FILLER}\n\nIt was built in Corle.\n\nLEDGER: Good."
    assert context(text, "It was built in Corle.") == "LEDGER: Who built the ferry?\nPRINE:"
    assert context(text, "LEDGER: Good.") == ""
    article = Article("a", "Ferry", "", "", (), None, "a", text)
    start = text.index("It was built")
    passage = Passage("a", start, start + 5, "It wa", ())
    assert embedded_text(article, passage) == "Ferry\nLEDGER: Who built the ferry?\nPRINE:\nIt wa"


def test_an_article_with_one_line_like_a_label_is_no_transcript():
    text = f"NEW DELHI: Five people died.\n\n{FILLER}\n\nThe bridge was old."
    assert context(text, "The bridge was old.") == ""
