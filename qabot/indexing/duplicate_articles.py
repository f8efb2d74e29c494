"""Finds articles that carry the same text: syndicated, edited, trimmed or with paragraphs added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from qabot.indexing.minhash import candidate_pairs
from qabot.text.changed_facts import state_different_facts
from qabot.text.near_duplicates import body_of, repeated_sentences, share_repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.text.near_duplicates import Body

SAME_SHARE = 0.95
"""Two articles are copies when one of them repeats at least this share of the other."""
LEAST_SHARE = 0.3
"""The other must repeat at least this share in turn: a round-up is no copy of what it sums up."""
_BODIES = 512


@dataclass(frozen=True, slots=True)
class SignedArticle:
    """What is needed to look for copies of an article; ``signature`` comes from ``signature_of``."""

    id: str
    published: date | None
    signature: bytes


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Places of articles with the same text: the earliest dated first, undated ones last, equal ones by id."""

    members: tuple[int, ...]


def are_copies(one: Body, other: Body) -> bool:
    """Return whether one of two texts is a copy of the other, perhaps edited, trimmed, or with paragraphs added.

    Texts of one template, and an update in the words of the earlier report, state different facts: they are no copies.
    """
    shares = share_repeated(one, repeated_sentences(one, other)), share_repeated(other, repeated_sentences(other, one))
    alike = max(shares) >= SAME_SHARE and min(shares) >= LEAST_SHARE
    return alike and not state_different_facts(one.sentences, other.sentences)


def find_duplicate_groups(articles: Sequence[SignedArticle], text: Callable[[int], str]) -> list[DuplicateGroup]:
    """Return the groups of articles with the same text; an article that has no copy is in none.

    An article joins a group when it is a copy of the group's first article. So two texts are never joined through a
    third that has a part of both. Only articles with similar signatures are compared by their texts.

    Args:
        articles: all articles.
        text: returns an article's text by its place among them.
    """
    order = sorted(range(len(articles)), key=lambda place: _rank(articles[place]))
    body = lru_cache(_BODIES)(lambda place: body_of(text(place)))
    first = list(range(len(articles)))
    members: dict[int, list[int]] = {}
    for later, candidates in candidate_pairs([articles[place].signature for place in order]):
        place = order[later]
        for group in dict.fromkeys(first[order[other]] for other in candidates):
            if are_copies(body(group), body(place)):
                first[place] = group
                members.setdefault(group, [group]).append(place)
                break
    return [DuplicateGroup(tuple(places)) for _, places in sorted(members.items())]


def _rank(article: SignedArticle) -> tuple[bool, date, str]:
    return article.published is None, article.published or date.min, article.id
