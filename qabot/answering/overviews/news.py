"""News: what newer articles say of a topic that the older ones do not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from qabot.answering.overviews.choose import choose
from qabot.answering.overviews.days_told import time_told
from qabot.answering.overviews.material import material_about
from qabot.answering.overviews.sentences import can_be_stated
from qabot.answering.overviews.topic import MIN_COVERAGE
from qabot.text.near_duplicates import body_of, tokens_of
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.answering.overviews.material import ArticleAbout
    from qabot.answering.overviews.sentences import Sentence
    from qabot.answering.overviews.topic import Topic
    from qabot.ports import Embedder, Vectors

MOST = 5
_TOLD_BEFORE = 0.78
"""A sentence says nothing new if the cosine with a sentence of an older article is larger."""
_MAX_OLDER = 40
_UNDATED = 0.6
_LATE_DAYS = 60
_CENTRAL = (0.5, 0.3)
"""An article is taken for newest if the topic is central in it; if it is in none, a smaller part is enough."""
_FEW = 3
_TOGETHER_DAYS = 14
"""If fewer sentences than three are new, all articles of this many days count as newest."""
_BACKGROUND = re.compile(
    r"\bfor (?:the (?:past|last)|half a|more than|over|nearly|almost|about|a|many|several|two|three|\w+teen|\w+ty|\d+) "
    r"?(?:\w+ )?(?:years?|decades?|centur(?:y|ies)|months)\b"
    r"|\bsince (?:at least )?(?:the )?(?:1[5-9]\d\d|20\d\d|its|his|her)"
    r"|\b(?:first|originally|initially|previously|formerly|once|long) (?:\w+ed|was|were|had)\b|\bha(?:d|s|ve) long\b"
    r"|\b(?:years?|decades?|centuries|months) (?:ago|earlier|before)\b|\bdates? (?:back )?(?:to|from)\b"
    r"|\b(?:was|were) (?:among|one of|once|home to|known (?:as|for))\b|\bused to\b|\b(?:ran|stretched|lasted) for\b",
    re.I,
)
"""How a report words what was known before it."""
_RECORD = re.compile(r"\b(?:[a-z]{3,}est|worst|most|least|best|first)\b.* (?:for|since)\b")
"""What happened "for the first time since 1988" is new."""


def news_about(
    topic: Topic,
    articles: Sequence[ArticleAbout],
    *,
    since: date | None,
    embedder: Embedder,
    most: int = MOST,
) -> list[Sentence]:
    """Return up to five sentences of newer articles that say what no older one says, the newest article first.

    Empty when there is no newer article about the topic, or when it says nothing that an older one does not.

    Args:
        topic: what is asked about.
        articles: those that have its words, the most central first.
        since: articles of this day and later are new; without it, those of the last day on which one came out.
        embedder: the embedding model that the build was made with.
        most: how many sentences at most.
    """
    dated = [one for one in articles if one.sentences[0].day]
    if since:
        return _news_from(topic, dated, first=since.toordinal(), embedder=embedder, most=most)
    central = ([one for one in dated if one.centrality >= least or _named_often(one)] for least in _CENTRAL)
    about = next(filter(None, central), dated)
    days = sorted({one.sentences[0].day for one in about}, reverse=True)
    recent = [day for day in days if day >= days[0] - _TOGETHER_DAYS]
    found: list[Sentence] = []
    for first in dict.fromkeys((days[0], recent[-1], *days[len(recent) :])) if days else ():
        if len(found) >= _FEW or (found and first < days[0] - _TOGETHER_DAYS):
            break
        ids = {one.id for one in about if one.sentences[0].day >= first}
        known = [one for one in dated if one.id in ids or one.sentences[0].day < first]
        found = _news_from(topic, known, first=first, embedder=embedder, most=most)
    return found


def _news_from(
    topic: Topic, dated: Sequence[ArticleAbout], *, first: int, embedder: Embedder, most: int
) -> list[Sentence]:
    """Return what the articles of a day and later say that those before it do not."""
    newer = [one for one in dated if one.sentences[0].day >= first]
    if not newer:
        return []
    material = material_about(topic, newer, embedder=embedder)
    told = _told_before([one for one in dated if one.sentences[0].day < first], material.vectors, embedder=embedder)
    bodies = [body_of(one.sentences[0].article.text) for one in dated if one.sentences[0].day < first]
    fresh = []
    for sentence, again in zip(material.sentences, told, strict=True):
        tokens = tokens_of(sentence.plain)
        words = frozenset(tokens) - STOP_WORDS
        numbers = frozenset(token for token in tokens if token[0].isdecimal())
        known = again or _tells_of_before(sentence, first)
        fresh.append(not known and not any(body.states(words, numbers) for body in bodies))
    worths = [
        worth * (1.0 if _tells_of_late(sentence) else _UNDATED)
        for worth, sentence in zip(material.worth, material.sentences, strict=True)
    ]
    best = max((worth for worth, new in zip(worths, fresh, strict=True) if new), default=0.0)
    chosen = choose(
        material.vectors,
        worths,
        [one.article.id for one in material.sentences],
        most=most,
        allowed=[new and worth >= best / 5 for new, worth in zip(fresh, worths, strict=True)],
    )
    return sorted(
        (material.sentences[number] for number in material.picked(chosen)),
        key=lambda one: (-one.day, one.article.id, one.number),
    )


def _named_often(article: ArticleAbout) -> bool:
    return sum(mention >= MIN_COVERAGE for mention in article.mentions) > 1


def _tells_of_late(sentence: Sentence) -> bool:
    """Return whether a sentence says that something happened, or will happen, near its article's day."""
    published = sentence.article.published
    time = time_told(sentence.plain, before=sentence.before, published=published)
    return bool(time and published and abs((published - time.last).days) <= _LATE_DAYS)


def _tells_of_before(sentence: Sentence, first: int) -> bool:
    """Return whether a sentence tells of what was so long before the news: it says a time, or words it as background.

    Args:
        sentence: of a newer article.
        first: the first day of the news; what happened up to 60 days before it may have come out only then.
    """
    published = sentence.article.published
    time = time_told(sentence.plain, before=sentence.before, published=published)
    if time is None:
        return bool(_BACKGROUND.search(sentence.plain)) and not _RECORD.search(sentence.plain)
    return time.last.toordinal() < first - _LATE_DAYS


def _told_before(older: Sequence[ArticleAbout], vectors: Vectors, *, embedder: Embedder) -> list[bool]:
    """Return for each vector whether a sentence about the topic in an older article is nearly the same."""
    rows = [
        (mention, sentence)
        for article in older
        for sentence, mention in zip(article.sentences, article.mentions, strict=True)
        if can_be_stated(sentence)
    ]
    rows = sorted(rows, key=lambda row: (-row[0], row[1].key))[:_MAX_OLDER]
    if not rows or not len(vectors):
        return [False] * len(vectors)
    known = embedder.embed([sentence.plain for _, sentence in rows])
    return [bool(cosine > _TOLD_BEFORE) for cosine in np.max(vectors @ known.T, axis=1)]
