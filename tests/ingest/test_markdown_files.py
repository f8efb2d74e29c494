"""Markdown is kept as a reader sees it, and every block still knows its line."""

from datetime import date

import pytest

PAGE = """---
Title: Moscow stays
author: Ann Poe and Joe Roe
date: 2024-12-13
---
# Moscow stays

Russia keeps **its naval base** at
[Tartous](https://example.org/secret), the `Ministry` said.

## Two bases

- Tartous
- Khmeimim
  - near Latakia

```python
x = 1

y = 2
```

| Base | Opened |
|------|--------|
| Tartous | 1971 |

![A ship](ship.png "no")
<div>Shown <b>text</b><script>hidden()</script></div>
<!-- hidden -->

Last  \nline &amp; end.
"""


def test_marks_go_and_words_stay(corpus):
    article = corpus.article("a.md", PAGE)
    assert article.text.split("\n\n") == [
        "Russia keeps its naval base at Tartous, the Ministry said.",
        "Two bases",
        "Tartous",
        "Khmeimim",
        "near Latakia",
        "x = 1",
        "y = 2",
        "Base: Tartous | Opened: 1971.",
        "A ship",
        "Shown text",
        "Last\nline & end.",
    ]


def test_every_block_is_located(corpus):
    article = corpus.article("a.md", PAGE)
    for words in ("Russia keeps", "Two bases", "Khmeimim", "near Latakia", "x = 1", "y = 2", "1971", "A ship", "Last"):
        line = PAGE[: PAGE.index(words)].count("\n") + 1
        assert article.locate(article.text.index(words)) == f"a.md:{line}", words


def test_a_paragraph_knows_each_of_its_lines(corpus):
    article = corpus.article("a.md", "First *line*\nsecond  \nthird &amp; `more`\nfourth\n")
    assert article.text == "First line second\nthird & more fourth"
    for number, word in enumerate(("First", "second", "third", "fourth"), 1):
        assert article.locate(article.text.index(word)) == f"a.md:{number}"


def test_metadata(corpus):
    article = corpus.article("a.md", PAGE)
    assert (article.title, article.authors) == ("Moscow stays", ("Ann Poe", "Joe Roe"))
    assert article.published == date(2024, 12, 13)


def test_the_title_is_the_main_heading(corpus):
    article = corpus.article("a.markdown", "Intro.\n\n# The *real* title\n\nBody.")
    assert article.title == "The real title"
    assert article.text == "Intro.\n\nBody."


def test_another_heading_stays_in_the_text(corpus):
    article = corpus.article("a.md", "---\ntitle: One\n---\n# Two\n\nBody.")
    assert (article.title, article.text) == ("One", "Two\n\nBody.")


def test_without_either_the_file_name_is_the_title(corpus):
    assert corpus.article("my-notes_1.md", "## Small\n\nBody.").title == "My notes 1"


def test_a_ruled_line_is_not_front_matter(corpus):
    assert corpus.article("a.md", "---\n\nBody.").text == "Body."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("We need:\n– bread\n— milk\n· tea", "We need:\n– bread\n— milk\n· tea"),
        ("Q: Who pays?\nA: The brewery.", "Q: Who pays?\nA: The brewery."),
        ("The mayor\n– a baker – came\nlate.", "The mayor – a baker – came late."),
    ],
    ids=["dashes", "turns", "wrapped"],
)
def test_lines_with_marks_that_are_no_markup_stay_lines(corpus, body, text):
    assert corpus.article("a.md", body).text == text


def test_html_blocks_keep_their_words_only(corpus):
    page = "<div>\n<!-- no -->\n<p>Seen &amp; kept</p>\n<style>p {}</style>\n</div>\n\nAfter."
    assert corpus.article("a.md", page).text == "Seen & kept\n\nAfter."


@pytest.mark.parametrize("front", ["{a: " * 16_000, "[" * 65_000, "title: " + "[" * 5_000])
def test_front_matter_that_is_nested_too_deep_is_refused(corpus, front):
    assert "deep nesting" in corpus.reason("a.md", f"---\n{front}\n---\nBody.")


@pytest.mark.parametrize(
    "headline",
    [
        "In Memoriam: the ferry to Sule", "@ferry sold", "- The ferry goes", "[Update] Ferry sold", "[Update]",
        "*Ferry* sold", "*Ferry sold", "&Ferry sold", "!Ferry sold", "{{ferry}} sold", '"Sold", says the captain',
        "'It's over' for the ferry", "50% of ferries sold", "#Ferry sold", "`Ferry` sold", "% of ferries",
        "{Live}", "Ferry: [sold", "1984", "No",
        "Why: \\o/", "a: b: c", "> Ferry", "? Ferry", "| Ferry", "Ferry sold, it's \"over\"",
    ],
)  # fmt: skip
def test_a_headline_is_taken_as_it_stands_where_yaml_cannot_read_it(corpus, headline):
    article = corpus.article("a.md", f"---\ntitle: {headline}\nsource: The Post\npublished: 2025-01-01\n---\nBody.")
    assert (article.title, article.source, article.published) == (headline, "The Post", date(2025, 1, 1))
    assert (article.text, article.locate(0)) == ("Body.", "a.md:6")


def test_a_headline_may_go_on_in_the_next_line(corpus):
    front = "title: One ferry: sold\n  and two: not\ntags:\n  - a: b: c\nsource: The Post"
    article = corpus.article("a.md", f"---\n{front}\n---\nBody.")
    assert (article.title, article.source) == ("One ferry: sold and two: not", "The Post")


def test_fields_around_a_line_that_yaml_cannot_read_keep_their_values(corpus):
    front = (
        "authors:\n  - Ann Poe\n  - Joe Roe\ntitle: One: two: three\nurl: https://a.example/x?y: z\nsource: 'The Post'"
    )
    article = corpus.article("a.md", f"---\n{front}\ndate:\t2025-01-01\n---\nBody.")
    assert (article.title, article.authors) == ("One: two: three", ("Ann Poe", "Joe Roe"))
    assert (article.source, article.url, article.published) == ("The Post", "", date(2025, 1, 1))


def test_fields_without_a_space_behind_the_colon_are_fields(corpus):
    article = corpus.article("a.md", "---\ntitle:Ferry sold\npublished:2025-01-01\n---\nBody.")
    assert (article.title, article.published, article.text) == ("Ferry sold", date(2025, 1, 1), "Body.")


def test_aliases_are_not_expanded(corpus):
    front = "a: &a [x, x]\nb: [*a, *a]\ntitle: Ferry"
    assert corpus.article("a.md", f"---\n{front}\n---\nBody.").title == "Ferry"


@pytest.mark.parametrize("lines", ["only words", "- a\n- b", "? [a]\n: b"])
def test_lines_that_are_no_fields_are_text_between_ruled_lines(corpus, lines):
    text = corpus.article("a.md", f"---\n{lines}\n\n---\nBody.").text
    assert text.endswith("Body.")
    assert lines.split()[-1] in text


@pytest.mark.parametrize(
    "front",
    [
        'title = "Ferry: \\"sold\\""\nauthor = "Ann Poe"\ndate = 2025-01-01\n[params]\nx = 1',
        "title = 'Ferry: \"sold\"'\nauthors = ['Ann Poe']\ndate = 2025-01-01T23:30:00-08:00\ntags = [\n  'a',\n]",
        'title = Ferry: "sold"\nauthor = Ann Poe\ndate = 2025-01-01',
    ],
    ids=["a date", "a time", "without quotation marks"],
)
def test_front_matter_of_toml(corpus, front):
    article = corpus.article("a.md", f"+++\n{front}\n+++\nBody.")
    assert (article.title, article.authors) == ('Ferry: "sold"', ("Ann Poe",))
    assert (article.published, article.text) == (date(2025, 1, 1), "Body.")


@pytest.mark.parametrize("value", ["2024-02-30", "soon", "03/04/2024", "[2024]", "{a: b}", "~", ""])
def test_a_date_that_is_none_is_no_error(corpus, value):
    assert corpus.article("a.md", f"---\npublished: {value}\n---\nBody.").published is None


def test_python_objects_in_yaml_stay_text(corpus):
    article = corpus.article("a.md", "---\ntitle: !!python/object/apply:os.getcwd []\nsource: No\n---\nBody.")
    assert (article.title, article.source) == ("!!python/object/apply:os.getcwd []", "No")


def test_only_a_heading_is_no_text(corpus):
    assert corpus.reason("a.md", "# Title\n") == "no text in it"
