"""Metadata is cleaned, bounded, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.ingest.parsing.metadata import (
    clean_authors,
    clean_title,
    clean_url,
    make_article,
    title_from_path,
)


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://example.org/é", " https://example.org/trimmed "],
)
def test_addresses_that_are_kept(url):
    assert clean_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://example.org", "example.org", "/a", "https://", "https://a b.org", "https://a.org/\x1b[31m",
     "https://a.org/\u202egpj", "http://[", "https://a.org/" + "x" * 2_000, None, 5, ["https://a.org"], "https://a.org/\nb"],
)  # fmt: skip
def test_addresses_that_are_not(url):
    assert clean_url(url) == ""


@pytest.mark.parametrize(
    ("given_authors", "authors"),
    [
        ("J. R. R. Poe and Joe Roe", ("J. R. R. Poe", "Joe Roe")),
        ("Ann Poe, J.R. Roe, and Jo Doe", ("Ann Poe", "J.R. Roe", "Jo Doe")),
        ("Ann Poe and Reuters", ("Ann Poe", "Reuters")),
        ("Doe, Jane and Roe, Richard", ("Doe, Jane", "Roe, Richard")),
        ("Ann Poe, political editor, and Joe Roe, Rome correspondent", ("Ann Poe", "Joe Roe")),
        ("Marks and Spencer", ("Marks and Spencer",)),
        ("University of York and City", ("University of York and City",)),
        ("ann@levant.example (Ann Poe)", ("Ann Poe",)),
        ("ann@levant.example (Ann Poe and J. R. Roe)", ("Ann Poe", "J. R. Roe")),
        ("Ann Poe <ann@levant.example>, Joe Roe <joe@levant.example>", ("Ann Poe", "Joe Roe")),
        ("ann@levant.example", ("ann@levant.example",)),
        (["Ann Poe and Joe Roe", "Jo Doe"], ("Ann Poe", "Joe Roe", "Jo Doe")),
        (["https://levant.example/ann", "Ann Poe"], ("Ann Poe",)),
        ({"givenName": "Ann", "familyName": "Poe"}, ("Ann Poe",)),
        ([{"name": ["Ann Poe", "Joe Roe"]}], ("Ann Poe", "Joe Roe")),
        (["Ann Poe", " Joe\n Roe ", "Ann Poe", "", None], ("Ann Poe", "Joe Roe")),
        ("Ann Poe", ("Ann Poe",)),
        ("By Ann Poe, Joe Roe and Jane Doe", ("Ann Poe", "Joe Roe", "Jane Doe")),
        ("Doe, Jane", ("Doe, Jane",)),
        ("Ministry of Trade and Industry", ("Ministry of Trade and Industry",)),
        ("Ann Poe; Doe, Jane", ("Ann Poe", "Doe, Jane")),
        ([{"name": "Ann Poe"}, {"x": 1}], ("Ann Poe",)),
        ({"name": "Ann Poe"}, ("Ann Poe",)),
        (7, ()),
        (None, ()),
        ([["nested"]], ()),
    ],
)
def test_authors(given_authors, authors):
    assert clean_authors(given_authors) == authors


def test_authors_are_bounded():
    names = clean_authors([f"{number} {'x' * 500}" for number in range(1_000)])
    assert len(names) == 50
    assert max(map(len, names)) == 200


def test_titles_are_one_printable_line():
    assert clean_title("  A\n\ttitle\x1b[31m \u202ewith\u2069 \ud800 tricks\x00 ") == "A title[31m with \ufffd tricks"
    assert clean_title("x" * 5_000) == "x" * 299 + "…"
    assert clean_title(1984) == "1984"
    assert clean_title(True) == clean_title(None) == clean_title(["a"]) == ""


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("a/b/moscow-stays.txt", "Moscow stays"),
        ("2024-12-13 news.md", "News"),
        ("2024-12-13.md", "2024 12 13"),
        ("x.tar.pdf", "X"),
    ],
)
def test_titles_from_paths(path, title):
    assert title_from_path(path) == title


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("title", "source", "url", "authors", "author", "published", "date"), json_values),
    )
)
def test_any_fields_make_an_article(fields):
    article = make_article(fields, "text", path="a.json")
    for line in (article.title, article.source, article.url, *article.authors):
        line.encode()
        assert line == " ".join(line.split())
