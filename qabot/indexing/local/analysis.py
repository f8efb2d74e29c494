"""Splits articles and questions into words with tantivy, and weighs a word by how rare it is."""

from __future__ import annotations

import math
import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from qabot.model import Span, Term
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tantivy

_WORD = r"\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}]+"
"""Numbers stay whole (5,000; 1.2); words end at apostrophes, hyphens, full stops and figures: K16 is found by K-16."""
_SIDE_BY_SIDE_CHARS = 2
_MAX_WORD_BYTES = 60
_LONG_WORD = re.compile(r"\w{15,}")
"""A word that may have ``_MAX_WORD_BYTES``, at four bytes a character."""


def analyzer(*, stop_words: Sequence[str] = ()) -> tantivy.TextAnalyzer:
    """Return the analyzer of indexes and questions: lower case, no accents, English stems by Snowball."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    chain = (
        TextAnalyzerBuilder(Tokenizer.regex(_WORD))
        .filter(Filter.remove_long(_MAX_WORD_BYTES))
        .filter(Filter.lowercase())
    )
    if stop_words:
        chain = chain.filter(Filter.custom_stopword(list(stop_words)))
    return chain.filter(Filter.ascii_fold()).filter(Filter.stemmer("English")).build()


class Analysis:
    """Splits a text into words, the same way for indexes and questions."""

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text without stop words; all its words if it has only stop words."""
        tokens = self._meaningful.pre_tokenize(text).tokens or self._every.pre_tokenize(text).tokens
        return tuple(Term(Span(token.char_offset_from, token.char_offset_to or 0), token.text) for token in tokens)

    def indexed(self, text: str) -> tuple[list[str], list[tuple[str, str]]]:
        """Return the forms of all words of a text, and the pairs of neighbours that a question may have too.

        A pair is two stop words or two other words, because ``terms`` never returns both kinds. The exception is a
        word that is no stop word but has the form of one ("beings").
        """
        forms = self._every.analyze(text)
        places = list(range(len(forms)))
        if _LONG_WORD.search(text):
            # A word that was left out because it is too long still separates its neighbours.
            places = [token.position for token in self._every.pre_tokenize(text).tokens]
        carrying = [form not in self._stop_forms for form in forms]
        pairs = [
            (forms[i], forms[i + 1])
            for i in range(len(forms) - 1)
            if carrying[i] == carrying[i + 1] and forms[i] != forms[i + 1] and places[i + 1] == places[i] + 1
        ]
        return forms, pairs

    @cached_property
    def _meaningful(self) -> tantivy.TextAnalyzer:
        return analyzer(stop_words=sorted(STOP_WORDS))

    @cached_property
    def _every(self) -> tantivy.TextAnalyzer:
        return analyzer()

    @cached_property
    def _stop_forms(self) -> frozenset[str]:
        return frozenset(self._every.analyze(" ".join(sorted(STOP_WORDS))))


def neighbours(terms: Sequence[Term]) -> list[tuple[Term, Term]]:
    """Return the pairs of different words that are neighbours in a question."""
    return [(one, two) for one, two in pairwise(terms) if _side_by_side(one, two)]


def inverse_frequency(containing: int, of: int) -> float:
    """Return BM25's inverse document frequency (Robertson and Zaragoza 2009, as in Lucene), above 0."""
    return math.log(1 + (of - containing + 0.5) / (containing + 0.5))


def _side_by_side(one: Term, two: Term) -> bool:
    return one.form != two.form and two.span.start - one.span.end <= _SIDE_BY_SIDE_CHARS
