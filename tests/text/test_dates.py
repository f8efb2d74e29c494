"""Days as people write them: what each means, at either end, and what is no day."""

from datetime import date

import pytest

from qabot.errors import ConfigError
from qabot.text.dates import parse_day

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-12-13", date(2024, 12, 13), date(2024, 12, 13)),
        (" 13 Dec 2024 ", date(2024, 12, 13), date(2024, 12, 13)),
        ("December 13, 2024", date(2024, 12, 13), date(2024, 12, 13)),
        ("13th of December 2024", date(2024, 12, 13), date(2024, 12, 13)),
        ("5/6/2024", date(2024, 6, 5), date(2024, 6, 5)),
        ("13.12.2024", date(2024, 12, 13), date(2024, 12, 13)),
        ("2024-12-13T23:30:00Z", date(2024, 12, 13), date(2024, 12, 13)),
        ("13 Dec", date(2025, 12, 13), date(2025, 12, 13)),
        ("today", TODAY, TODAY),
        ("now", TODAY, TODAY),
        ("yesterday", date(2026, 11, 24), date(2026, 11, 24)),
        ("Tuesday", date(2026, 11, 24), date(2026, 11, 24)),
        ("two weeks ago", date(2026, 11, 11), date(2026, 11, 11)),
        ("a year ago", date(2025, 11, 25), date(2025, 11, 25)),
        ("last week", date(2026, 11, 16), date(2026, 11, 22)),
        ("this week", date(2026, 11, 23), date(2026, 11, 29)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("December 2024", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("Dec", date(2025, 12, 1), date(2025, 12, 31)),
        ("last december", date(2025, 12, 1), date(2025, 12, 31)),
        ("Q3 2021", date(2021, 7, 1), date(2021, 9, 30)),
        ("2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("Dec '24", date(2024, 12, 1), date(2024, 12, 31)),
        ("December ’98", date(1998, 12, 1), date(1998, 12, 31)),
        ("last Tuesday", date(2026, 11, 24), date(2026, 11, 24)),
        ("the 1990s", date(1990, 1, 1), date(1999, 12, 31)),
        ("1980s", date(1980, 1, 1), date(1989, 12, 31)),
        ("the '90s", date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_a_day_as_people_write_it(text, first, last):
    assert parse_day(text, today=TODAY) == first
    assert parse_day(text, today=TODAY, end=True) == last


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "soon", "nonsense", "a", "12", "10:30", "2024-13-45", "2024-02-30", "31 Feb 2024", "99999"),
        *("1723000000", "\x00", "9" * 500, "last week" * 40, "--json"),
    ],
)
def test_what_is_no_day_is_one_line_with_a_remedy(text):
    with pytest.raises(ConfigError) as caught:
        parse_day(text, today=TODAY)
    assert "is not a day" in caught.value.problem
    assert "2024-12-13" in caught.value.remedy
    assert len(str(caught.value)) < 250
