"""``qabot articles`` and ``qabot show``: what is in the index, and how an article is found and shown."""

import io
import json
from datetime import date

import pytest
from rich.console import Console

from qabot.model import Article, ArticleSummary, Passage, Span
from qabot.surfaces.health.article_warnings import article_warnings, count_unusable
from qabot.surfaces.terminal.articles import render_article, render_articles
from qabot.surfaces.terminal.printing import print_wide

pytestmark = pytest.mark.slow

ORDERS = {
    "title": ["A bridge for Brill", "Cheese", "Ferry line closes", "Mill", "The lighthouses", "Vote", "Wire"],
    "date": ["Vote", "A bridge for Brill", "Ferry line closes", "Cheese"],
    "source": ["Cheese", "Ferry line closes", "The lighthouses", "A bridge for Brill", "Vote", "Mill", "Wire"],
    "path": ["The lighthouses", "Ferry line closes", "Mill", "A bridge for Brill"],
    "passages": ["The lighthouses"],
}


def titles(found):
    return [one["title"] for one in found.json["articles"]]


@pytest.mark.parametrize("order", ORDERS)
def test_articles_in_the_order_asked_for(run, config, order):
    found = run("articles", "--sort", order, "--json", "--config", config())
    assert found.status == 0
    assert len(titles(found)) == 7
    expected = [title for title in ORDERS[order] if title not in ("Mill", "Wire")]
    named = [title for title in titles(found) if title in expected]
    assert named == expected


def test_every_field_of_an_article_in_the_list(run, config):
    found = run("articles", "--json", "--config", config())
    by_id = {one["id"]: one for one in found.json["articles"]}
    assert by_id["w1"] == {
        "id": "w1",
        "title": "Vote",
        "source": "Valley Courier",
        "url": "",
        "published": "2024-06-01",
        "path": "wire.jsonl",
        "chars": 63,
        "passages": 1,
        "boilerplate": 0.0,
        "warnings": ["very short"],
    }
    assert by_id["mill.txt"]["warnings"] == ["no date", "very short"]
    assert by_id["coast/lighthouses.txt"]["warnings"] == ["no date"]


def test_articles_of_one_folder_and_of_one_source(run, config):
    found = run("articles", "--collection", "coast", "--json", "--config", config())
    assert titles(found) == ["The lighthouses"]
    found = run("articles", "--source", "courier", "--config", config())
    assert "A bridge for Brill" in found.out
    assert "Cheese" not in found.out
    assert "2 articles, 2 with warnings" in found.out


LISTED = [
    ArticleSummary(
        "coast/lighthouses-of-varna.md",
        "The lighthouses of the Varna coast and the families who kept them",
        "Harbour Post",
        "",
        date(2024, 3, 2),
        "coast/lighthouses-of-varna.md",
        9000,
        7,
    ),
    ArticleSummary("w3", "", "", "", None, "wire.jsonl", 40, 1),
]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_a_list_of_articles_at_every_width(width):
    """What ``show`` needs, the day, the source and every warning are whole; a title alone may be cut."""
    console = Console(width=width, file=io.StringIO(), force_terminal=True, color_system=None)
    print_wide(console, render_articles(LISTED))
    page = console.file.getvalue()
    lines = page.split("\n")
    assert max(map(len, lines)) <= width
    shown = " ".join(page.split())
    for fact in ("2 Mar 2024", "Harbour Post", "coast/lighthouses-of-varna.md", "undated", "w3", "very short"):
        assert fact in shown
    assert "The lighthouses of the Var" in shown
    assert shown.endswith("2 articles, 1 with warnings")
    # No column stands on its end.
    assert not [line for line in lines if len(line.strip()) == 1]


def test_what_looks_wrong_with_an_article():
    def listed(chars=1000, passages=3, boilerplate=0.0, day=None):
        return ArticleSummary("a", "A", "", "", day, "a.txt", chars, passages, boilerplate)

    today = date(2024, 1, 1)
    assert article_warnings(listed(day=today)) == ()
    assert article_warnings(listed()) == ("no date",)
    assert article_warnings(listed(passages=0)) == ("no date", "no body found")
    assert article_warnings(listed(boilerplate=0.95, day=today)) == ("no body found",)
    assert article_warnings(listed(boilerplate=0.6, day=today)) == ("mostly boilerplate",)
    assert article_warnings(listed(boilerplate=0.8, day=today)) == ("very short", "mostly boilerplate")
    assert count_unusable([listed(), listed(passages=0), listed(boilerplate=0.6, day=today)]) == {
        "no date": 2,
        "no body found": 1,
    }
    assert count_unusable([listed(day=today)]) == {}


def test_an_article_as_it_is_indexed(run, config, built_index):
    shown = run("show", "coast/lighthouses.txt", "--json", "--config", config()).json
    assert (shown["id"], shown["title"], shown["source"]) == (
        "coast/lighthouses.txt",
        "The lighthouses",
        "Harbour Post",
    )
    assert shown["published"] is None
    assert shown["authors"] == []
    assert shown["url"] == ""
    assert shown["collection"] == "coast"
    assert len(shown["passages"]) > 1
    for passage in shown["passages"]:
        assert shown["text"][passage["start"] : passage["end"]] == passage["text"]
    page = run("show", "coast/lighthouses.txt", "--config", config()).out
    count = len(shown["passages"])
    assert f"── passage 1 of {count}, characters 0 to " in page
    assert f"── passage {count} of {count}, " in page
    assert "Lighthouse number 35 on the Varna coast" in page
    assert "no date" in page
    corpus = built_index.corpus
    assert run("show", f"{corpus}/coast/lighthouses.txt", "--json", "--config", config()).json == shown
    assert run("show", "Coast/Lighthouses.TXT", "--json", "--config", config()).json == shown


def test_near_misses_are_named(run, config):
    assert run("show", "lighthouse", "--config", config()).complaint(2) == (
        "There is no article 'lighthouse'. Nearest: coast/lighthouses.txt."
    )
    assert "Nearest: ferry.txt" in run("show", "fery.txt", "--config", config()).complaint(2)
    assert "qabot articles" in run("show", "zzzzzzzzzzzz", "--config", config()).complaint(2)
    assert run("show", "wire.jsonl", "--config", config()).complaint(2) == (
        "wire.jsonl holds 3 articles. Name an article by its id: w1, w2, w3."
    )
    assert "\x1b" not in run("show", "\x1b[31mred", "--config", config()).complaint(2)


@pytest.mark.usefixtures("bare")
def test_what_was_left_out_of_a_page_is_marked(run, index_copy):
    told = (
        "Nina Falk has opened a school of glass in the old station of Arden, with room for forty pupils and a shop.",
        "The council of Arden paid for the roof, and the first pupils will come in the spring, she said on Friday.",
    )
    body = "".join(f"<p>{one}</p>" for one in told)
    page = f"<nav><ul><li><a href='/'>Home page</a></li></ul></nav><article><h1>Glass</h1>{body}</article>"
    index_copy.write("glass.html", f"<html><body>{page}<footer><p>Copyright of the Post</p></footer></body></html>")
    index_copy.build()
    place = ("--config", index_copy.folder / "config.toml", "--corpus", index_copy.corpus, "--index", index_copy.index)
    shown = [line.strip() for line in run("show", "glass.html", "--diff", *place).out.splitlines()]
    assert [line for line in shown if line.startswith("- ")] == ["- Home page", "- Copyright of the Post"]
    assert shown.index("- Home page") < shown.index(told[0]) < shown.index(told[1])
    assert "5 paragraphs in the page, 2 left out (-)" in shown
    assert run("show", "glass.html", "--diff", "--json", *place).json["left_out"] == [
        "Home page",
        "Copyright of the Post",
    ]
    assert run("show", "glass.html", "--json", *place).json["left_out"] is None
    refused = run("show", "mill.txt", "--diff", *place).complaint(2)
    assert "mill.txt is no web page" in refused
    (index_copy.corpus / "glass.html").unlink()
    assert "cannot be read (No such file" in run("show", "glass.html", "--diff", *place).err


def test_without_an_index_both_say_what_to_run(run):
    assert "Run: qabot index." in run("articles").complaint(3)
    assert "Run: qabot index." in run("show", "a.txt").complaint(3)


def test_an_index_older_than_its_corpus_says_so(run, index_copy, monkeypatch):
    index_copy.write("new.txt", "A new article.")
    monkeypatch.chdir(index_copy.folder)
    found = run("articles", "--json")
    assert "1 file has changed" in found.err
    assert json.loads(found.out)


def test_an_article_cannot_steer_the_terminal():
    text = "Red \x1b[31malert\x1b[0m [bold]here[/bold] \u202eodd.\r\nNext\x07 line\u2028third."
    bad = Article("\x1b]0;x\x07", "\x1b[2J T", "[red]S", "", ("\x9b1A",), None, "a\x1b.txt", text)
    listed = ArticleSummary(bad.id, bad.title, bad.source, "", None, bad.path, len(text), 1)
    console = Console(width=100, record=True, force_terminal=True, color_system=None, file=None)
    with console.capture() as page:
        console.print(render_article(bad, [Passage(bad.id, 0, 43, text[:43], (Span(0, 43),))], summary=listed))
    shown = page.get()
    assert not set(shown) & set("\x1b\x07\x9b\u202e\r\u2028")
    assert "[bold]here[/bold]" in shown
    assert "── in no passage" in shown


def test_duplicates_in_groups(run, index_copy):
    told = "Nina Falk has opened a school of glass in the old station of Arden. It has room for forty pupils."
    for name, source, day in (("a.txt", "Norr Gazette", "2024-03-01"), ("b.txt", "River Times", "2024-03-02")):
        index_copy.write(name, f"---\ntitle: Glass\nsource: {source}\npublished: {day}\n---\n{told}\n")
    index_copy.build()
    place = ("--corpus", index_copy.corpus, "--index", index_copy.index, "--config", index_copy.folder / "config.toml")
    (group,) = run("duplicates", "--json", *place).json["stories"]
    assert [(one["article_id"], one["source"]) for one in group["articles"]] == [
        ("a.txt", "Norr Gazette"),
        ("b.txt", "River Times"),
    ]
    shown = run("duplicates", *place).out
    assert "2 Mar 2024 · River Times · b.txt" in shown
    assert "2 articles in 1 group" in shown
    said = run("ask", "Who opened a school of glass?", *place).out
    assert "The same text: " in said
    assert "2 independent" not in said


def test_no_duplicates_is_said(run, config):
    assert run("duplicates", "--config", config()).out == "No two articles have nearly the same text.\n"
