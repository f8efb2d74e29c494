"""One text in several articles is one piece of evidence: of passages that tell the same, the best one stays."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from qabot.text.near_duplicates import body_of, repeated_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Hit
    from qabot.ports import Store


def drop_near_duplicates(hits: Sequence[Hit], *, store: Store) -> list[Hit]:
    """Return the hits without those that say nothing that a better one has not said.

    Only copies are compared, with each other: what another article of the same story says in words like these. A
    passage stays as soon as one sentence of it is new, so the later figures of an update are never hidden.

    Args:
        hits: best first.
        store: tells which articles are copies.
    """
    stories = store.duplicate_groups({hit.passage.article_id for hit in hits})
    kept: list[Hit] = []
    better: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        mine = better[stories[hit.passage.article_id]]
        others = [one.passage.text for one in mine if one.passage.article_id != hit.passage.article_id]
        if others and all(repeated_sentences(body_of(hit.passage.text), body_of("\n".join(others)))):
            continue
        mine.append(hit)
        kept.append(hit)
    return kept
