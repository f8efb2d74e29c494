"""Days as files write them: read when they are certain, never guessed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.ingest.parsing.days import find_date, first_date, parse_date

DAY = date(2024, 12, 13)


@pytest.mark.parametrize(
    "written",
    [
        "2024-12-13",
        "2024-12-13T23:59:59-11:00",
        "2024-12-13 10:00",
        "2024/12/13",
        "20241213",
        20241213,
        DAY,
        datetime(2024, 12, 13, 23, 59),
        "Fri, 13 Dec 2024 10:00:00 +0000",
        "13 December 2024",
        "13th  december, 2024",
        "Dec 13, 2024",
        "Dec. 13 2024 10:30 AM EST",
        "Friday, December 13, 2024",
        "13-Dec-2024",
        "Fri, 13 Dec 24 10:00 GMT",
        "Friday, 13-Dec-24 10:00:00 GMT",
        "13 Dec '24",
        "Fri Dec 13 10:00:00 2024",
        "Fri Dec 13 10:00:00 EST 2024",
        "Fri Dec 13 10:00:00 +0000 2024",
        "Fri, Dec 13 2024 08:28:28 PM",
        "Fri, 24:00:00 13 Dec 2024",
        "10:30, 13 December 2024",
        "Fri, 13 Dec 2024 10.00.00 +0300",
        "13/Dec/2024:10:00:00 +0000",
        "20241213T100000Z",
        "20241213100000",
        "2024. 12. 13.",
        "2024-W50-5",
        "13.12.2024 10:00",
        "13/12/2024",
        "12/13/2024 2:00 PM",
        1734048000,
        1734048000.5,
        "1734048000",
        1734048000000,
        "1734048000000",
        "2024年12月13日 10:00",
    ],
)
def test_dates_that_are_read(written):
    assert parse_date(written) == DAY


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month(month):
    day = date(1963, month, 9)
    assert parse_date(day.strftime("%d %B %Y")) == parse_date(day.strftime("%b %d, %Y")) == day


@pytest.mark.parametrize(
    "written",
    ["", "0", "soon", "03/04/2024", "03-04-2024", "2024", "2024-03", "May 2024", "2024-13-01", "2023-02-29",
     "31 April 2024", "31.04.2024", "Wed, 31 Sept 2025 10:00:00 GMT", "0001-01-01", "Mon, 23 Jan 0023 10:00:00 GMT", 0,
     "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000", datetime(1970, 1, 1, tzinfo=UTC), "Updated 12.03.2024",
     "2123-01-23", "13-14 December 2024", "11. lis 2024", "13 Decembruary 2024", "2024-12-130",
     10**30, None, True, 3.5, [], {}],
)  # fmt: skip
def test_dates_that_are_not(written):
    assert parse_date(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "Freitag, 13. Dezember 2024 10:00",
        "Fr, 13. Dez. 2024",
        "vendredi 13 décembre 2024",
        "ven., 13 déc. 2024 10:00:00 +0100",
        "viernes, 13 de diciembre de 2024",
        "venerdì 13 dicembre 2024",
        "sexta-feira, 13 de Dezembro de 2024",
        "vrijdag 13 december 2024",
        "fredagen den 13 december 2024",
        "tors den 13 dec 2024",
        "fredag d. 13. desember 2024",
        "perjantai 13. joulukuuta 2024",
        "piątek, 13 grudnia 2024",
        "13. prosince 2024",
        "2024. december 13.",
        "Пт, 13 дек 2024 10:00:00 +0300",
        "13 декабря 2024 г.",
        "13 ΔΕΚΕΜΒΡΙΟΥ 2024",
        "13 Aralık 2024",
        "13. prosinca 2024.",
        "2024 m. gruodžio 13 d.",
        "13 de desembre de 2024",
    ],
)
def test_days_in_the_languages_of_europe(written):
    assert parse_date(written) == DAY


def test_a_name_of_two_months_is_read_where_the_figure_decides():
    assert parse_date("11 listopada 2024") == date(2024, 11, 11)
    assert parse_date("11. listopada 2024.") == date(2024, 10, 11)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-1-5", date(2023, 1, 5)),
        ("Tue, 3 Feb 09 10:00:00 EST", date(2009, 2, 3)),
        ("Sun, 6 Nov 94 08:49:37 GMT", date(1994, 11, 6)),
        ("1er mars 2024", date(2024, 3, 1)),
        ("3/3/2024", date(2024, 3, 3)),
        ("1893-04-05", date(1893, 4, 5)),
        ("1970-01-01", date(1970, 1, 1)),
        (946684800000, date(2000, 1, 1)),
    ],
)
def test_short_and_old_days(written, day):
    assert parse_date(written) == day


def test_a_zone_moves_no_day():
    for zone in ("CET", "BST", "AEST", "-0800", "PST", "Z"):
        assert parse_date(f"Mon, 01 Jan 2024 23:30:00 {zone}") == date(2024, 1, 1)


def test_the_first_value_that_is_a_day_counts():
    assert first_date(None, "soon", "2024-12-13", "2024-12-14") == DAY
    assert first_date("", []) is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("By Ann Poe | 13 Dec 2024 | 5 min read", DAY),
        ("Kiel, am 13. Dezember 2024", DAY),
        ("12 people came in 2024, on 13 December 2024", DAY),
        ("03/04/2024 | Updated 5 May 2024", None),
        ("12 people in 2024", None),
        ("1734048000", None),
        ("13 Dec 24", None),
    ],
)
def test_days_within_lines(line, day):
    assert find_date(line) == day


@given(st.text(max_size=60) | st.integers() | st.floats() | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}"))
def test_anything_may_be_written_for_a_day(written):
    day = parse_date(written)
    assert day is None or 1000 <= day.year < 2100
    find_date(str(written))
