"""Which month a name means, in which language."""

import re

import pytest

from qabot.text.months import ENGLISH_MONTH, MONTHS, month_number


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, 1)))
def test_english_months_whole_and_short(number, name):
    assert month_number(name) == month_number(name.title()) == month_number(name[:3]) == number
    assert re.fullmatch(ENGLISH_MONTH, name.title())


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Sept.", 9),
        ("März", 3),
        ("mrz", 3),
        ("août", 8),
        ("AOUT", 8),
        ("grudnia", 12),
        ("de març", None),
        ("març", 3),
        ("января", 1),
        ("ma", None),
        ("", None),
        ("Tuesday", None),
        ("12", None),
    ],
)
def test_other_languages_and_what_is_not_a_month(name, number):
    assert month_number(name) == number


def test_a_name_of_two_months_is_decided_by_the_stop_before_it():
    assert month_number("listopada") == 11
    assert month_number("listopada", ordinal_stop=True) == 10
