"""Checks each statement against its quotes and drops what they do not prove.

This works for any sentence, an article's own or a language model's. It compares what can be compared without guessing:
numbers with their units, dates, names, negations, and words that reverse a meaning. It never rewords a statement.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qabot.answering.other_meaning import WORD, has_name, other_meaning, own_words
from qabot.model import Cited
from qabot.text.antonyms import stem
from qabot.text.facts import Facts, Moment, Number, facts_of
from qabot.text.sentences import sentence_spans
from qabot.text.squad import holds_answer
from qabot.text.words import same_stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import Citation
    from qabot.ports import Store

_MIN_SHARED = 0.34
"""The least share of a statement's own words that must be in the sentence that proves it."""


class Quoted(NamedTuple):
    """A quote and its article's day of publication, which gives "on 8 December" its year."""

    text: str
    published: date | None = None


def verify(cited: Cited, *, store: Store) -> Cited:
    """Return the statements that their quotes prove, and the citations that are still needed, numbered from 1.

    Args:
        cited: statements of any origin with their citations.
        store: has the articles, in which each quote must stand character for character.
    """
    verbatim = {
        one.number: one
        for one in cited.citations
        if store.article(one.article.id).text[one.start : one.end] == one.quote != ""
    }
    kept = []
    for statement in cited.statements:
        proving = [verbatim[number] for number in statement.citations if number in verbatim]
        if proving and not why_unproved(statement.text, [Quoted(one.quote, one.article.published) for one in proving]):
            kept.append(replace(statement, citations=tuple(one.number for one in proving)))
    numbers = {old: new for new, old in enumerate(dict.fromkeys(n for one in kept for n in one.citations), start=1)}
    return Cited(
        tuple(replace(one, citations=tuple(numbers[number] for number in one.citations)) for one in kept),
        tuple(replace(verbatim[old], number=new) for old, new in numbers.items()),
    )


def proves(citations: Sequence[Citation], text: str) -> bool:
    """Return whether one of the quotes contains a short answer, in whole words.

    The answer may be followed or preceded by punctuation ("Mississippi’s", "WASHINGTON—"), or match the quote only
    without punctuation and articles.
    """
    written = " ".join(text.casefold().split())
    whole = re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
    quotes = [one.quote for one in citations]
    return bool(written) and any(
        whole.search(" ".join(quote.casefold().split())) or holds_answer(quote, text) for quote in quotes
    )


def why_unproved(statement: str, quotes: Sequence[Quoted]) -> tuple[str, ...]:
    """Return the reasons why quotes do not prove a statement, in words; nothing when they prove it.

    Each part of the statement must be proved by one sentence of one quote, or by two neighbouring sentences of it. The
    parts are its clauses if it has several quotes, else the whole statement.
    """
    plain = " ".join(statement.split())
    if not WORD.search(plain) and not facts_of(plain).numbers:
        return ("it says nothing",)
    if any(plain in " ".join(quote.text.split()) for quote in quotes):
        return ()
    parts = _parts(plain) if len(quotes) > 1 else [plain]
    found: list[str] = []
    for part in parts:
        verdicts = [_unproved(part, text, quote.published) for quote in quotes for text in _runs(quote.text)]
        if all(verdicts):
            least: list[str] = min(verdicts, key=len, default=["no quote"])
            found += least
    return tuple(dict.fromkeys(found))


def _parts(statement: str) -> list[str]:
    """Return the clauses that can be proved separately: each has at least two words of its own."""
    pieces = re.split(r";\s*|,?\s+\b(?:and|but|while|whereas)\b\s+", statement)
    parts: list[str] = []
    for piece in pieces:
        if parts and len(own_words(piece, facts_of(piece))) < 2:
            parts[-1] = f"{parts[-1]} and {piece}"
        else:
            parts.append(piece)
    return parts


def _runs(quote: str) -> list[str]:
    """Return the sentences of a quote, and each pair of neighbouring sentences."""
    spans = sentence_spans(quote)
    return [quote[one.start : one.end] for one in spans] + [
        quote[one.start : other.end] for one, other in pairwise(spans)
    ]


def _unproved(part: str, sentence: str, published: date | None) -> list[str]:
    """Return what of a part a sentence does not prove."""
    said, shown = facts_of(part), facts_of(sentence)
    found = [f"number {part[one.span.start : one.span.end]}" for one in said.numbers if not _has_number(one, shown)]
    found += [
        f"date {part[one.span.start : one.span.end]}"
        for one in said.moments
        if not any(one.within(_dated(other, published)) for other in shown.moments)
    ]
    words = {stem(word.lower()) for word in WORD.findall(sentence)}
    found += [f"name {part[one.span.start : one.span.end]}" for one in said.names if not has_name(one, words)]
    own = own_words(part, said)
    if own and len([word for word in own if same_stem(word, words)]) < _MIN_SHARED * len(own):
        found.append("its words")
    if not found:
        found += other_meaning(part, sentence)
    return found


def _has_number(one: Number, shown: Facts) -> bool:
    """Return whether the facts contain a number, counting the same things if both name them."""
    same = [other for other in shown.numbers if _says(one, other)]
    if not one.thing or one.unit:
        return bool(same)
    things = {stem(word) for word in one.thing[:1]}
    elsewhere = any(
        things & {stem(word) for word in other.thing[:1]} and other.ordinal == one.ordinal
        for other in shown.numbers
        if other not in same
    )
    here = any(things & {stem(word) for word in other.thing} for other in same)
    return bool(same) and (here or not elsewhere)


def _says(one: Number, other: Number) -> bool:
    """Return whether a stated number follows from a quoted one; only a stated number that is rounded may differ."""
    if one.unit != other.unit and one.unit and other.unit:
        return False
    if bool(one.unit) != bool(other.unit) and one.unit in ("%", "points", "metre", "kg", "degree"):
        return False
    return one.agrees(other if one.rough else replace(other, rough=False))


def _dated(moment: Moment, published: date | None) -> Moment:
    """Return a moment with the year that is nearest to its article's day, if it has a month and no year."""
    if published is None or moment.year is not None or moment.month is None:
        return moment
    distance = moment.month - published.month
    return replace(moment, year=published.year - (distance > 6) + (distance < -6))
