"""What a build says about the articles of its parts: which are gone, and which carry the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.indexing.duplicate_articles import RULES, EarlierGroups, find_duplicate_groups
from qabot.indexing.local.catalogue_writer import created, sqlite_writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from qabot.indexing.duplicate_articles import SignedArticle

FILE = "live.sqlite"
_SCHEMA = """
CREATE TABLE gone (number INTEGER PRIMARY KEY, passages INTEGER NOT NULL) STRICT;
CREATE TABLE story (number INTEGER PRIMARY KEY, first INTEGER NOT NULL) STRICT;
"""


def find_stories(
    order: Sequence[int],
    signed: Mapping[int, SignedArticle],
    text: Callable[[int], str],
    *,
    earlier: tuple[Mapping[int, SignedArticle], Mapping[int, int]] | None,
) -> dict[int, int]:
    """Return the first article with the same text, by the numbers of those that have an earlier copy.

    Args:
        order: the numbers of all articles.
        signed: what is needed to look for copies, by number.
        text: returns an article's text by its number.
        earlier: the articles of an earlier build by number, and what was found about them, by the same rules.
    """
    before = None
    if earlier:
        articles, first = earlier
        places = {number: place for place, number in enumerate(articles)}
        before = EarlierGroups(list(articles.values()), [places[first.get(number, number)] for number in articles])
    groups = find_duplicate_groups(
        [signed[number] for number in order], lambda place: text(order[place]), earlier=before
    )
    return {order[place]: order[group.members[0]] for group in groups for place in group.members[1:]}


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
