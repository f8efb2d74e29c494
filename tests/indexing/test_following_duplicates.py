"""Copies found after an update: the same groups as when all articles are looked through, with few texts compared."""

import random
import sqlite3
from contextlib import closing
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.indexing.duplicate_articles import EarlierGroups, SignedArticle, find_duplicate_groups
from qabot.indexing.local.catalogue import Catalogue
from qabot.indexing.local.catalogue_writer import CatalogueWriter
from qabot.indexing.local.copies import EarlierStories, find_stories, follow_stories, write_live
from qabot.indexing.minhash import matrix_of, sharing_a_band, signature_of, similar_earlier
from qabot.model import Article

pytestmark = pytest.mark.slow

PLACES = (
    "Arden",
    "Brill",
    "Corva",
    "Dorn",
    "Elm",
    "Gault",
    "Harrow",
    "Inver",
    "Jarrow",
    "Kell",
    "Lorne",
    "Marl",
    "Pell",
)
SENTENCES = [
    f"The {what} of {place} was {done} by {number} people from the {where} after a long talk with its owner."
    for number, (place, what, done, where) in enumerate(
        zip(
            PLACES * 5,
            (["mill"] * 16) + (["bridge"] * 16) + (["school"] * 16) + (["harbour"] * 16),
            ["opened", "closed", "painted", "sold", "seen"] * 13,
            ["coast", "valley", "town"] * 22,
            strict=False,
        ),
        start=21,
    )
]
DAYS = (None, date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3))


def article_of(number, lines, day):
    text = " ".join(SENTENCES[line] for line in lines)
    return SignedArticle(f"{number:03}", day, signature_of(text), text)


def text_of(articles):
    return lambda place: articles[place].digest


def first_of(articles, groups):
    first = list(range(len(articles)))
    for group in groups:
        for member in group.members:
            first[member] = group.members[0]
    return first


def changed(articles, chance):
    """Return articles after some were added, edited, given another day, removed, copied or moved."""
    left = {article.id: article for article in articles}
    for _ in range(chance.randint(1, 4)):
        known = sorted(left)
        name = chance.choice(known) if known else "000"
        kind = chance.choice(("add", "copy", "copy", "edit", "date", "remove"))
        lines = chance.sample(range(len(SENTENCES)), 8)
        if kind == "remove":
            left.pop(name, None)
            continue
        text = " ".join(SENTENCES[line] for line in lines)
        day = chance.choice(DAYS)
        if kind != "add" and name in left:
            text, sentences = left[name].digest, left[name].digest.split(". ")
            if kind == "edit" or chance.random() < 0.6:
                sentences[chance.randrange(len(sentences))] = SENTENCES[lines[0]].rstrip(".")
                text = ". ".join(sentences)
            day = left[name].published if kind == "edit" else day
        if kind in ("add", "copy"):
            name = f"{chance.randrange(1000):03}"
        left[name] = SignedArticle(name, day, signature_of(text), text)
    # An article's place says nothing about it.
    found = list(left.values())
    chance.shuffle(found)
    return found


@pytest.mark.parametrize("first", [0, 1])
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_an_update_finds_the_groups_that_all_articles_have(first, seed):
    chance = random.Random(f"{first} {seed}")
    articles = [
        article_of(number, chance.sample(range(len(SENTENCES)), 8), chance.choice(DAYS)) for number in range(6 * first)
    ]
    groups = find_duplicate_groups(articles, text_of(articles)).groups
    for _ in range(6):
        earlier = EarlierGroups(articles, first_of(articles, groups))
        articles = changed(articles, chance)
        groups = find_duplicate_groups(articles, text_of(articles), earlier=earlier).groups
        assert groups == find_duplicate_groups(articles, text_of(articles)).groups


def published(folder, articles, stories):
    """Write articles into a build's catalogue, numbered as they come, and open it."""
    part = folder / "parts" / "0"
    part.mkdir(parents=True)
    writer = CatalogueWriter(part)
    for one in articles:
        article = Article(one.id, "", "", "", (), one.published, f"{one.id}.txt", one.digest)
        writer.add(article, [], [], signature=one.signature)
    writer.close()
    write_live(folder, {}, stories)
    return Catalogue(folder)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_catalogue_gives_all_articles_that_an_update_has_to_look_at(tmp_path_factory, seed):
    chance = random.Random(seed)
    articles = [article_of(number, chance.sample(range(len(SENTENCES)), 8), chance.choice(DAYS)) for number in range(9)]
    for _ in range(5):
        numbered = dict(enumerate(articles))
        before = find_stories(numbered, text_of(numbered))
        catalogue = published(tmp_path_factory.mktemp("build"), articles, before)
        now = changed(articles, chance)
        numbers = {one.id: number for number, one in numbered.items() if one in now}
        numbers |= {one.id: 100 + place for place, one in enumerate(now) if one.id not in numbers}
        everyone = numbered | {numbers[one.id]: one for one in now}
        new = {numbers[one.id]: one for one in now if numbers[one.id] >= 100}
        gone = numbered.keys() - set(numbers.values())
        found = follow_stories(new, text_of(everyone), EarlierStories(catalogue, before, gone))
        wanted = find_stories({numbers[one.id]: one for one in now}, text_of(everyone))
        assert found == wanted
        articles = now


def test_those_who_followed_an_article_that_is_gone_find_another_leader():
    lines = list(range(8))
    articles = [article_of(number, lines, date(2024, 1, 1 + number)) for number in range(4)]
    groups = find_duplicate_groups(articles, text_of(articles)).groups
    assert [group.members for group in groups] == [(0, 1, 2, 3)]
    earlier = EarlierGroups(articles, first_of(articles, groups))
    left = articles[1:]
    groups = find_duplicate_groups(left, text_of(left), earlier=earlier).groups
    assert [group.members for group in groups] == [(0, 1, 2)]
    sooner = [*articles, article_of(9, lines, date(2023, 1, 1))]
    assert find_duplicate_groups(sooner, text_of(sooner), earlier=earlier).groups[0].members == (4, 0, 1, 2, 3)


def test_the_next_of_kin_is_found_for_an_article_that_is_like_only_some_of_its_group():
    def words(line):
        return " ".join(
            f"{'bdfgklmnprst'[n % 12]}a{'bdfgklmnprst'[n // 12 % 12]}o{n // 144}x" for n in range(line, line + 8)
        )

    def chain(start):
        """Return an article, one with 18 of its 30 sentences, and one with 10 of these."""
        lines = [f"{words(8 * line).capitalize()}." for line in range(start, start + 30)]
        texts = [" ".join(lines[:count]) for count in (30, 18, 10)]
        return [SignedArticle(str(n), date(2024, 1, 1 + n), signature_of(text), text) for n, text in enumerate(texts)]

    def linked(one, other):
        return bool(sharing_a_band(matrix_of([one.signature]), matrix_of([other.signature]))[0])

    chains = (chain(start) for start in range(40))
    articles = next(each for each in chains if linked(*each[:2]) and linked(*each[1:]) and not linked(each[0], each[2]))
    groups = find_duplicate_groups(articles, text_of(articles)).groups
    assert [group.members for group in groups] == [(0, 1, 2)]
    left = articles[1:]
    followed = find_duplicate_groups(left, text_of(left), earlier=EarlierGroups(articles, (0, 0, 0))).groups
    assert [group.members for group in followed] == [(0, 1)]


def test_only_texts_near_a_change_are_compared():
    chance = random.Random(1)
    articles = [article_of(number, chance.sample(range(len(SENTENCES)), 8), None) for number in range(120)]
    articles += [article_of(200 + number, list(range(number, number + 8)), None) for number in range(12)]
    groups = find_duplicate_groups(articles, text_of(articles)).groups
    earlier = EarlierGroups(articles, first_of(articles, groups))
    read = []

    def text(place):
        read.append(place)
        return articles[place].digest

    assert find_duplicate_groups(articles, text, earlier=earlier).groups == groups
    assert read == []
    articles = [*articles, SignedArticle("new", None, articles[3].signature, articles[3].digest)]
    found = find_duplicate_groups(articles, text, earlier=earlier).groups
    assert (3, 132) in [group.members for group in found]
    assert 0 < len(set(read)) < 20


def slow_candidates(signatures):
    """Return what ``similar_earlier`` returns, one article and one band at a time."""
    found = {}
    for later, mine in enumerate(signatures):
        near = set()
        for band in range(0, 504, 12):
            run = [
                other
                for other in range(later)
                if mine and signatures[other] and signatures[other][band : band + 12] == mine[band : band + 12]
            ]
            near.update((*run[:4], *run[-4:]))
        rows = matrix_of(signatures)
        alike = sorted((-int((rows[other] == rows[later]).sum()), other) for other in near)
        best = [other for count, other in alike if -count >= 0.2 * 126][:8]
        if best:
            found[later] = best
    return found


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(st.integers(0, 11), max_size=9), max_size=24), st.data())
def test_the_most_similar_are_those_that_a_slow_search_finds(lines, data):
    signatures = [signature_of(" ".join(SENTENCES[line] for line in some)) for some in lines]
    wanted = slow_candidates(signatures)
    rows = matrix_of(signatures)
    assert similar_earlier(rows, np.arange(len(rows))) == wanted
    asked = data.draw(st.sets(st.integers(0, max(0, len(rows) - 1)), max_size=len(rows)))
    places = np.array(sorted(place for place in asked if place < len(rows)), dtype=np.int64)
    found = similar_earlier(rows, places)
    assert found == {place: wanted[place] for place in places.tolist() if place in wanted}


def test_groups_by_other_rules_are_not_taken_over(tmp_path):
    part = tmp_path / "parts" / "0"
    part.mkdir(parents=True)
    writer = CatalogueWriter(part)
    for name in ("a", "b"):
        text = " ".join(SENTENCES[:8])
        writer.add(Article(name, "", "", "", (), None, f"{name}.txt", text), [], [], signature=signature_of(text))
    stories = find_stories(dict(enumerate(writer.signed())), writer.text)
    assert stories == {1: 0}
    writer.close()
    write_live(tmp_path, {}, stories)
    assert Catalogue(tmp_path).stories() == stories
    with closing(sqlite3.connect(tmp_path / "live.sqlite")) as db:
        db.execute("PRAGMA user_version = 0")
    assert Catalogue(tmp_path).stories() is None
