"""What a build says about the articles of its parts: which are gone, and which carry the same text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.indexing.duplicate_articles import RULES, EarlierGroups, find_duplicate_groups
from qabot.indexing.local.catalogue_writer import created, sqlite_writing
from qabot.indexing.minhash import band_keys, matrix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from qabot.indexing.duplicate_articles import SignedArticle
    from qabot.indexing.local.catalogue import Catalogue

FILE = "live.sqlite"
_SCHEMA = """
CREATE TABLE gone (number INTEGER PRIMARY KEY, passages INTEGER NOT NULL) STRICT;
CREATE TABLE story (number INTEGER PRIMARY KEY, first INTEGER NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class EarlierStories:
    """What the build before says about copies.

    Attributes:
        catalogue: of that build.
        first: the first article with the same text, by the numbers of those that have an earlier copy.
        gone: the numbers of the articles that are no longer there.
    """

    catalogue: Catalogue
    first: Mapping[int, int]
    gone: Collection[int]


def find_stories(articles: Mapping[int, SignedArticle], text: Callable[[int], str]) -> dict[int, int]:
    """Return the first article with the same text, by the numbers of those that have an earlier copy.

    Args:
        articles: all articles, by number.
        text: returns an article's text by its number.
    """
    return _grouped(articles, text, EarlierGroups((), ()), {})[0]


def follow_stories(
    new: Mapping[int, SignedArticle], text: Callable[[int], str], earlier: EarlierStories
) -> dict[int, int]:
    """Return what ``find_stories`` returns for a build that follows another.

    Only articles that share a band of their signatures with a new article or with one that is gone are looked at, and
    those that share one with these. When others come to be looked up, all begins anew with those around them as well.

    Args:
        new: the new articles, by number.
        text: returns an article's text by its number.
        earlier: what the build before says.
    """
    catalogue, first = earlier.catalogue, earlier.first
    pool: dict[int, SignedArticle] = {}

    def take(wanted: set[int]) -> None:
        while wanted := wanted - pool.keys():
            pool.update(catalogue.signed(wanted))
            # Whoever is like an article joins the first one of its group.
            wanted = {first[number] for number in wanted if number in first}

    take(set(earlier.gone))
    take(_sharing(catalogue, [*new.values(), *pool.values()]))
    wanted = _sharing(catalogue, [*new.values(), *pool.values()])
    compared: dict[tuple[str, str], bool] = {}
    while True:
        take(wanted)
        before = EarlierGroups(list(pool.values()), _places_of_first(pool, first))
        now = {number: one for number, one in pool.items() if number not in earlier.gone} | dict(new)
        stories, looked_up = _grouped(now, text, before, compared)
        wanted = _sharing(catalogue, [now[number] for number in looked_up])
        if wanted <= pool.keys():
            return {number: other for number, other in first.items() if number not in pool} | stories


def _places_of_first(pool: Mapping[int, SignedArticle], first: Mapping[int, int]) -> list[int]:
    places = {number: place for place, number in enumerate(pool)}
    return [places[first.get(number, number)] for number in pool]


def _grouped(
    articles: Mapping[int, SignedArticle],
    text: Callable[[int], str],
    earlier: EarlierGroups,
    compared: dict[tuple[str, str], bool],
) -> tuple[dict[int, int], list[int]]:
    """Return the first article of the group of each that has an earlier copy, and those that were looked up."""
    numbers = list(articles)
    found = find_duplicate_groups(
        list(articles.values()), lambda place: text(numbers[place]), earlier=earlier, compared=compared
    )
    stories = {numbers[place]: numbers[group.members[0]] for group in found.groups for place in group.members[1:]}
    return stories, [numbers[place] for place in found.looked_up]


def _sharing(catalogue: Catalogue, articles: Sequence[SignedArticle]) -> set[int]:
    """Return the numbers of the articles of a build that may share a band with one of some articles."""
    signatures = [article.signature for article in articles if article.signature]
    return catalogue.with_bands(set(band_keys(matrix_of(signatures)).ravel().tolist())) if signatures else set()


def write_live(folder: Path, gone: Mapping[int, int], stories: Mapping[int, int]) -> None:
    """Write what a build says about the articles of its parts.

    Args:
        folder: of the build.
        gone: how many passages each article has that is in a part and not in the build, by its number.
        stories: from ``find_stories``.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    with sqlite_writing(folder):
        db = created(folder / FILE, _SCHEMA)
        try:
            db.executemany("INSERT INTO gone VALUES (?, ?)", sorted(gone.items()))
            db.executemany("INSERT INTO story VALUES (?, ?)", sorted(stories.items()))
            db.execute("CREATE INDEX story_first ON story (first)")
            db.execute(f"PRAGMA user_version = {RULES}")
            db.execute("COMMIT")
        finally:
            db.close()
