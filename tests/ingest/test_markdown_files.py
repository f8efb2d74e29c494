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


def test_html_blocks_keep_their_words_only(corpus):
    page = "<div>\n<!-- no -->\n<p>Seen &amp; kept</p>\n<style>p {}</style>\n</div>\n\nAfter."
    assert corpus.article("a.md", page).text == "Seen & kept\n\nAfter."


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: a\nurl: [", "broken front matter at line 4"),
        ("title: 'a", "broken front matter at line"),
        ("only words", "not a list of fields"),
        ("- a\n- b", "not a list of fields"),
        ("a: &a [x, x]\nb: [*a, *a]", "YAML aliases"),
        ("{a: " * 16_000, "deep nesting"),
        ("[" * 65_000, "deep nesting"),
        ("? [a]\n: b", "front matter"),
    ],
)
def test_broken_front_matter_is_refused(corpus, front, reason):
    assert reason in corpus.reason("a.md", f"---\n{front}\n---\nBody.")


@pytest.mark.parametrize("value", ["2024-02-30", "soon", "03/04/2024", "[2024]", "{a: b}", "~", ""])
def test_a_date_that_is_none_is_no_error(corpus, value):
    assert corpus.article("a.md", f"---\npublished: {value}\n---\nBody.").published is None


def test_python_objects_in_yaml_stay_text(corpus):
    article = corpus.article("a.md", "---\ntitle: !!python/object/apply:os.getcwd []\nsource: No\n---\nBody.")
    assert (article.title, article.source) == ("A", "No")


def test_only_a_heading_is_no_text(corpus):
    assert corpus.reason("a.md", "# Title\n") == "no text in it"
