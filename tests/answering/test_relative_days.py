"""A short answer that counts from its article's day is shown with the day that it means."""

from dataclasses import replace
from datetime import date

import pytest

from qabot.answering.relative_days import with_meant_day
from qabot.model import Article, Citation

FRIDAY = date(2023, 2, 10)


def citation(text, published=FRIDAY):
    article = Article(id="a.md", title="", source="", url="", authors=(), published=published, path="a.md", text=text)
    return Citation(1, article, 0, len(text), text, "a.md")


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("yesterday", "9 February 2023"),
        ("today", "10 February 2023"),
        ("last night", "9 February 2023"),
        ("from tomorrow", "11 February 2023"),
        ("yesterday evening", "9 February 2023"),
        ("tomorrow at 7 a.m.", "11 February 2023"),
        ("the day before yesterday", "8 February 2023"),
        ("two days ago", "8 February 2023"),
        ("a day earlier", "9 February 2023"),
        ("10 days ago", "31 January 2023"),
        ("in three days", "13 February 2023"),
        ("next Tuesday", "14 February 2023"),
        ("Next Friday", "17 February 2023"),
        ("last Tuesday", "7 February 2023"),
        ("last Friday", "3 February 2023"),
        ("last month", "January 2023"),
        ("next month", "March 2023"),
        ("last year", "2022"),
    ],
)
def test_the_day_that_is_meant(answer, meant):
    assert with_meant_day(answer, [citation(f"It was sold {answer}, they said.")]) == f"{answer} ({meant})"


@pytest.mark.parametrize("answer", ["Tuesday", "9 February", "in 2022", "two weeks ago", "the mill", "Today FM", ""])
def test_what_means_no_day_stays(answer):
    assert with_meant_day(answer, [citation(f"It was sold {answer}.")]) == answer


def test_the_month_before_january_and_after_december():
    assert with_meant_day("last month", [citation("Last month.", date(2023, 1, 5))]) == "last month (December 2022)"
    assert with_meant_day("next month", [citation("Next month.", date(2022, 12, 5))]) == "next month (January 2023)"


def test_only_an_article_that_says_it_counts():
    said, other = citation("It was sold yesterday."), citation("The mill is old.", date(2023, 2, 20))
    assert with_meant_day("yesterday", [other, said]) == "yesterday (9 February 2023)"


def test_no_day_is_guessed():
    said = citation("It was sold yesterday.")
    assert with_meant_day("yesterday", [citation("It was sold yesterday.", None)]) == "yesterday"
    assert with_meant_day("yesterday", [said, citation("It was sold yesterday.", date(2023, 2, 12))]) == "yesterday"
    assert with_meant_day("yesterday", [said, replace(said, number=2)]) == "yesterday (9 February 2023)"
    assert with_meant_day("yesterday", []) == "yesterday"
