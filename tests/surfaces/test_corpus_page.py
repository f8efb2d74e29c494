"""The page of ``qabot status --html``: the articles of an index by day and source."""

import re
from datetime import date, timedelta

import pytest

from qabot.model import ArticleSummary
from qabot.surfaces.health.status import Fact
from qabot.surfaces.html_report.corpus_page import render_corpus
from qabot.surfaces.html_report.corpus_plot import choose_period

FACTS = [Fact("build", "build", "b1", "b1")]


def article(number, source, published):
    return ArticleSummary(str(number), f"Title {number}", source, "", published, f"{number}.txt", 100, 1)


@pytest.mark.parametrize(
    ("days", "name"), [(0, "week"), (300, "week"), (900, "month"), (2_400, "month"), (2_600, "year"), (700_000, "year")]
)
def test_the_shortest_period_that_fits_is_taken(days, name):
    first = date(1, 1, 1) if days > 100_000 else date(2015, 3, 4)
    assert choose_period([first + timedelta(days), first]).name == name


def test_each_article_is_counted_once_under_its_source():
    days = [date(2024, 1, 1), date(2024, 1, 7), date(2024, 1, 8), None]
    page = render_corpus(FACTS, [article(n, "Post" if n % 2 else "", day) for n, day in enumerate(days)])
    tips = re.findall(r"<title>(\d+): ([^,<]+), week of ([^<]+)</title>", page)
    assert sorted(tips) == [
        ("1", "Post", "1 Jan 2024"),
        ("1", "no source", "1 Jan 2024"),
        ("1", "no source", "8 Jan 2024"),
    ]
    assert "4 articles from 1 source; 1 of them has no date." in page


def test_sources_beyond_the_first_five_share_a_colour():
    page = render_corpus(FACTS, [article(n, f"Paper {n // 2}", date(2024, 5, 6)) for n in range(14)])
    assert len(re.findall('<rect class="s[0-4]"', page)) == 5
    assert re.findall('<rect class="s-other".*?<title>(.*?)</title>', page) == ["4: other sources, week of 6 May 2024"]


def test_names_are_escaped_and_nothing_is_loaded():
    page = render_corpus(FACTS, [article(1, "<script>alert(1)</script>", date(2024, 5, 6))])
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r"(?:src|href)=", page) == []


def test_without_a_dated_article_there_is_no_plot():
    page = render_corpus(FACTS, [article(1, "Post", None)])
    assert "<svg" not in page
    assert "1 article from 1 source; 1 of them has no date." in page


def test_the_command_writes_it_and_leaves_other_files_alone(run, config, tmp_path):
    page = tmp_path / "corpus.html"
    assert run("status", "--html", page, "--config", config()).out == ""
    assert "Valley Courier" in page.read_text(encoding="utf-8")
    assert run("status", "--html", page, "--json", "--config", config()).json["articles"] == 7
    page.write_text("mine", encoding="utf-8")
    assert "is not a page of qabot status" in run("status", "--html", page, "--config", config()).complaint(2)
    assert page.read_text(encoding="utf-8") == "mine"
