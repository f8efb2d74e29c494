"""Comparisons: what the articles say of two things, side by side, first where both have a number of the same kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.answering.overviews.choose import choose
from qabot.answering.overviews.definition import find_definitions
from qabot.answering.overviews.material import material_about
from qabot.answering.overviews.sentences import can_be_stated, speaks_to_reader, stands_alone
from qabot.answering.overviews.topic import MIN_COVERAGE
from qabot.model import Span
from qabot.text.antonyms import stem
from qabot.text.facts import Number, facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.answering.overviews.material import ArticleAbout
    from qabot.answering.overviews.sentences import Sentence
    from qabot.answering.overviews.topic import Topic
    from qabot.ports import Embedder

MOST = 3
"""Sentences for each side at most, numbers included."""
_MAX_PAIRS = 2
_EMBEDDED = 20
"""Sentences of each side that are embedded to find those that tell most."""
_MAX_BOTH = 2
_ABOUT = 0.75
_GOES_ON = re.compile(r"(?:it|its|the (?:project|scheme|whole|work|building|total|plan|deal|company|bill))\b", re.I)
"""In an article about one side, numbers may stand in sentences that go on: "It has cost", "The project cost"."""
_LEAST_WORTH = 0.15
_NEAR_CHARS = 40
_MIN_SCORE = 0.5
_MONEY = frozenset("$€£¥")
_DIGIT = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion)\b")
_MAX_SENTENCES = 100
_TIMES = frozenset(("second", "day", "month"))
_SPAN_OF_RECORD = re.compile(
    r"\b(?:(?:[a-z]{3,}est|worst|most|least|best|first|sharpest)\b[^.;:]{0,50}\b(?:in|for|over)"
    r"|(?:over|in|for|during|within) the (?:last|past|next|previous))"
    r"(?: (?:more than|nearly|almost|about|over|at least))? $",
    re.I,
)
"""What stands before the years of "the biggest rise in 28 years", which say nothing of what is compared."""
_WORD = re.compile(r"[a-z]{4,}")
_SCALES = frozenset(
    stem(word)
    for word in """
    cost costs price prices worth value budget rent paid lease ticket fare wage salary revenue
    profit debt loan damage long length wide width high height tall deep depth weighs weight mass speed distance area
    population killed died dead injured missing wounded crew staff passengers members magnitude temperature
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Words that say what a number measures: of numbers with a unit one such word in common is enough."""
_WEAK = frozenset(
    """that with from have been this they were will which about than more when some also into over only years months
    days weeks hours time times year month week hour million billion said each between after before their there where
    would could first last under other most just least people average according
    january february march april june july august september october november december""".split()  # noqa: SIM905 - a word list reads better as words
)


@dataclass(frozen=True, slots=True)
class SideSentence:
    """A sentence about one side, or about both.

    Attributes:
        sentence: what is said.
        label: the side's name; both names where it speaks of both.
        highlights: the numbers that the other side has as well, in the article's characters.
    """

    sentence: Sentence
    label: str
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """One side: what is compared, the articles about it, and the topics on the other side.

    ``shared`` are the ids of the articles that are about both sides.
    """

    topic: Topic
    other: Topic
    articles: tuple[ArticleAbout, ...]
    shared: frozenset[str]

    @property
    def own(self) -> Topic:
        """Return the topic with only the words that the other side does not have: "American" of two bases."""
        return replace(
            self.topic,
            weights={form: self.topic.weights[form] for form in self.topic.weights.keys() - self.other.weights},
        )


def compare(
    topics: Sequence[Topic],
    articles: Sequence[Sequence[ArticleAbout]],
    *,
    embedder: Embedder,
) -> list[SideSentence]:
    """Return what is said of two sides: of both at once, in numbers of one kind, then the most about each side.

    Empty when a side has no sentence: nothing can be compared with nothing.

    Args:
        topics: the two sides.
        articles: those that have each one's words, the most central first.
        embedder: the embedding model that the build was made with.
    """
    shared = frozenset({one.id for one in articles[0]} & {one.id for one in articles[1]})
    sides = [
        _Side(topic, other, tuple(found), shared)
        for topic, other, found in zip(topics, reversed(topics), articles, strict=True)
    ]
    if not all(side.articles for side in sides):
        return []
    stated = [*_about_both(sides[0]), *_numbers_side_by_side(*sides)]
    for side in sides:
        stated += _best_of(side, taken={one.sentence.key for one in stated}, stated=stated, embedder=embedder)
    said_of = [{side.topic.text for side in sides if _is_about(side.topic, one)} for one in stated]
    return stated if set().union(*said_of) == {side.topic.text for side in sides} else []


def _about_both(side: _Side) -> list[SideSentence]:
    """Return the sentences that name both sides, those of the articles that are most about them first."""
    both = f"{side.topic.text} and {side.other.text}"
    found = [
        SideSentence(sentence, both)
        for article in side.articles
        for sentence in article.sentences
        if can_be_stated(sentence)
        and side.topic.coverage(sentence.forms) >= MIN_COVERAGE
        and side.other.coverage(sentence.forms) >= MIN_COVERAGE
    ]
    return found[:_MAX_BOTH]


def _is_about(topic: Topic, one: SideSentence) -> bool:
    return one.label == topic.text or topic.coverage(one.sentence.forms) >= MIN_COVERAGE


def _best_of(
    side: _Side, *, taken: set[tuple[str, int]], stated: Sequence[SideSentence], embedder: Embedder
) -> list[SideSentence]:
    """Return the most important sentences about one side that are not stated yet: a definition, then an overview."""
    room = max(1, MOST - sum(one.label == side.topic.text for one in stated))
    defined = [
        one.sentence
        for one in find_definitions(side.topic, side.articles)
        if _own(side, one.sentence) and stands_alone(one.sentence)
    ][:1]
    material = material_about(side.topic, side.articles, embedder=embedder, most=_EMBEDDED)
    chosen = choose(
        material.vectors,
        material.worth,
        [one.article.id for one in material.sentences],
        most=MOST,
        allowed=[
            _own(side, one) and worth >= _LEAST_WORTH * max(material.worth)
            for one, worth in zip(material.sentences, material.worth, strict=True)
        ],
    )
    best = [
        *defined,
        *(material.sentences[place] for place in material.picked(chosen) if material.sentences[place] not in defined),
    ]
    best = [one for place, one in enumerate(best) if not any(one.overlaps(other) for other in best[:place])]
    return [SideSentence(one, side.topic.text) for one in best if one.key not in taken][:room]


def _own(side: _Side, sentence: Sentence) -> bool:
    """Return whether a sentence does not name the other side, and names this one where its article is about both."""
    if side.other.coverage(sentence.forms) >= MIN_COVERAGE:
        return False
    return sentence.article.id not in side.shared or side.own.coverage(sentence.forms) > 0


def _numbers_side_by_side(one: _Side, other: _Side) -> list[SideSentence]:
    """Return pairs of sentences, one of each side, with numbers of one unit that count or measure the same."""
    measures, others = _measures(one), _measures(other)
    rows = [
        (score, mine, its)
        for mine in measures
        for its in others
        if mine.sentence.key != its.sentence.key and (score := mine.alike(its)) >= _MIN_SCORE
    ]
    rows.sort(key=lambda row: (-row[0], row[1].sentence.key, row[1].span, row[2].sentence.key, row[2].span))
    used: set[tuple[str, int]] = set()
    pairs: list[SideSentence] = []
    for _, mine, its in rows:
        if not {mine.sentence.key, its.sentence.key} & used and len(pairs) < 2 * _MAX_PAIRS:
            used |= {mine.sentence.key, its.sentence.key}
            pairs += [
                SideSentence(measure.sentence, side.topic.text, (measure.in_article,))
                for measure, side in ((mine, one), (its, other))
            ]
    return pairs


@dataclass(frozen=True, slots=True)
class _Measure:
    """A number of a sentence: its unit, what it counts, and the words near it."""

    sentence: Sentence
    span: Span
    unit: str
    things: frozenset[str]
    words: frozenset[str]

    @property
    def in_article(self) -> Span:
        """Return the number's place in the article's characters."""
        return Span(self.sentence.span.start + self.span.start, self.sentence.span.start + self.span.end)

    def alike(self, other: _Measure) -> float:
        """Return how alike two numbers are in what they measure, from 0 to about 1.3."""
        if self.unit != other.unit:
            return 0.0
        things, words = bool(self.things & other.things), len(self.words & other.words)
        measured = bool(self.unit) and self.unit not in _TIMES and bool(self.words & other.words & _SCALES)
        near = 0.3 * min(2, words) if self.unit or things else 0.0
        return 0.5 * things + near + 0.2 * measured


def _measures(side: _Side) -> list[_Measure]:
    """Return the numbers in sentences that tell of a side alone, at most of a hundred sentences."""
    sentences = [
        sentence
        for article in side.articles
        for sentence, mention in zip(article.sentences, article.mentions, strict=True)
        if (mention >= MIN_COVERAGE or (article.centrality >= _ABOUT and _GOES_ON.match(sentence.plain)))
        and _DIGIT.search(sentence.text)
        and _own(side, sentence)
        and can_be_stated(sentence)
        and (stands_alone(sentence) or _GOES_ON.match(sentence.plain))
        and not speaks_to_reader(sentence)
    ]
    return [
        _Measure(
            sentence,
            number.span,
            number.unit,
            frozenset(stem(word) for word in number.thing if word not in _WEAK),
            _near_words(sentence.text, number.span),
        )
        for sentence in sentences[:_MAX_SENTENCES]
        for number in _numbers_of(sentence)
    ]


def _numbers_of(sentence: Sentence) -> list[Number]:
    """Return the numbers of a sentence; all currencies are one unit."""
    text = sentence.text
    return [
        replace(one, unit="money") if one.unit in _MONEY else one
        for one in facts_of(text).numbers
        if not one.ordinal
        and not re.search(r"\w[-–]$|[A-Z]\w+ $", text[: one.span.start])  # "Su-24", "Ariane 5"
        and not (_timed(one) and _SPAN_OF_RECORD.search(text[: one.span.start]))
    ]


def _timed(number: Number) -> bool:
    return number.unit in _TIMES


def _near_words(text: str, span: Span) -> frozenset[str]:
    near = text[max(0, span.start - _NEAR_CHARS) : span.start] + " " + text[span.end : span.end + _NEAR_CHARS]
    return frozenset(stem(word) for word in _WORD.findall(near) if word not in _WEAK)
