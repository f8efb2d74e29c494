"""Drops passages that only repeat what a better passage of a copy says: one text in several articles counts once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from qabot.text.changed_facts import state_different_facts
from qabot.text.near_duplicates import body_of, repeated_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qabot.model import Hit


def drop_near_duplicates(hits: Sequence[Hit], *, duplicate_groups: Mapping[str, str]) -> list[Hit]:
    """Return the hits without those whose every sentence is repeated from better hits of other copies.

    Only copies of one text are compared with each other. A passage stays as soon as one of its sentences is new, so
    that the later figures, names and days of an update are never hidden.

    Args:
        hits: best first.
        duplicate_groups: for each article, the id of the first article with the same text.
    """
    kept: list[Hit] = []
    better: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        same = better[duplicate_groups[hit.passage.article_id]]
        others = [one.passage.text for one in same if one.passage.article_id != hit.passage.article_id]
        if others and _only_repeats(hit.passage.text, "\n".join(others)):
            continue
        same.append(hit)
        kept.append(hit)
    return kept


def _only_repeats(text: str, others: str) -> bool:
    """Return whether the other texts state every sentence of a text, with the same facts."""
    body, known = body_of(text), body_of(others)
    return all(repeated_sentences(body, known)) and not state_different_facts(body.sentences, known.sentences)
