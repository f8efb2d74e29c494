"""``qabot timeline``, its page, and ``qabot ask --since``: days, sides and ways stand with the sentences."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[3]


def own(own_index):
    return "--config", PROJECT / "config.toml", "--index", own_index.builds.index


def test_a_timeline_has_a_day_with_every_sentence(run, own_index):
    ran = run("timeline", "the", "James", "Webb", "telescope", "--json", *own(own_index))
    assert ran.status == 0
    assert ran.json["kind"] == "timeline"
    labels = [one["label"] for one in ran.json["statements"]]
    assert labels[:2] == ["25 December 2021", "24 January 2022"]
    shown = run("timeline", "the James Webb telescope", "--no-color", *own(own_index)).out
    assert "  24 January 2022   Webb arrived on 24 January 2022. [2]\n" in shown
    assert "sure" not in shown


def test_what_no_article_tells_of_has_no_timeline_and_no_page(run, own_index, tmp_path):
    page = tmp_path / "rover.html"
    ran = run("timeline", "the Mars rover", "--html", page, *own(own_index))
    assert ran.status == 1
    assert not page.exists()


def test_a_page_links_every_line_and_escapes_what_is_asked(run, own_index, tmp_path):
    page = tmp_path / "webb.html"
    assert run("timeline", "the James Webb telescope <>&", "--html", page, *own(own_index)).status == 0
    text = page.read_text(encoding="utf-8")
    assert "telescope &lt;&gt;&amp;" in text
    assert "Webb arrived on 24 January 2022." in text
    assert "Night Sky Post · 27\xa0Dec\xa02022<" in text
    assert text.count('href="https://night-sky-post.example/space/a-year-of-webb#:~:text=') >= 3
    assert run("timeline", "Khmeimim", "--html", page, *own(own_index)).status == 0
    assert "Webb" not in page.read_text(encoding="utf-8")


def test_a_file_that_is_no_timeline_is_left_alone(run, own_index, tmp_path):
    page = tmp_path / "mine.html"
    page.write_text("<p>mine</p>", encoding="utf-8")
    run("timeline", "Khmeimim", "--html", page, *own(own_index)).complaint(2)
    assert page.read_text(encoding="utf-8") == "<p>mine</p>"
    run("timeline", "Khmeimim", "--html", tmp_path / "none" / "x.html", *own(own_index)).complaint(2)


def test_since_a_day_asks_what_is_new(run, own_index):
    ran = run("ask", "what's new about Tartus?", "--since", "15 Dec 2024", "--json", *own(own_index))
    assert ran.json["kind"] == "news"
    days = [one["published"] for one in ran.json["citations"]]
    assert days
    assert min(days) >= "2024-12-15"
    assert days == sorted(days, reverse=True)
    none = run("ask", "what's new about Tartus?", "--since", "2025-02-01", "--json", *own(own_index))
    assert (none.status, json.loads(none.out)["statements"]) == (1, [])
    run("ask", "what's new about Tartus?", "--since", "someday", *own(own_index)).complaint(2)


def test_a_fact_since_a_day_is_answered_from_later_articles(run, own_index):
    ran = run("ask", "Who is the Kremlin's spokesman?", "--since", "2025-01-01", "--json", *own(own_index))
    assert all(one["published"] >= "2025-01-01" for one in ran.json["citations"])


def test_sides_and_ways_are_labels(run, own_index):
    ran = run("ask", "compare Line 4 and the Webb telescope", "--json", *own(own_index))
    assert {one["label"] for one in ran.json["statements"]} == {"Line 4", "Webb telescope"}
    ran = run("ask", "Does Webb go around the Earth?", "--json", *own(own_index))
    assert ran.json["statements"][0]["label"] == "denies it"
