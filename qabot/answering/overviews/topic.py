"""What an overview is about: a topic's words, and which texts mention it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.text.words import StemSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qabot.model import Article
    from qabot.ports import Store

MIN_COVERAGE = 0.75
"""The least share of a topic's words, by their weights, that an article about it must have."""
_VOWELS = re.compile(r"[aeiouy]")
_MIN_SPELT_CHARS = 6
_ADDRESS_DASHES = 1
"""A part of an address with fewer dashes is a section or a number."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as a person named it ("the James Webb telescope").

    Attributes:
        text: as it was named, without an article before it.
        weights: inverse document frequency of each distinct word, by the form that the lexical index knows; above 0.
    """

    text: str
    weights: Mapping[str, float]

    def coverage(self, forms: Collection[str]) -> float:
        """Return the share of the topic's words, by weight, that are among some forms; from 0 to 1.

        A word with another ending counts as the same, and so does a name that is spelt with one vowel more or less
        ("Tartus", "Tartous").
        """
        return sum(self.part_in(forms).weights.values()) / (sum(self.weights.values()) or 1.0)

    def commonest(self, texts: Sequence[Collection[str]]) -> Topic:
        """Return the topic with only the word that most texts have; of equal ones the last."""
        counts = {form: sum(form in StemSet(text) for text in texts) for form in self.weights}
        best = max(reversed(counts), key=lambda form: counts[form], default=None)
        return Topic(self.text, {best: self.weights[best]} if best else {})

    def only(self, forms: Iterable[str]) -> Topic:
        """Return the topic with only those of its words."""
        return Topic(self.text, {form: self.weights[form] for form in forms})

    def part_in(self, forms: Collection[str]) -> Topic:
        """Return the topic with only those of its words that are among some forms."""
        stems = StemSet(forms)
        found = {
            form: weight
            for form, weight in self.weights.items()
            if form in stems or any(spelt_alike(form, other) for other in forms)
        }
        return Topic(self.text, found)


_ARTICLE = re.compile(r"^(?:the|a|an|this|that|these|those)\s+", re.I)


def topic_of(text: str, *, store: Store) -> Topic:
    """Return a topic with the weights of its words."""
    named = _ARTICLE.sub("", " ".join(text.split()).strip(" \t?!.,;:\"“”'‘’"))
    return Topic(named, {term.form: store.weight(term.form) for term in store.terms(named)})


def subject_of(article: Article, *, store: Store) -> frozenset[str]:
    """Return the words with which an article says what it is about: of its title, and of its page's address.

    Publishers name the subject in the address even where the title plays with words: ".../serra-do-lume-frost" of "One
    cold night".
    """
    named = max(article.url.partition("?")[0].split("/")[3:], key=lambda part: part.count("-"), default="")
    words = named.partition(".")[0].replace("-", " ") if named.count("-") >= _ADDRESS_DASHES else ""
    return frozenset(term.form for term in store.terms(f"{article.title} {words}"))


def spelt_alike(one: str, other: str) -> bool:
    """Return whether two words of six letters or more differ in one vowel that only one of them has."""
    short, long = sorted((one, other), key=len)
    if len(short) < _MIN_SPELT_CHARS or len(long) != len(short) + 1:
        return False
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return bool(_VOWELS.match(long[at])) and long[at + 1 :] == short[at:]
