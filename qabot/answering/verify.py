"""Checks each statement against its quotes and drops what they do not prove.

This works for any sentence, an article's own or a language model's. It compares what can be compared without guessing:
numbers with their units, dates, names, negations, and words that reverse a meaning. It never rewords a statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qabot.model import Cited
from qabot.text.antonyms import POLES, negations, stem
from qabot.text.facts import Facts, Moment, Name, Number, facts_of
from qabot.text.sentences import sentence_spans
from qabot.text.squad import holds_answer
from qabot.text.words import STOP_WORDS, same_stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import Citation
    from qabot.ports import Store

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_CLAUSE = re.compile(
    r"[;,:–—()]|\b(?:and|but|while|whereas|although|though|after|before|when|because|which|who|where|than|as)\b", re.I
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|got)\b(?: \w+){0,2} by\b|\bby$")
_MIN_SHARED = 0.34
"""The least share of a statement's own words that must be in the sentence that proves it."""


class Quoted(NamedTuple):
    """A quote and its article's day of publication, which gives "on 8 December" its year."""

    text: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clause of a sentence: its facts and the stems of its other words."""

    facts: Facts
    words: frozenset[str]


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
    if not _WORD.search(plain) and not facts_of(plain).numbers:
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
        if parts and len(_own_words(piece, facts_of(piece))) < 2:
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
    words = {stem(word.lower()) for word in _WORD.findall(sentence)}
    found += [f"name {part[one.span.start : one.span.end]}" for one in said.names if not _has_name(one, words)]
    own, there = _own_words(part, said), _own_words(sentence, shown)
    if own and len([word for word in own if same_stem(word, words)]) < _MIN_SHARED * len(own):
        found.append("its words")
    if not found:
        found += _merged(said, own, sentence) + _turned(part, own, sentence, there) + _swapped(part, sentence, said)
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


def _has_name(name: Name, words: set[str]) -> bool:
    return all(same_stem(stem(word), words) for word in name.words)


def _own_words(text: str, facts: Facts) -> frozenset[str]:
    """Return the stems of the words that are neither facts nor function words."""
    spans = [one.span for group in (facts.numbers, facts.moments, facts.names) for one in group]
    return frozenset(
        stem(match.group().lower())
        for match in _WORD.finditer(text)
        if match.group().lower() not in STOP_WORDS
        and not any(span.start < match.end() and match.start() < span.end for span in spans)
    )


def _pieces(sentence: str) -> list[_Piece]:
    """Return the clauses of a sentence; a clause without words of its own belongs to the next."""
    pieces: list[_Piece] = []
    start = 0
    facts = facts_of(sentence)
    inside = [one.span for group in (facts.numbers, facts.moments, facts.names) for one in group]
    cuts = [
        match
        for match in _CLAUSE.finditer(sentence)
        if not any(span.start < match.end() and match.start() < span.end for span in inside)
    ]
    for end, after in [*((cut.start(), cut.end()) for cut in cuts), (len(sentence), len(sentence))]:
        here = Facts(
            tuple(one for one in facts.numbers if start <= one.span.start < end),
            tuple(one for one in facts.moments if start <= one.span.start < end),
            tuple(one for one in facts.names if start <= one.span.start < end),
        )
        words = frozenset(
            stem(match.group().lower())
            for match in _WORD.finditer(sentence, start, end)
            if match.group().lower() not in STOP_WORDS
            and not any(span.start < match.end() and match.start() < span.end for span in inside)
        )
        if words or end == len(sentence):
            pieces.append(_Piece(here, words))
            start = after
    return pieces


def _merged(said: Facts, own: frozenset[str], sentence: str) -> list[str]:
    """Return facts that the sentence states of something else: its clause with the statement's words has others."""
    pieces = _pieces(sentence)
    if len(pieces) < 2 or not own:
        return []
    shared = [sum(same_stem(word, piece.words) for word in own) for piece in pieces]
    best = max(shared)
    found = []
    for kind in ("numbers", "moments", "names"):
        for one in getattr(said, kind):
            has = [any(_same(one, other) for other in getattr(piece.facts, kind)) for piece in pieces]
            if not any(has) or max(score for score, here in zip(shared, has, strict=True) if here) >= best:
                continue
            at = shared.index(best)
            rivals = [
                other
                for other in getattr(pieces[at].facts, kind)
                if not any(_same(mine, other) for mine in getattr(said, kind)) and _of_a_kind(one, other)
            ]
            if rivals:
                found.append("facts that belong to something else")
    return found


def _same(one: object, other: object) -> bool:
    if isinstance(one, Number) and isinstance(other, Number):
        return one.agrees(other)
    if isinstance(one, Moment) and isinstance(other, Moment):
        return one.agrees(other)
    return isinstance(one, Name) and isinstance(other, Name) and _has_name(one, {stem(word) for word in other.words})


def _of_a_kind(one: object, other: object) -> bool:
    return not isinstance(one, Number) or not isinstance(other, Number) or one.unit == other.unit


def _turned(part: str, own: frozenset[str], sentence: str, there: frozenset[str]) -> list[str]:
    """Return whether one of the two denies what the other says, by a negation or by a word of the opposite meaning."""
    near = _nearest(own, sentence)
    turned = (negations(part) - negations(near)) % 2 == 1
    for one, other in POLES:
        for mine, theirs in ((one, other), (other, one)):
            if own & mine and not own & theirs and there & theirs and not there & mine:
                turned = not turned
    return ["it is turned round"] if turned else []


def _nearest(own: frozenset[str], sentence: str) -> str:
    """Return the clause of a sentence that shares most words with the statement."""
    parts = [part for part in re.split(r"[;,]|\b(?:but|while|whereas|although|and)\b", sentence) if part.strip()]
    whole = {word for word in own if same_stem(word, {stem(w.lower()) for w in _WORD.findall(sentence)})}
    scored = [
        (sum(same_stem(word, {stem(w.lower()) for w in _WORD.findall(part)}) for word in whole), part) for part in parts
    ]
    best = max((score for score, _ in scored), default=0)
    return " ".join(part for score, part in scored if score == best and (best or len(scored) == 1))


def _swapped(part: str, sentence: str, said: Facts) -> list[str]:
    """Return whether two names are swapped around the same word: "A beat B" is not "B beat A"."""
    mine = _triples(part, said.names)
    theirs = _triples(sentence, facts_of(sentence).names)
    for one, word, other, passive in mine:
        for first, same, second, turned in theirs:
            if word == same and passive == turned and _same(one, second) and _same(other, first):
                return ["names that changed places"]
            if word == same and passive != turned and _same(one, first) and _same(other, second):
                return ["names that changed places"]
    return []


def _triples(text: str, names: Sequence[Name]) -> list[tuple[Name, str, Name, bool]]:
    """Return pairs of neighbouring names with each word between them, and whether the wording is passive."""
    found = []
    for place, one in enumerate(names):
        for other in names[place + 1 : place + 3]:
            between = text[one.span.end : other.span.start]
            passive = bool(_PASSIVE.search(between.strip()))
            for match in _WORD.finditer(between):
                if match.group().lower() not in STOP_WORDS:
                    found.append((one, stem(match.group().lower()), other, passive))
    return found
