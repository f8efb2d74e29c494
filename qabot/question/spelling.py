"""Mends probable typing errors: the words of a question that no article has, by the words that the articles have.

The distance is the number of letters that were left out, added, changed or swapped with their neighbour (optimal string
alignment, Damerau 1964), counted by rapidfuzz. As in SymSpell, the nearest word wins, and of equally near ones the most
common. A word of English is no error, though no article has it: one that the embedding model's vocabulary has whole,
perhaps without its ending, or one of the words that ask for something ("summarise").
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from qabot.model import Query, Span, Term
from qabot.question.wordings.word_classes import CLASSES
from qabot.text.words import QUESTION_WORDS, STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qabot.model import Scope
    from qabot.ports import Store, Tokens

_LEXICAL = "bm25"
_MIN_CHARS = 4
"""Shorter words are abbreviations too often: they are only compared with the common words of English."""
_TWO_ERRORS_FROM = 8
"""A word with at least this many letters may have two errors."""
_MAX_COMMON_CHARS = 6
_DOUBLED_FROM = 5
_ENDING = re.compile(r"(?P<base>[a-z]{4,})(?:e?s|e?d|ing|e?r|ly|ers)")
_TRIED = 3
"""Of this many nearest words, the first that occurs in the scope is taken."""


def mend_spelling(query: Query, *, scope: Scope, store: Store, tokens: Tokens) -> str | None:
    """Return the question with its probable typing errors mended, or ``None`` if it has none.

    Where an unknown word is neither an error nor English, nothing is mended: the others were probably meant as typed.

    Args:
        query: the question that stands alone.
        scope: a word is only proposed if an article inside it has the word.
        store: the build, whose words are proposed.
        tokens: of the embedding model.
    """
    mended, last = [], 0
    for term in query.terms:
        if term.form not in query.unknown:
            continue
        typed = query.text[term.span.start : term.span.end]
        first = term.span.start == 0
        known = _is_english(typed, tokens)
        meant = _common_word(typed, first=first)
        # "wen" and "manny" are in the vocabulary as names: one opens no question, the other is a doubled letter.
        if meant and known and not first and not _is_doubled(typed, meant):
            meant = None
        if meant is None and not known:
            meant = _indexed_word(typed, scope=scope, store=store, tokens=tokens)
            if meant is None:
                return None
        if meant:
            mended += [query.text[last : term.span.start], meant]
            last = term.span.end
    return "".join([*mended, query.text[last:]]) if mended else None


def _common_word(typed: str, *, first: bool) -> str | None:
    """Return the common word of English that is one error away from a word in small letters.

    At the beginning a question word is meant: "wen", "wich".
    """
    if not (typed.isalpha() and typed.islower() and len(typed) <= _MAX_COMMON_CHARS):
        return None
    known = QUESTION_WORDS if first else STOP_WORDS
    near = [word for word in known if len(word) > 1 and OSA.distance(typed, word, score_cutoff=1) == 1]
    return min(
        near, key=lambda word: (sorted(word) != sorted(typed), word[0] != typed[0], -len(word), word), default=None
    )


def _is_doubled(typed: str, meant: str) -> bool:
    """Return whether a word of five letters or more has one letter twice that the word that was meant has once."""
    places = range(1, len(typed)) if len(typed) >= _DOUBLED_FROM else ()
    return any(typed[at] == typed[at - 1] and typed[:at] + typed[at + 1 :] == meant for at in places)


def _is_english(word: str, tokens: Tokens) -> bool:
    """Return whether a word is English, with or without its ending, or is a number."""
    if not word.isalpha() or word.casefold() in _asking_words():
        return True
    found = _ENDING.fullmatch(word.casefold())
    shapes = [word, *([found["base"], found["base"] + "e"] if found else [])]
    return 1 in tokens.count_tokens(shapes)


@cache
def _asking_words() -> frozenset[str]:
    """Return the words with which something is asked for."""
    return frozenset(word for phrases in CLASSES.values() for phrase in phrases for word in phrase.split())


def _indexed_word(typed: str, *, scope: Scope, store: Store, tokens: Tokens) -> str | None:
    """Return the word of an article inside the scope that was probably meant by another."""
    if len(typed) < _MIN_CHARS:
        return None
    # The form that the index has of the word, and the word itself: an error may hide its ending.
    shapes = {typed.casefold(), *(term.form for term in store.terms(typed))}
    most = 2 if len(typed) >= _TWO_ERRORS_FROM else 1
    near: list[tuple[int, int, str]] = []
    for begins in {typed[:1].casefold(), typed[1:2].casefold()}:
        for form, count in store.forms(begins).items():
            distance = min(OSA.distance(shape, form, score_cutoff=most) for shape in shapes)
            if distance <= most and len(form) >= _MIN_CHARS - 1:
                near.append((distance, -count, form))
    for _, _, form in sorted(near)[:_TRIED]:
        found = _as_written(form, typed, scope=scope, store=store, tokens=tokens)
        if found:
            return found
    return None


def _as_written(form: str, typed: str, *, scope: Scope, store: Store, tokens: Tokens) -> str | None:
    """Return how a passage inside the scope writes the word of a form, the spelling nearest to what was typed.

    A form that is a word of English itself is one more spelling: after "did it", "cost" is right, though articles have
    "costs".
    """
    query = Query(form, np.zeros(0, np.float32), (Term(Span(0, len(form)), form),), {form: 1.0}, frozenset())
    passages = (
        store.passages([result.ordinal for result in searcher.search(query, 1, scope)])
        for searcher in store.searchers
        if searcher.name == _LEXICAL
    )
    words = {word for found in passages for passage in found for word in _words_of(passage.text, form, store)}
    if words and _is_english(form, tokens):
        words.add(form)
    nearest = min(words, key=lambda word: (OSA.distance(word.casefold(), typed.casefold()), word), default=None)
    if nearest is None or OSA.distance(nearest.casefold(), typed.casefold()) > _TWO_ERRORS_FROM // 4:
        return None
    return nearest


def _words_of(text: str, form: str, store: Store) -> Iterable[str]:
    return (text[term.span.start : term.span.end] for term in store.terms(text) if term.form == form)
