"""The two sides of a comparison that names none ("compare the two earthquakes"): those that the articles tell apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.answering.overviews.comparison import SideSentence
from qabot.answering.overviews.sentences import can_be_stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.answering.overviews.material import ArticleAbout
    from qabot.answering.overviews.sentences import Sentence

MOST = 3
"""Sentences of each side at most."""
_ENOUGH = 3
_TWO = re.compile(r"^(?:(?:the|these|those|both|all|its|their|our) )*(?:(?:two|both) )?(?:of )?(?:the )?", re.I)
_NAME = r"(?!(?:The|An?|This|That|In|At|After|Before|When) )[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2}"
_FIRST_NAME = re.compile(rf"\b(?<!near )(?<!beside )(?!The\b){_NAME}")
_AFTER = r"(?:in|near|of|at|off|around|(?:that|which) (?:hit|struck|shook|rocked|killed))"
_NO_NAMES = frozenset(
    """The A An In On At It Its His Her Their This That These Those After Before When While As But And For From With By
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Who What Why How Where Photos Live Deadly Strong Powerful Major New Another
    Second First""".split()  # noqa: SIM905 - a word list reads better as words
)


@dataclass(frozen=True, slots=True)
class TwoNames:
    """Two things of one kind by the names that the articles give them: "Tartous" and "Khmeimim"."""

    one: str
    other: str


def kind_compared(topic: str) -> str:
    """Return the kind of thing of which two are compared, in the singular: "earthquake" of "the two earthquakes"."""
    noun = _TWO.sub("", topic.strip()).strip(" ?.!")
    return re.sub(r"(?<=[^s])s$", "", re.sub(r"ies$", "y", noun))


def two_in_order(kind: str, articles: Sequence[ArticleAbout]) -> list[SideSentence]:
    """Return what an article says of the first and of the second thing of a kind; empty where none counts them.

    A sentence that names neither of them belongs to the one before it, as long as its paragraph goes on.

    Args:
        kind: of the things, in the singular.
        articles: the most central first.
    """
    first, second = (_ordinal(word, kind) for word in ("first", "second"))
    for article in articles:
        sides: tuple[list[Sentence], list[Sentence]] = ([], [])
        current: list[Sentence] | None = None
        paragraph = -1
        for sentence in article.sentences:
            if sentence.paragraph != paragraph:
                current, paragraph = None, sentence.paragraph
            begins = [bool(pattern.search(sentence.plain)) for pattern in (first, second)]
            if all(begins):
                current = None
            elif any(begins):
                current = sides[begins.index(True)]
            if current is not None and can_be_stated(sentence):
                current.append(sentence)
        if all(sides):
            return [
                SideSentence(one, f"{word} {kind}")
                for word, side in zip(("first", "second"), sides, strict=True)
                for one in side[:MOST]
            ]
    return []


def two_named(kind: str, articles: Sequence[ArticleAbout]) -> TwoNames | None:
    """Return the names of two things of a kind: those that one sentence lists, else the two that most articles name.

    Args:
        kind: of the things, in the singular.
        articles: the most central first.
    """
    noun = re.escape(kind.rsplit(" ", 1)[-1])
    listed = re.compile(
        rf"\btwo\b[^.,;:]{{0,40}}\b{noun}s?\b[^.,;:—–]{{0,40}}[,:—–] ?"
        r"(?P<one>[^,;.]{3,60}?),? and (?P<other>[^,;.]{3,60})"
    )
    for article in articles:
        for sentence in article.sentences:
            found = listed.search(sentence.plain)
            names = [_FIRST_NAME.search(found[side]) for side in ("one", "other")] if found else []
            if len(names) > 1 and names[0] and names[1] and names[0].group() != names[1].group():
                return TwoNames(names[0].group(), names[1].group())
    told_by: dict[str, list[ArticleAbout]] = {}
    for article in articles:
        if place := _place_of(kind, article):
            told_by.setdefault(place, []).append(article)
    best: list[str] = []
    for place in sorted(told_by, key=lambda place: (-sum(one.centrality for one in told_by[place]), place)):
        if not any(_is_the_same(place, other, told_by[other]) for other in best):
            best.append(place)
    return TwoNames(f"{best[0]} {kind}", f"{best[1]} {kind}") if len(best) > 1 else None


def _is_the_same(name: str, other: str, told_by: Sequence[ArticleAbout]) -> bool:
    """Return whether two names are of one thing: they share a word, or articles on one of them often name the other."""
    texts = (article.sentences[0].article.text for article in told_by)
    return bool(set(name.split()) & set(other.split())) or any(text.count(name) >= _ENOUGH for text in texts)


def _ordinal(word: str, kind: str) -> re.Pattern[str]:
    """Return what names the first or the second of a kind: "the first earthquake", "a second one", "the first had"."""
    noun = re.escape(kind)
    after = rf"(?: [\w-]+)? {noun}\b| one\b| (?:had|has|was|is|came|followed|struck|opened|began|measured)\b"
    return re.compile(rf"\b(?:the|a|an?other|its|their) {word}(?:{after})", re.I)


def _place_of(kind: str, article: ArticleAbout) -> str:
    """Return the name by which an article's title or three of its sentences know a thing of a kind, ``""`` for none."""
    noun = re.escape(kind)
    after = rf"{_AFTER} (?:the )?(?:[a-z]+ ){{0,2}}(?P<after>{_NAME})"
    named = re.compile(rf"(?P<before>{_NAME}) (?i:{noun})\b|\b(?i:{noun}s?) {after}")
    title = article.sentences[0].article.title
    stated = [one.plain for one in article.sentences if can_be_stated(one)]
    counts = Counter(name for text in stated for found in named.finditer(text) for name in _names(found))
    counts.update(_ENOUGH * [name for found in named.finditer(title) for name in _names(found)])
    counts = Counter({name: count for name, count in counts.items() if count >= _ENOUGH or name in title})
    return max(counts, key=lambda name: (counts[name], name), default="")


def _names(found: re.Match[str]) -> Iterator[str]:
    words = [word for word in (found["before"] or found["after"]).split() if word not in _NO_NAMES]
    if words:
        yield re.sub(r"[’']s$", "", " ".join(words))
