"""Finds articles that carry the same text: syndicated, edited, trimmed or with paragraphs added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from qabot.indexing.minhash import matrix_of, sharing_a_band, similar_earlier
from qabot.text.changed_facts import state_different_facts
from qabot.text.near_duplicates import body_of, repeats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from qabot.text.near_duplicates import Body

RULES = 2
"""The version of the rules by which copies are found: these, and those of ``minhash``, ``near_duplicates`` and
``changed_facts``. With another one, nothing is taken over from an earlier build."""
SAME_SHARE = 0.95
"""Two articles are copies when one of them repeats at least this share of the other."""
LEAST_SHARE = 0.3
"""The other must repeat at least this share in turn: a round-up is no copy of what it sums up."""
_BODIES = 512
_GONE = -1
"""Stands for the leader of a group that is no longer there; its followers are looked up again."""


@dataclass(frozen=True, slots=True)
class SignedArticle:
    """What is needed to look for copies of an article.

    Attributes:
        id: of the article.
        published: when; the earliest of a group leads it.
        signature: from ``signature_of``.
        digest: of its content.
    """

    id: str
    published: date | None
    signature: bytes
    digest: str = ""


@dataclass(frozen=True, slots=True)
class EarlierGroups:
    """What was found among the articles of an earlier build.

    Attributes:
        articles: all of them.
        first: for each, the place of the first article with the same text; its own place if no other has it.
    """

    articles: Sequence[SignedArticle]
    first: Sequence[int]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Places of articles with the same text: the earliest dated first, undated ones last, equal ones by id."""

    members: tuple[int, ...]


def are_copies(one: Body, other: Body) -> bool:
    """Return whether one of two texts is a copy of the other, perhaps edited, trimmed, or with paragraphs added.

    Texts of one template, and an update in the words of the earlier report, state different facts: they are no copies.
    """
    # Most pairs share little text; their first sentences show that.
    alike = (repeats(one, other, share=SAME_SHARE) and repeats(other, one, share=LEAST_SHARE)) or (
        repeats(other, one, share=SAME_SHARE) and repeats(one, other, share=LEAST_SHARE)
    )
    return alike and not state_different_facts(one.sentences, other.sentences)


@dataclass(frozen=True, slots=True)
class FoundGroups:
    """What was found among articles.

    Attributes:
        groups: of articles with the same text.
        looked_up: the places of the articles that were compared with others; what is said of the rest is taken over.
    """

    groups: list[DuplicateGroup]
    looked_up: list[int]


def find_duplicate_groups(
    articles: Sequence[SignedArticle],
    text: Callable[[int], str],
    *,
    earlier: EarlierGroups | None = None,
    compared: dict[tuple[str, str], bool] | None = None,
) -> FoundGroups:
    """Find the groups of articles with the same text; an article that has no copy is in none.

    An article joins a group when it is a copy of the group's first article. So two texts are never joined through a
    third that has a part of both. Only articles with similar signatures are compared by their texts.

    With the groups of an earlier build, only new articles and those near a new or a removed one are looked up. The
    groups are the same as without.

    Args:
        articles: all articles.
        text: returns an article's text by its place among them.
        earlier: what an earlier build found, by the same rules.
        compared: whether two articles are copies, by their ids; what is found is added.
    """
    earlier = earlier or EarlierGroups((), ())
    now, before = _Ranked(articles), _Ranked(earlier.articles)
    led_by = [before.rank[earlier.first[place]] for place in before.order]
    members: dict[int, list[int]] = {}
    verdicts = {} if compared is None else compared
    leaders, looked_up = _Grouping(now, before, led_by, text=text, verdicts=verdicts).groups()
    for rank, first in enumerate(leaders):
        members.setdefault(first, []).append(now.order[rank])
    places = [tuple(found) for found in members.values() if len(found) > 1]
    return FoundGroups([DuplicateGroup(group) for group in sorted(places)], [now.order[rank] for rank in looked_up])


class _Ranked:
    """Articles in the order in which they may lead a group; in it, an article's place is its rank.

    Attributes:
        order: the place of each article before.
        rank: the rank of each article, by its place before.
        articles: the articles.
        rows: their signatures.
    """

    def __init__(self, articles: Sequence[SignedArticle]) -> None:
        """Sort the articles."""
        self.order = sorted(range(len(articles)), key=lambda place: _rank(articles[place]))
        self.rank = {place: rank for rank, place in enumerate(self.order)}
        self.articles = [articles[place] for place in self.order]
        self.rows = matrix_of([article.signature for article in self.articles])


class _Grouping:
    """Decides for each article, by rank, which article leads its group. Articles are named by their ranks."""

    def __init__(
        self,
        now: _Ranked,
        before: _Ranked,
        led_by: Sequence[int],
        *,
        text: Callable[[int], str],
        verdicts: dict[tuple[str, str], bool],
    ) -> None:
        """Take over the groups of an earlier build.

        Args:
            now: all articles.
            before: those of the earlier build.
            led_by: the first article of the group of each of those.
            text: returns an article's text by its place in ``now.order``.
            verdicts: whether two articles are copies, by their ids, the earlier one first.
        """
        self._now = now
        self._before = before
        self._led_by = led_by
        known = {article.id: rank for rank, article in enumerate(before.articles)}
        pairs = ((rank, known.get(article.id)) for rank, article in enumerate(now.articles))
        self._was = {rank: old for rank, old in pairs if old is not None and now.articles[rank] == before.articles[old]}
        self._is_now = {old: rank for rank, old in self._was.items()}
        self._body = lru_cache(_BODIES)(lambda rank: body_of(text(now.order[rank])))
        self._taken_over = {rank: self._is_now.get(led_by[old], _GONE) for rank, old in self._was.items()}
        self._first = [self._taken_over.get(rank, rank) for rank in range(len(now.order))]
        self._verdicts = verdicts

    def groups(self) -> tuple[list[int], set[int]]:
        """Return the first article of each article's group, and which articles were looked up.

        An article is looked up when it is new, or shares a band with a new, a changed or a removed one. When that
        gives it another leader, the articles that share a band with it are looked up as well.
        """
        import numpy as np

        near = np.ones(len(self._first), dtype=bool)
        fresh = np.array([rank for rank in range(len(self._first)) if rank not in self._was], dtype=np.int64)
        gone = np.array([rank for rank in range(len(self._before.order)) if rank not in self._is_now], dtype=np.int64)
        if self._was:
            near = sharing_a_band(self._now.rows, np.vstack([self._now.rows[fresh], self._before.rows[gone]]))
            near[fresh] = True
        candidates: dict[int, list[int]] = {}
        looked_up: set[int] = set()
        while len(new := np.flatnonzero(near)):
            candidates |= similar_earlier(self._now.rows, new)
            self._remember(new)
            looked_up.update(new.tolist())
            for rank in sorted(looked_up):
                self._first[rank] = self._leader(rank, candidates.get(rank, ()))
            moved = [rank for rank in looked_up if self._taken_over.get(rank, self._first[rank]) != self._first[rank]]
            self._taken_over |= {rank: self._first[rank] for rank in moved}
            near = sharing_a_band(self._now.rows, self._now.rows[moved])
            near[list(looked_up)] = False
        return self._first, looked_up

    def _remember(self, ranks: NDArray[np.int64]) -> None:
        """Take over what the earlier build found when it compared these articles with the leaders of groups."""
        import numpy as np

        old = {self._was[rank]: rank for rank in ranks.tolist() if rank in self._was}
        found = similar_earlier(self._before.rows, np.array(sorted(old), dtype=np.int64))
        for place, candidates in found.items():
            for group in dict.fromkeys(self._led_by[other] for other in candidates):
                joined = group == self._led_by[place]
                if group in self._is_now:
                    self._verdicts[self._ids(self._is_now[group], old[place])] = joined
                if joined:
                    break

    def _leader(self, rank: int, candidates: Iterable[int]) -> int:
        """Return the first article of the first group that an article is a copy of; itself if there is none."""
        for group in dict.fromkeys(self._first[other] for other in candidates):
            if group != _GONE and self._are_copies(group, rank):
                return group
        return rank

    def _are_copies(self, group: int, rank: int) -> bool:
        names = self._ids(group, rank)
        if names not in self._verdicts:
            self._verdicts[names] = are_copies(self._body(group), self._body(rank))
        return self._verdicts[names]

    def _ids(self, group: int, rank: int) -> tuple[str, str]:
        return self._now.articles[group].id, self._now.articles[rank].id


def _rank(article: SignedArticle) -> tuple[bool, date, str]:
    return article.published is None, article.published or date.min, article.id
