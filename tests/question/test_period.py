"""The time that a question speaks of: what counts as one, and on which days its articles came out."""

from datetime import date

import pytest

from qabot.question.period import find_period

DAY = date(2024, 12, 20)  # a Friday


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened in 2015?", date(2015, 1, 1), date(2016, 1, 4)),
        ("Who was mayor in March 2023?", date(2023, 3, 1), date(2023, 4, 4)),
        ("What happened in May?", date(2024, 5, 1), date(2024, 6, 4)),
        ("What happened on 8 December?", date(2024, 12, 8), date(2024, 12, 12)),
        ("What happened on December 24?", date(2023, 12, 24), date(2023, 12, 28)),
        ("What happened on Tuesday?", date(2024, 12, 17), date(2024, 12, 21)),
        ("What happened last Tuesday?", date(2024, 12, 17), date(2024, 12, 21)),
        ("Who spoke last Friday?", date(2024, 12, 13), date(2024, 12, 17)),
        ("Who spoke on Friday?", DAY, date(2024, 12, 24)),
        ("Who spoke since last Monday?", date(2024, 12, 16), DAY),
        ("What happened last May?", date(2024, 5, 1), date(2024, 6, 4)),
        ("What happened last December?", date(2023, 12, 1), date(2024, 1, 4)),
        ("Who was mayor in the 1990s?", date(1990, 1, 1), date(2000, 1, 4)),
        ("Who was mayor in the late '90s?", date(1990, 1, 1), date(2000, 1, 4)),
        ("Who was mayor before the 1980s?", date.min, date(1980, 1, 1)),
        ("Who was mayor in the '20s?", date(2020, 1, 1), date(2030, 1, 4)),
        ("Who won in Dec '23?", date(2023, 12, 1), date(2024, 1, 4)),
        ("Who won in ’98?", date(1998, 1, 1), date(1999, 1, 4)),
        ("Who rules since the fall of Assad on 8 December?", date(2024, 12, 8), DAY),
        ("Who ruled before 2015?", date.min, date(2015, 1, 1)),
        ("Who died this week?", date(2024, 12, 13), DAY),
        ("Who died last week?", date(2024, 12, 9), date(2024, 12, 20)),
        ("Who won last month?", date(2024, 11, 1), date(2024, 12, 4)),
        ("Who won last year?", date(2023, 1, 1), date(2024, 1, 4)),
        ("Who won this year?", date(2024, 1, 1), DAY),
        ("Who spoke yesterday?", date(2024, 12, 19), DAY),
        ("Who spoke in the last 30 days?", date(2024, 11, 20), DAY),
        ("Who resigned recently?", date(2024, 11, 19), DAY),
    ],
)
def test_a_time_is_days_of_publication(question, first, last):
    assert find_period(question, day=DAY) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who rules?",
        "How long does the 2017 agreement run?",
        "How many of the 1,500 houses stand?",
        "May I ask who rules?",
        "What happened on 31 February 2023?",
        "Who won the 1998 cup final?",
        "Which 1990s band came back?",
        "What will happen next Tuesday?",
        "How hot is it in the 30s of degrees?",
    ],
)
def test_no_time_is_said(question):
    assert find_period(question, day=DAY) is None


def test_without_a_day_only_years_mean_something():
    assert find_period("Who died this week?", day=None) is None
    assert find_period("What happened on Tuesday?", day=None) is None
    assert find_period("What happened in May?", day=None) is None
    assert find_period("What happened in May 2024?", day=None) == (date(2024, 5, 1), date(2024, 6, 4))
    assert find_period("What changed since 2020?", day=None) == (date(2020, 1, 1), date.max)
