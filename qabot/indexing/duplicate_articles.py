"""Which articles tell the same text: syndicated, edited, trimmed or with paragraphs added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from qabot.indexing.minhash import near_pairs
from qabot.text.near_duplicates import body_of, repeated_sentences, share_repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.text.near_duplicates import Body

SAME_SHARE = 0.95
"""Two articles are copies when one of them tells this share of the other."""
LEAST_SHARE = 0.3
"""And when at least this share of the longer one is told by the shorter: a round-up is no copy of what it sums up."""
_BODIES = 512


@dataclass(frozen=True, slots=True)
class Edition:
    """An article as one that may tell the same as others: ``signature`` as ``signature_of`` gives it."""

    id: str
    published: date | None
    signature: bytes


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell the same text, the earliest dated first, then the undated ones, equal ones by id."""

    editions: tuple[int, ...]


def same_text(one: Body, other: Body) -> bool:
    """Return whether one of two texts is a copy of the other, perhaps edited, trimmed, or with paragraphs added."""
    shares = share_repeated(one, repeated_sentences(one, other)), share_repeated(other, repeated_sentences(other, one))
    return max(shares) >= SAME_SHARE and min(shares) >= LEAST_SHARE


def find_stories(editions: Sequence[Edition], text: Callable[[int], str]) -> list[Story]:
    """Return the stories that more than one article tells.

    An article joins the story of an earlier one when it is a copy of the first that told it. So two texts are never
    joined through a third that only has something of both. Articles are compared by their texts only where their
    signatures are alike.

    Args:
        editions: all articles.
        text: gives an article's text by its place among them.
    """
    order = sorted(range(len(editions)), key=lambda place: _rank(editions[place]))
    body = lru_cache(_BODIES)(lambda place: body_of(text(place)))
    first = list(range(len(editions)))
    members: dict[int, list[int]] = {}
    for later, nearest in near_pairs([editions[place].signature for place in order]):
        place = order[later]
        for story in dict.fromkeys(first[order[other]] for other in nearest):
            if same_text(body(story), body(place)):
                first[place] = story
                members.setdefault(story, [story]).append(place)
                break
    return [Story(tuple(places)) for _, places in sorted(members.items())]


def _rank(edition: Edition) -> tuple[bool, date, str]:
    return edition.published is None, edition.published or date.min, edition.id
