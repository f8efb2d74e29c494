"""Fetched pages as Markdown: what is written reads back as the page was, whatever signs it has in it."""

from datetime import date

import pytest
from article_files import TITLE, make_html
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.errors import FetchError
from qabot.ingest.loaders import markdown
from qabot.ingest.sandbox import parent
from qabot.ingest.source import Limits, Source
from qabot.ingest.web.fetch import Fetched, Validators
from qabot.ingest.web.save import article_of, as_markdown, file_name, links_of, slug
from qabot.model import Article

pytestmark = pytest.mark.slow

PRINTABLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cs"))
SIGNS = st.text("# -+=*_`~<>[]()!&;:/.|\\0123ab\"'^$%@wh", min_size=1, max_size=16)
MARKDOWN = st.sampled_from(
    [
        "www.a.b",
        "http://a.b/c",
        "a@b.co",
        "&amp;",
        "&#35;",
        "1. a",
        "1) b",
        "- - -",
        "***",
        "===",
        "---",
        "[x]: y",
        "<b>",
    ]
)
BLOCKS = st.lists(st.text(PRINTABLE, min_size=1, max_size=30) | SIGNS | MARKDOWN, min_size=1, max_size=4)


@given(BLOCKS, st.text(PRINTABLE, max_size=40))
@settings(max_examples=300)
def test_a_page_reads_back_as_it_was(tmp_path_factory, blocks, title):
    folded = [" ".join(block.split()) for block in blocks]
    kept = [block for block in folded if block]
    if not any(char.isalnum() for block in kept for char in block):
        return
    text = "\n\n".join(kept)
    page = Article("a", " ".join(title.split()), "Norr Gazette", "", ("Ann Poe",), date(2024, 3, 1), "a", text)
    file = tmp_path_factory.getbasetemp() / "page.md"
    file.write_text(as_markdown(page), encoding="utf-8")
    (article,) = markdown.load(Source(file, "page.md", Limits()))
    assert article.text == page.text
    assert (article.source, article.authors, article.published) == (page.source, page.authors, page.published)
    if page.title:
        assert article.title == page.title


@pytest.mark.parametrize(
    ("title", "url", "day", "name"),
    [
        ("Moscow stays, says Lavrov", "https://a.example/x", date(2024, 12, 13), "2024-12-13-moscow-stays-says-lavrov"),
        ("Über Öl & Gas", "https://a.example/x", None, "uber-ol-gas"),
        ("", "https://a.example/news/the-story.html?id=3", None, "the-story"),
        ("???", "https://a.example/", None, "page"),
        ("../../etc/passwd", "https://a.example/", None, "etc-passwd"),
    ],
)
def test_names_of_files(title, url, day, name):
    assert file_name(Article("a", title, "", "", (), day, "a", "Text."), url) == name


def test_names_are_short():
    assert len(slug("word " * 100)) <= 60
    assert len(slug("x" * 500)) <= 60


def page_of(content, url="https://a.example/news/the-story?id=3"):
    return Fetched(url, content, "text/html", Validators())


def test_a_fetched_page_has_the_address_that_it_came_from():
    bare = f"<html><body><article><p>{'The pier of Arden is old. ' * 9}</p></article></body></html>"
    article = article_of(page_of(bare.encode()))
    assert (article.url, article.title, article.source) == (page_of(b"").url, "The story", "a.example")
    assert article_of(page_of(make_html().encode())).title == TITLE


def test_a_fetched_feed_is_its_links():
    items = "".join(f"<item><link>{link}</link></item>" for link in ("/a", "b", "/a"))
    feed = f"<rss><channel>{items}</channel></rss>"
    assert links_of(page_of(feed.encode())) == ["https://a.example/a", "https://a.example/news/b"]
    with pytest.raises(FetchError, match="Add the page itself, without --feed"):
        links_of(page_of(make_html().encode()))


@pytest.mark.parametrize("content", [b"", b"<html><body></body></html>", b"\x00\x01" * 50])
def test_a_page_without_an_article_is_refused(content):
    with pytest.raises(FetchError, match="has no article in it"):
        article_of(page_of(content))


def test_a_page_that_takes_too_long_costs_no_more_than_a_file(monkeypatch):
    monkeypatch.setattr(parent, "_MAX_CPU_S", 1)
    with pytest.raises(FetchError, match="takes more than 1 s to read"):
        article_of(page_of(b"<p>The pier of Arden is old.</p>" * 40_000))
    monkeypatch.undo()
    assert article_of(page_of(make_html().encode())).title == TITLE
