"""The note on old evidence."""

from datetime import date, timedelta

import pytest

from qabot.answering.staleness import staleness_note
from qabot.model import Article, Citation

DAY = date(2026, 3, 1)


def cited(*ages_days):
    """Return a citation of an article of each age in days; ``None`` for one without a date."""
    return [
        Citation(
            number,
            Article("a", "", "", "", (), None if age is None else DAY - timedelta(days=age), "a.txt", "It rained."),
            0,
            10,
            "It rained.",
            "a.txt",
        )
        for number, age in enumerate(ages_days, 1)
    ]


@pytest.mark.parametrize(
    ("ages_days", "note"),
    [
        ((31,), "The newest evidence is 31 days old: 29 Jan 2026."),
        ((70,), "The newest evidence is 2 months old: 21 Dec 2025."),
        ((700, 70, None), "The newest evidence is 2 months old: 21 Dec 2025."),
        ((800,), "The newest evidence is 2 years old: 22 Dec 2023."),
    ],
)
def test_the_newest_evidence_is_dated(ages_days, note):
    assert staleness_note(cited(*ages_days), day=DAY, stale_after_days=30) == (note,)


@pytest.mark.parametrize("ages_days", [(), (None,), (30,), (5000, 30), (-3,)])
def test_evidence_that_is_recent_or_undated_gets_no_note(ages_days):
    assert staleness_note(cited(*ages_days), day=DAY, stale_after_days=30) == ()


def test_no_note_is_given_where_none_is_wanted_or_the_day_is_unknown():
    assert staleness_note(cited(5000), day=DAY, stale_after_days=0) == ()
    assert staleness_note(cited(5000), day=None, stale_after_days=30) == ()
