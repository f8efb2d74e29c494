"""``--as-of``, ``--after`` and ``--before``: what they leave in, and days that are none."""

import json

import pytest

pytestmark = pytest.mark.slow

DATED = {"ferry.txt": "2024-03-02", "notes/bridge.md": "2024-05-17", "w1": "2024-06-01", "w2": "2023-11-30"}
ASKED = "What happened in Arden and Brill?"


@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        (("--as-of", "31 May 2024"), "", "2024-05-31"),
        (("--after", "May 2024"), "2024-05-01", "9999"),
        (("--before", "2023"), "", "2023-12-31"),
        (("--as-of", "2 June 2024", "--after", "last month"), "2024-05-01", "2024-06-02"),
        (("--as-of", "2024-12-31", "--before", "May"), "", "2024-05-31"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_only_articles_of_those_days_are_there(run, config, command, options, first, last):
    ran = run(command, ASKED, *options, "--passages", 100, "--json", "--config", config())
    inside = {article for article, day in DATED.items() if first <= day <= last}
    assert {passage["article_id"] for passage in ran.json["passages"]} == inside


def test_rows_of_a_batch_are_limited_too(run, config, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"question": ASKED, "after": "2024-03-01"}))
    ran = run("ask", "--batch", rows, "--as-of", "20 May 2024", "--passages", 100, "--config", config())
    assert {passage["article_id"] for passage in ran.json["passages"]} == {"ferry.txt", "notes/bridge.md"}


@pytest.mark.parametrize("option", ["--as-of", "--after", "--before"])
@pytest.mark.parametrize("day", ["soon", "", "2024-02-30", "31 Feb 2024"])
def test_what_is_no_day_is_one_line(run, config, option, day):
    complaint = run("search", ASKED, option, day, "--config", config()).complaint(2)
    assert "is not a day" in complaint


def test_days_that_exclude_each_other_are_said_so(run, config):
    complaint = run("search", ASKED, "--after", "2024", "--before", "2023", "--config", config()).complaint(2)
    assert complaint.startswith("No day is both from 1 Jan 2024 on and up to 31 Dec 2023.")


def test_a_year_before_the_first_article_is_told(run, config):
    refused = run("ask", "Who was mayor of Brill in 1950?", "--config", config(threshold=1.0))
    assert "Nothing in the index was published by then; the first is of 30 Nov 2023." in refused.out
    other = run("ask", "Who was mayor of Brill in 2024?", "--config", config(threshold=1.0))
    assert "published by then" not in other.out
    unknown = run("ask", "How many elephants did Brill have in 1950?", "--config", config(threshold=1.0))
    assert "No article mentions elephants" in unknown.out
