"""Overviews: a few sentences that together tell most about a topic, or about one article, and repeat least."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from qabot.answering.overviews.choose import choose
from qabot.answering.overviews.definition import find_definitions
from qabot.answering.overviews.material import MAX_EMBEDDED, material_about
from qabot.answering.overviews.sentences import can_be_stated, sentences_of, speaks_to_reader, stands_alone

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qabot.answering.overviews.definition import Definition
    from qabot.answering.overviews.material import ArticleAbout, Material
    from qabot.answering.overviews.sentences import Sentence
    from qabot.answering.overviews.topic import Topic
    from qabot.ports import Embedder, Store

MOST = 6
LEAST = 3
_PER_ARTICLE = 5
_LEAD = 2.0
_LEAD_SENTENCES = 4.0
_TO_READER = 0.3
_LEANING = 0.3
_MAX_OVERLAP = 0.5
_PLAIN = 0.9
"""The least plainness of a definition that opens an overview: "X is a ...", not "in X, a community shattered by"."""
_FACT = re.compile(r"(?<![.!?] )\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*|\b\d[\d.,]*")
_MOST_FACTS, _OF_FACT = 4, 0.1
_DETAIL = 0.75
"""A sentence that is worth less than this share of the best one is a detail, and does not come first."""
_LEAST_WORTH = 0.12
"""A sentence that is worth less than this share of the best one comes in only to make up ``LEAST`` sentences."""
_OPENING = 4
"""An article's opening is the first of this many sentences that can be understood by itself."""
_SENTENCES_FOR_MORE = 6
"""An article's overview has one sentence for this many sentences of the article, between ``LEAST`` and ``MOST``."""


def overview_of_topic(
    topic: Topic,
    articles: Sequence[ArticleAbout],
    *,
    embedder: Embedder,
    most: int = MOST,
    named_only: bool = False,
    embedded: int = MAX_EMBEDDED,
    defined: Sequence[Definition] | None = None,
    told: Collection[str] = (),
) -> list[Sentence]:
    """Return up to six sentences about a topic, each article's together and in its own order.

    What defines the topic comes first, then the article that is newest and tells most of it; the most important
    sentence opens the overview where the first would be a detail. Empty without articles.

    Args:
        topic: what is asked about.
        articles: those that have its words, the most central first.
        embedder: the embedding model that the build was made with.
        most: how many sentences at most.
        named_only: only sentences that name the topic.
        embedded: see ``material_about``.
        defined: what defines the topic, if that was looked for already.
        told: sentences that are left out, because they were told before.
    """
    if not articles:
        return []
    material = material_about(topic, articles, embedder=embedder, named_only=named_only, most=embedded)
    untold = [
        0.0 if one.plain in told else worth for one, worth in zip(material.sentences, material.worth, strict=True)
    ]
    enough = [worth for worth in sorted(untold, reverse=True)[:LEAST] if worth]
    least = min([_LEAST_WORTH * max(untold, default=0.0), *enough[LEAST - 1 :]])
    chosen = choose(
        material.vectors,
        material.worth,
        [one.article.id for one in material.sentences],
        most=most if len(articles) > 1 else min(most, _PER_ARTICLE),
        allowed=[worth > 0 and worth >= least for worth in untold],
    )
    chosen = material.picked(chosen)
    picked = [material.sentences[number] for number in chosen]
    defined = find_definitions(topic, articles) if defined is None else defined
    defined = [
        one
        for one in defined
        if one.plainness >= _PLAIN and one.sentence.plain not in told and stands_alone(one.sentence)
    ]
    best: dict[str, float] = {}
    for number in chosen:
        name = material.sentences[number].article.id
        best[name] = best.get(name, 0.0) + material.worth[number]
    ordered = sorted(picked, key=lambda one: (-best[one.article.id], -one.day, one.article.id, one.number))
    openings = _opening_worth(material)
    worth_of = {material.sentences[number].key: openings[number] for number in chosen}
    head = max(ordered, key=lambda one: worth_of[one.key], default=None)
    # One article is best told in its order, if that begins with its opening.
    is_opening = len(best) == 1 and ordered[0].number < _OPENING
    if head and not is_opening and worth_of[ordered[0].key] < _DETAIL * worth_of[head.key]:
        ordered.sort(key=lambda one: one is not head)
    if defined and all(_repeats(defined[0].sentence, one) < _MAX_OVERLAP for one in ordered):
        ordered = [defined[0].sentence, *ordered[: most - 1]]
    elif defined:
        ordered.sort(key=lambda one: _repeats(defined[0].sentence, one) < _MAX_OVERLAP)
    return ordered


def _opening_worth(material: Material) -> list[float]:
    """Return what each sentence is worth as the first of an overview: more if it tells what most others tell of.

    One that says who, where or how many, by names and numbers, is worth more than one that says only how.
    """
    if not material.sentences:
        return []
    weights = np.asarray(material.worth, dtype=np.float64)
    centre = weights @ material.vectors
    near = np.clip(material.vectors @ centre / (np.linalg.norm(centre) or 1.0), 0.0, 1.0)
    told = [min(_MOST_FACTS, len(_FACT.findall(one.plain[1:]))) for one in material.sentences]
    return [
        float(worth * central**2 * (1 + _OF_FACT * count))
        for worth, central, count in zip(material.worth, near, told, strict=True)
    ]


def overview_of_article(article_id: str, *, store: Store, embedder: Embedder, most: int = MOST) -> list[Sentence]:
    """Return three to six sentences of one article, in its order: its opening, and what covers its other parts."""
    sentences = sentences_of(article_id, store=store)
    material = [one for one in sentences if can_be_stated(one)]
    if not material:
        return []
    worth = [worth_in_article(one) for one in material]
    vectors = embedder.embed([one.plain for one in material])
    count = max(LEAST, min(most, round(len(material) / _SENTENCES_FOR_MORE)))
    parts = max(1, (sentences[-1].paragraph + 1) // count)
    chosen = choose(vectors, worth, [one.paragraph // parts for one in material], most=count)
    opening = next((number for number, one in enumerate(material[:_OPENING]) if stands_alone(one)), None)
    if opening is not None and min(chosen) > opening:
        chosen = [opening, *chosen[: count - 1]]
    return [material[number] for number in sorted(chosen)]


def worth_in_article(sentence: Sentence) -> float:
    """Return what a sentence is worth in its article's overview: more in the opening, less if it leans on others."""
    lead = 1 + _LEAD / (1 + sentence.number / _LEAD_SENTENCES)
    alone = 1.0 if stands_alone(sentence) else _LEANING
    return lead * alone * (_TO_READER if speaks_to_reader(sentence) else 1.0)


def _repeats(one: Sentence, other: Sentence) -> float:
    """Return the share of words that two sentences have in common (Jaccard)."""
    return len(one.forms & other.forms) / (len(one.forms | other.forms) or 1)
