"""Copies of one text, found among labelled pairs and in an index; shown once in answers, with their other places."""

import hashlib
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.indexing.duplicate_articles import SignedArticle, find_duplicate_groups
from qabot.indexing.minhash import matrix_of, signature_of, similar_earlier
from qabot.model import Scope
from qabot.question.scope import scope_of

pytestmark = pytest.mark.slow

LABELLED = Path(__file__).parents[1] / "labelled"
STORY = (
    "The council of Norr has bought the old tannery by the river for 1.2 million crowns. It means to make a school of "
    "music of it, said Astrid Lund, who leads the council's committee for culture.\n\n"
    "The tannery closed in 1994 and has stood empty since. Its roof fell in during the storm of 2011.\n\n"
    "Work is to begin in March and to take two years. The school will have room for 180 pupils."
)
UPDATED = STORY.replace("1.2 million", "1.9 million")


def pairs(part, name="duplicates.jsonl"):
    """Return the labelled pairs that chose the rules ("choose"), or that give the figures ("report")."""
    rows = [json.loads(line) for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]
    mark = {"choose": 0, "report": 1}[part]
    return [row for row in rows if hashlib.sha256((row["one"]["text"] + row["kind"]).encode()).digest()[0] % 2 == mark]


def are_copies(*texts):
    articles = [SignedArticle(str(place), None, signature_of(text)) for place, text in enumerate(texts)]
    return bool(find_duplicate_groups(articles, texts.__getitem__).groups)


@pytest.mark.parametrize("part", ["choose", "report"])
def test_labelled_pairs_are_told_apart(part):
    rows = pairs(part)
    said = [are_copies(row["one"]["text"], row["other"]["text"]) for row in rows]
    right = sum(one and row["duplicate"] for one, row in zip(said, rows, strict=True))
    assert len(rows) >= 25
    assert right / sum(said) >= 0.95
    assert right / sum(row["duplicate"] for row in rows) >= 0.85


@pytest.mark.parametrize("part", ["choose", "report"])
def test_texts_of_one_template_are_no_copies_and_changed_copies_are(part):
    rows = pairs(part, "templates.jsonl")
    said = [are_copies(row["one"]["text"], row["other"]["text"]) for row in rows]
    assert len(rows) >= 45
    assert not [row for one, row in zip(said, rows, strict=True) if one and not row["duplicate"]]
    copies = [one for one, row in zip(said, rows, strict=True) if row["duplicate"]]
    assert len(copies) >= 18
    assert sum(copies) / len(copies) >= 0.95


def test_a_story_is_led_by_the_earliest_dated_article():
    texts = [STORY, STORY, STORY, "Something else happened in another town, where the trams were late again."]
    days = [None, date(2024, 2, 1), date(2024, 1, 1), None]
    articles = [
        SignedArticle(f"{n}", day, signature_of(text)) for n, (day, text) in enumerate(zip(days, texts, strict=True))
    ]
    assert [group.members for group in find_duplicate_groups(articles, texts.__getitem__).groups] == [(2, 1, 0)]


def test_texts_are_not_joined_through_a_third_that_has_something_of_both():
    other = STORY.replace("tannery", "brewery").replace("1994", "1987").replace("music", "dance")
    both = f"{STORY}\n\n{other}"
    assert not are_copies(STORY, other)
    texts = [STORY, both, other]
    articles = [SignedArticle(str(n), date(2024, 1, 1 + n), signature_of(text)) for n, text in enumerate(texts)]
    assert all(len(group.members) == 2 for group in find_duplicate_groups(articles, texts.__getitem__).groups)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_texts_have_signatures_and_are_near_only_earlier_ones(texts):
    signatures = [signature_of(text) for text in texts]
    assert {len(one) for one in signatures} <= {0, 504}
    for later, earlier in similar_earlier(matrix_of(signatures), np.arange(len(texts))).items():
        assert earlier
        assert all(other < later for other in earlier)


def test_a_text_without_a_body_is_a_copy_of_nothing():
    page = "Skip to main content\nWe use cookies to give you the best experience.\nAccept all cookies\n"
    assert not are_copies(page, page)


@pytest.fixture
def copied(index_copy):
    """An index with a story in three papers, one of them with a sentence more, and an article beside it."""
    for name, source, day, text in (
        ("one.txt", "Norr Gazette", "2024-03-01", STORY),
        ("two.txt", "River Times", "2024-03-02", STORY),
        (
            "three.txt",
            "Lowland News",
            "2024-03-09",
            f"{STORY}\n\nThe paper has put a picture of it on its front page.",
        ),
    ):
        index_copy.write(name, f"---\ntitle: A school for Norr\nsource: {source}\npublished: {day}\n---\n{text}\n")
    index_copy.build()
    return index_copy.open()


def test_copies_are_one_source_with_its_other_places(copied):
    answer = copied.ask("What did the council of Norr buy?")
    assert answer.status == "answered"
    assert answer.independent_sources == 1
    cited = answer.citations[0]
    assert {cited.article.id, *(one.id for one in cited.also)} == {"one.txt", "two.txt", "three.txt"}
    assert len({one.article.id for one in answer.citations}) == 1


def test_a_copy_that_is_not_published_yet_is_in_no_place(copied):
    scope = scope_of(copied.library, as_of=date(2024, 3, 2))
    cited = copied.ask("What did the council of Norr buy?", scope=scope).citations[0]
    assert {cited.article.id, *(one.id for one in cited.also)} == {"one.txt", "two.txt"}


def test_what_only_a_copy_says_is_found(copied):
    shown = copied.find("paper put a picture on its front page", 5)
    assert shown[0].passage.article_id == "three.txt"


def test_stories_follow_the_corpus(copied, index_copy):
    assert [one.id for one in copied.library.copies("two.txt", Scope())] == ["one.txt", "three.txt"]
    (index_copy.corpus / "one.txt").unlink()
    index_copy.write("three.txt", "The trams of Norr were late again on Monday, and nobody said why.\n")
    index_copy.build()
    store = index_copy.store()
    assert store.copies("two.txt", Scope()) == []
    assert store.duplicate_groups(["two.txt", "three.txt"]) == {"two.txt": "two.txt", "three.txt": "three.txt"}
    assert index_copy.open().ask("What did the council of Norr buy?").citations[0].also == ()


def test_other_figures_are_never_hidden(index_copy):
    index_copy.write("first.txt", f"---\npublished: 2024-03-01\n---\n{STORY}\n")
    index_copy.write("later.txt", f"---\npublished: 2024-06-01\n---\n{UPDATED}\n")
    index_copy.build()
    found = index_copy.open().find("How much did the tannery cost?", 5)
    assert {"first.txt", "later.txt"} <= {hit.passage.article_id for hit in found}
