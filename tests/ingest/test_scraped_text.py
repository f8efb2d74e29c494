"""Text copied from a page: the article stays, what the page put around it goes, lines keep their numbers."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from qabot.ingest.corpus import Limits, read_corpus
from qabot.ingest.parsing.scraped_text import read_scraped

FIRST = "The port of Arden will close its northern pier in the spring, the harbour master said on Friday."
SECOND = "“We have no choice,” she told the council. “The piles are rotten, and the money is there at last.”"
THIRD = "The pier was built in 1911 and has been repaired four times since then, most lately in 2009."
PAGE = f"""Skip to main content
Home
World news
Sport

Harbour Post

Northern pier to close: what we know

By Ann Poe and Joe Roe
Published Dec. 13, 2024 10:04 GMT
Updated 14 December 2024
Share

{FIRST}

The northern pier of Arden at low tide in June
The northern pier of Arden at low tide in June. — MAX POE/AFP via Getty Images

{SECOND}

Read more: Why the ferry stopped

Rotten piles

{THIRD}

Sign up for our newsletter to get the news of the harbour every morning.

Related stories
Ferry to stop in winter
Council votes on harbour money

Most read
Ten best chip shops

© 2024 Harbour Post. All rights reserved.
"""


def test_the_article_is_what_is_left(corpus):
    article = corpus.article("a.txt", PAGE)
    assert article.text == f"{FIRST}\n\n{SECOND}\n\nRotten piles\n\n{THIRD}"
    assert article.title == "Northern pier to close: what we know"
    assert (article.source, article.authors) == ("Harbour Post", ("Ann Poe", "Joe Roe"))
    assert article.published == date(2024, 12, 13)


def test_lines_keep_the_numbers_of_the_file(corpus):
    article = corpus.article("a.txt", PAGE)
    for line in (FIRST, SECOND, THIRD):
        number = PAGE[: PAGE.index(line)].count("\n") + 1
        assert article.locate(article.text.index(line)) == f"a.txt:{number}"


@pytest.mark.parametrize(
    "text",
    [
        f"A headline\n\n{FIRST}\n\n{SECOND}",
        f"{FIRST}\n\nMore\n\n{SECOND}",
        f"{FIRST}\n\n* * *\n\nhttps://harbour-post.example/a\n\n{SECOND}",
        "Home\nSearch\nSubscribe\n",
        "",
    ],
)
def test_a_text_of_its_own_is_left_alone(text):
    assert read_scraped(text) is None


def test_a_text_with_front_matter_is_as_its_owner_wants_it(corpus):
    text = f"Skip to main content\n\n{FIRST}\n"
    assert corpus.article("a.txt", f"---\ntitle: A pier\n---\n{text}").text == text


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("December 13, 2024", date(2024, 12, 13)),
        ("Fri 13 December 2024 10.04 GMT", date(2024, 12, 13)),
        ("Posted on 2024-12-13", date(2024, 12, 13)),
        ("By Ann Poe | December 13, 2024", date(2024, 12, 13)),
        ("The pier of 13 December 2024 that everybody in the harbour has talked about", None),
        ("13/12/2024", date(2024, 12, 13)),
        ("03/04/2024", None),
    ],
)
def test_a_stated_day(line, day):
    scraped = read_scraped(
        f"Skip to main content\n\nNorthern pier to close in the spring of next year\n\n{line}\n{FIRST}"
    )
    assert scraped is not None
    assert scraped.published == day


def test_a_dateline_is_no_headline():
    scraped = read_scraped(f"London CNN —\n\n{FIRST}\n\nPhoto: the pier by Ann Poe/Reuters\n")
    assert scraped is not None
    assert scraped.title == ""
    assert scraped.lines[0] == (0, "London CNN —")


def test_the_first_article_of_the_project(tmp_path):
    seed = Path(__file__).parents[3] / "shared" / "data" / "seed"
    if not seed.is_dir():
        pytest.skip("no sample beside this checkout")
    (file,) = seed.glob("*.txt")
    shutil.copy(file, tmp_path)
    (article,) = read_corpus(tmp_path, limits=Limits())
    assert article.title == "Russia, HTS in 'direct contact' to keep bases in Syria: What we know"
    assert "Skip to main" not in article.text
    assert "Getty" not in article.text
    assert "stands next to submarines" not in article.text
    assert article.text.startswith("Russia is reaching out")
    assert article.text.endswith("on the tarmac.")
