"""The header of a passage: title, source and date, searched and read but never quoted."""

from datetime import date

import pytest

from qabot.model import Article, Passage
from qabot.text.header import MAX_TITLE_CHARS, embedded_text, header, written_date

DAY = date(2024, 12, 3)


def article(title="", source="", published=None, text="It rained."):
    return Article("a", title, source, "", ("Mara Quill",), published, "a.txt", text)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (article("Rain", "Courier", DAY), "Rain\nCourier, 3 December 2024"),
        (article("Rain", "Courier"), "Rain\nCourier"),
        (article("Rain", published=DAY), "Rain\n3 December 2024"),
        (article(source="Courier", published=DAY), "Courier, 3 December 2024"),
        (article("Rain"), "Rain"),
        (article(), ""),
    ],
)
def test_what_is_known_is_in_the_header(given, expected):
    assert header(given) == expected
    passage = Passage("a", 0, 10, "It rained.", ())
    assert embedded_text(given, passage) == (f"{expected}\nIt rained." if expected else "It rained.")


def test_a_long_title_is_cut():
    assert header(article("x" * 500)) == "x" * MAX_TITLE_CHARS


def test_a_date_is_written_as_people_write_it():
    assert written_date(article(published=DAY)) == "3 December 2024"
    assert written_date(article()) == ""
