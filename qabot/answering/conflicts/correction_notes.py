"""A correction of an article: which articles it concerns, and which values and sentences it withdraws there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qabot.model import AnswerType, Span
from qabot.text.antonyms import stem
from qabot.text.corrections import Correction
from qabot.text.facts import facts_of
from qabot.text.months import MONTHS
from qabot.text.squad import plain_answer
from qabot.text.words import STOP_WORDS, same_stem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from qabot.model import Article, Candidate, Evidence

_MIN_RECITED = 0.6
"""Least share of a recital's words in a sentence that states what the recital withdraws."""
_MIN_NAMES = 2
"""So many words of names must be both in a retraction and in what it retracts."""
_OPENING_CHARS = 600
_REPORTING = frozenset(
    stem(word)
    for word in """said says stated gave reported report article story version earlier previous originally first
    initially correction wrongly incorrectly mistakenly misstated editor note update headline""".split()  # noqa: SIM905
)


class Note(NamedTuple):
    """A correction with the article that it stands in."""

    correction: Correction
    article: Article

    @property
    def text(self) -> str:
        """Return the sentences of the correction."""
        return self.article.text[self.correction.span.start : self.correction.span.end]

    @property
    def recital(self) -> str:
        """Return what the correction recites and withdraws."""
        return "\n".join(self.article.text[start:end] for start, end in self.correction.withdrawn)

    @property
    def retraction(self) -> str:
        """Return the id of the article that only takes back a report, ``""`` for a note of another kind."""
        return self.article.id if self.correction.retracts else ""

    def concerns(self, article: Article) -> bool:
        """Return whether the note corrects this article: its own, or an earlier one of the same publisher."""
        if article.id == self.article.id:
            return True
        if not self.correction.others or _later(article.published, self.article.published):
            return False
        mine, theirs = self.article.source.casefold(), article.source.casefold()
        if mine and theirs and mine != theirs:
            return False
        return not self.correction.retracts or self._retracts(article)

    def _retracts(self, article: Article) -> bool:
        """Return whether a retraction means this article: by the day that it names, and by their names."""
        days = [one for one in facts_of(self.text).moments if one.month and one.day]
        published = article.published
        if published and days and not any((one.month, one.day) == (published.month, published.day) for one in days):
            return False
        theirs = _name_words(f"{article.title}. {article.text[:_OPENING_CHARS]}")
        return len(_name_words(f"{self.article.title}. {self.article.text}") & theirs) >= _MIN_NAMES

    def recites(self, place: Evidence) -> bool:
        """Return whether a place is where the correction recites what it withdraws."""
        return article_of(place) == self.article.id and self.correction.recites(value_in(place))

    def states(self, place: Evidence) -> bool:
        """Return whether a place is in the note, where it says what is right; a retraction only takes back."""
        inside = article_of(place) == self.article.id and self.correction.holds(value_in(place))
        return inside and not self.recites(place) and not self.correction.retracts

    def withdrawsvalue_in(self, one: Candidate, place: Evidence, article: Callable[[str], Article]) -> bool:
        """Return whether the note withdraws a short answer in this place."""
        if self.recites(place):
            return True
        if not self.concerns(article(article_of(place))):
            return False
        if self.correction.retracts and not self.states(place):
            return True
        named = f" {plain_answer(one.text)} " in f" {plain_answer(self.recital)} "
        return named and not (self.states(place) and one.signals["span"] > 0)

    def withdraws_sentence(self, place: Evidence) -> bool:
        """Return whether the note recites a sentence, or withdraws what it states."""
        if article_of(place) == self.article.id and self.correction.holds(value_in(place)):
            return self.recites(place)
        if self.correction.retracts and article_of(place) != self.article.id:
            return True
        told, said = _words(self.recital) - _REPORTING, _words(place.text)
        return bool(told) and sum(same_stem(word, said) for word in told) >= _MIN_RECITED * len(told)

    def may_replace(self, best: Candidate, answer_type: AnswerType) -> bool:
        """Return whether the note corrects the article of an answer, and names no value of this type as withdrawn."""
        place, facts = best.evidence[0], facts_of(self.recital)
        if article_of(place) != self.article.id or self.correction.holds(value_in(place)):
            return False
        return not (facts.moments if answer_type is AnswerType.DATE else facts.numbers)

    def describe(self, article: Article, value: str = "") -> str:
        """Return what a person should know: that an article, or a value in it, was withdrawn, and on which day."""
        on = f" on {self._day}" if self._day else ""
        if self.correction.retracts:
            of = f" of {_in_words(article.published)}" if article.published else ""
            return f"Retracted{on}: the report{of}" + (f" ({article.source})." if article.source else ".")
        return f"Corrected{on}" + (f"; it was “{value}” before." if value else ".")

    @property
    def _day(self) -> str:
        """Return the day of the correction in words, ``""`` if it is unknown."""
        made, published = self.correction.made_on, self.article.published
        if made is None or made.month is None:
            return _in_words(published) if published and self.correction.others else ""
        year = made.year or (published and published.year + (made.month < published.month))
        return f"{made.day} {MONTHS[made.month - 1].title()}" + (f" {year}" if year else "")


def _words(text: str) -> frozenset[str]:
    return frozenset(
        stem(word.lower()) for word in re.findall(r"[^\W_][\w’'-]*", text) if word.lower() not in STOP_WORDS
    )


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def value_in(place: Evidence) -> Span:
    """Return where the value stands in a place, in the article's characters."""
    return place.highlights[0] if place.highlights else place.span


def _later(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other


def _name_words(text: str) -> frozenset[str]:
    return frozenset(word for name in facts_of(text).names for word in name.words)


def article_of(place: Evidence) -> str:
    """Return the id of the article that a place is in."""
    return place.passage.article_id
