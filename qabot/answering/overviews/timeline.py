"""Timelines: what the articles tell of a topic in the order of the days that they tell of, one line for each day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qabot.answering.overviews.days_told import TimeTold, time_told
from qabot.answering.overviews.material import ArticleAbout, is_name
from qabot.answering.overviews.sentences import Sentence, beside, can_be_stated, speaks_to_reader, stands_alone
from qabot.answering.overviews.topic import MIN_COVERAGE
from qabot.text.facts import Number, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.answering.overviews.topic import Topic
    from qabot.ports import Embedder

MOST = 20
"""Lines of a timeline at most: those that tell most of the topic."""
_ABOUT_NAME = 0.6
_ABOUT_THING = 0.35
_MAX_EMBEDDED = 56
_SAME_EVENT = 0.55
_LEANING = 0.5
_ENOUGH = 8
_LEAST_WORTH = 0.3
"""Beyond eight lines, a line that is worth less than this share of the best line is left out."""
_NEW_YEAR = 0.5
"""A line of a year that no other line tells of may be worth this much less."""
_JOINED, _ALONE = 0.6, 0.35
"""What a sentence is worth that does not name the topic: together with the one that it goes on from, or by itself."""
_COARSE = 0.7
_POINTS = re.compile(
    r"^(?!It (?:is|was|took) )(?:[^\s,;:]+ ){0,6}(?:it|they|them)\b|^the (?:two|three|four|five) ", re.I
)
"""A word near the beginning for what was named in the sentence before."""
_PRONOUN = re.compile(r"^(?:that|this|these|those|she|he|they|his|her|their|such)\b", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a timeline.

    Attributes:
        sentence: what happened.
        time: when it happened.
        worth: how much it says about the topic, at least 0.
        differs: whether another source gives other numbers for the same event of that day.
    """

    sentence: Sentence
    time: TimeTold
    worth: float
    differs: bool = False

    @property
    def label(self) -> str:
        """Return the time, and that sources differ if they do."""
        return f"{self.time.label} · sources differ" if self.differs else self.time.label


def timeline_of(
    topic: Topic,
    articles: Sequence[ArticleAbout],
    *,
    embedder: Embedder,
    most: int = MOST,
) -> list[Entry]:
    """Return the lines of a topic's timeline, the earliest day first; empty when no dated sentence is about the topic.

    One line tells of each day; a second one stands beside it only where another source gives other numbers, and both
    are marked.

    Args:
        topic: what is asked about.
        articles: those that have its words, the most central first.
        embedder: the embedding model that the build was made with.
        most: how many lines at most.
    """
    about = _ABOUT_NAME if is_name(topic, articles) else _ABOUT_THING
    dated = sorted(_dated(articles, about), key=lambda one: (-one.worth, one.sentence.key))[:_MAX_EMBEDDED]
    if not dated:
        return []
    vectors = embedder.embed([topic.text, *(one.sentence.plain for one in dated)])
    near = np.clip(vectors[1:] @ vectors[0], 0.0, 1.0)
    alike = vectors[1:] @ vectors[1:].T
    entries = [
        Entry(one.sentence, one.time, one.worth * (0.25 + float(near[number]))) for number, one in enumerate(dated)
    ]
    order = sorted(range(len(entries)), key=lambda number: (-entries[number].worth, entries[number].sentence.key))
    kept: list[int] = []
    differing: set[int] = set()
    for number in order:
        same_day = [other for other in kept if _same_time(entries[number].time, entries[other].time)]
        told = [other for other in kept if alike[number, other] > 0.8]
        rival = next(
            (
                other
                for other in same_day
                if alike[number, other] >= _SAME_EVENT and _numbers_differ(entries[number], entries[other])
            ),
            None,
        )
        is_new_year = all(entries[other].time.first.year != entries[number].time.first.year for other in kept)
        least = _LEAST_WORTH * (_NEW_YEAR if is_new_year else 1.0) * entries[order[0]].worth
        if len(kept) >= _ENOUGH and entries[number].worth < least:
            continue
        if rival is not None and rival not in differing:
            differing |= {rival, number}
            kept.append(number)
        elif not same_day and not told and len(kept) < most:
            kept.append(number)
    lines = [Entry(entries[one].sentence, entries[one].time, entries[one].worth, one in differing) for one in kept]
    return sorted(lines, key=lambda one: (one.time.first, -one.time.last.toordinal(), one.sentence.key))


def _dated(articles: Sequence[ArticleAbout], about: float) -> Iterator[Entry]:
    """Yield the sentences about the topic that say when something happened, each with what it is worth.

    Args:
        articles: those that have the topic's words.
        about: from this centrality on, an article's sentences without the topic's words count as well.
    """
    for article in articles:
        for number, single in enumerate(article.sentences):
            if not can_be_stated(single) or speaks_to_reader(single):
                continue
            mention = article.mentions[number]
            needs = (mention < MIN_COVERAGE and bool(_POINTS.search(single.plain))) or not stands_alone(single)
            sentence = _with_what_it_means(article, number) if needs else single
            if sentence is single and (_PRONOUN.match(single.plain) or (needs and _POINTS.search(single.plain))):
                continue
            if sentence is not single:
                mention = max(mention, article.mentions[number - 1])
            if mention < MIN_COVERAGE and (article.centrality < about or not article.as_a_whole):
                continue
            time = _time_of(single)
            if time is None:
                continue
            without = _JOINED if sentence is not single else _ALONE
            named = 1.0 if mention >= MIN_COVERAGE else without * article.centrality
            alone = 1.0 if stands_alone(sentence) else _LEANING
            coarse = 1.0 if time.exact else _COARSE
            yield Entry(sentence, time, named * alone * coarse * (0.4 + 0.6 * article.centrality))


def _with_what_it_means(article: ArticleAbout, number: int) -> Sentence:
    """Return a sentence with the one before it, if that tells of no time of its own; else the sentence."""
    single = article.sentences[number]
    before = article.sentences[number - 1] if number else None
    if before is None or not stands_alone(before) or _time_of(before):
        return single
    return beside(before, single) or single


def _time_of(sentence: Sentence) -> TimeTold | None:
    return time_told(sentence.plain, before=sentence.before, published=sentence.article.published)


def _same_time(one: TimeTold, other: TimeTold) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _numbers_differ(one: Entry, other: Entry) -> bool:
    """Return whether two articles count the same things and come to different numbers."""
    if one.sentence.article.id == other.sentence.article.id:
        return False
    mine, theirs = (_counts(entry.sentence.plain) for entry in (one, other))
    pairs = [(a, b) for a in mine for b in theirs if a.unit == b.unit and _same_thing(a, b)]
    return bool(pairs) and not any(a.agrees(b) for a, b in pairs)


def _counts(text: str) -> list[Number]:
    return [one for one in facts_of(text).numbers if not one.ordinal]


def _same_thing(one: Number, other: Number) -> bool:
    first, second = ({re.sub(r"s$", "", word) for word in number.thing} for number in (one, other))
    return bool(first & second) or (bool(one.unit) and not first and not second)
