"""The day that a sentence tells of, counted from its article's day."""

from datetime import date

import pytest

from qabot.answering.overviews.days_told import time_told

PUBLISHED = date(2024, 9, 18)  # a Wednesday


def told(sentence, *, before="", published=PUBLISHED):
    found = time_told(sentence, before=before, published=published)
    return found and found.label


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The mill opened on 3 May 1990 in the rain.", "3 May 1990"),
        ("It closed on Tuesday, 10 September, after a strike.", "10 September 2024"),
        ("The council met on Monday.", "16 September 2024"),
        ("The council met on Wednesday.", "18 September 2024"),
        ("The strike began on 2 December.", "2 December 2023"),
        ("The strike will begin on 2 December.", "2 December 2024"),
        ("Brill is hosting the games in November.", "November 2024"),
        ("Yesterday the last tram ran.", "17 September 2024"),
        ("The pier burned down two days ago.", "16 September 2024"),
        ("Between 2 and 10 August the ships went to sea.", "2 to 10 August 2024"),
        ("In September 2015 the base was set up.", "September 2015"),
        ("The bridge was opened in 1971 by the mayor.", "1971"),
        ("A contract was cancelled this month.", "September 2024"),
        ("She was appointed in April last year.", "April 2023"),
        ("On Thursday people will vote in three counties.", "19 September 2024"),
        ("“It will bring us skill,” the mayor said, explaining the choice on Monday.", "16 September 2024"),
        ("The town was cut off by water Monday, and help came by boat.", "16 September 2024"),
        ("She would go on campaigning on Saturday, the mayor said.", "21 September 2024"),
        ("The mayor spoke ahead of the vote scheduled for Sunday.", "22 September 2024"),
        ("The team expects the ferry to leave on Saturday.", "21 September 2024"),
        ("The mayor was shot last Thursday.", "12 September 2024"),
        ("The gates are shut until at least Wednesday.", "25 September 2024"),
        ("The river will crest there Wednesday.", "18 September 2024"),
        ("Work was stopped last year for want of money.", "2023"),
    ],
)
def test_a_day_a_month_or_a_year_is_counted_from_the_article_s_day(sentence, label):
    assert told(sentence) == label


@pytest.mark.parametrize(
    "sentence",
    [
        "He has chaired the council since 2019.",
        "The drought of 2014 was worse.",
        "Every Tuesday the market opens at six.",
        "She was speaking for a candidate in Sunday's vote.",
        "The mayor died on Thursday after she was shot.",
        "The test will come on a Monday morning.",
        "Each August the lake turned green.",
        "Bitterns had not been heard since 1988.",
        "The harbour is deep and quiet.",
        "Theresa May went through this agony before.",
        "It dates from 2019 and cost 49 crowns.",
    ],
)
def test_what_tells_of_no_day_has_none(sentence):
    assert told(sentence) is None


def test_a_story_of_earlier_years_keeps_the_year_that_was_named_last():
    before = "Fire took the market in the autumn of 2012."
    assert told("In April of the next year the minaret came down.", before=before) == "April 2013"
    assert told("In November the roof fell in.", before=before) == "November 2012"
    assert told("Last week, on 11 September, it opened again.", before=before) == "11 September 2024"


def test_without_a_day_of_publication_only_whole_dates_count():
    assert told("On Monday the council met.", published=None) is None
    assert told("On 4 June the council met.", published=None) is None
    assert told("On 4 June 1999 the council met.", published=None) == "4 June 1999"
    assert told("On 31 June 1999 the council met.", published=None) is None
