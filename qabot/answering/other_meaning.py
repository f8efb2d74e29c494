"""Whether a sentence gives a statement's facts to something else, denies them, or has its names in another order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.text.antonyms import POLES, negations, stem
from qabot.text.facts import Facts, Moment, Name, Number, facts_of
from qabot.text.words import STOP_WORDS, same_stem

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = re.compile(r"[^\W\d_][\w’'-]*")
_CLAUSE = re.compile(
    r"[;,:–—()]|\b(?:and|but|while|whereas|although|though|after|before|when|because|which|who|where|than|as)\b", re.I
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|got)\b(?: \w+){0,2} by\b|\bby$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clause of a sentence: its facts and the stems of its other words."""

    facts: Facts
    words: frozenset[str]


def other_meaning(part: str, sentence: str) -> list[str]:
    """Return how a sentence with the words of a part of a statement says something else; nothing if it says the same.

    Args:
        part: a clause of a statement, or the whole.
        sentence: one sentence of a quote, or two neighbouring ones.
    """
    said = facts_of(part)
    own, there = own_words(part, said), own_words(sentence, facts_of(sentence))
    return _merged(said, own, sentence) + _turned(part, own, sentence, there) + _swapped(part, sentence, said)


def has_name(name: Name, words: set[str]) -> bool:
    """Return whether all words of a name are among some stems, whatever their endings."""
    return all(same_stem(stem(word), words) for word in name.words)


def own_words(text: str, facts: Facts) -> frozenset[str]:
    """Return the stems of the words that are neither facts nor function words."""
    spans = [one.span for group in (facts.numbers, facts.moments, facts.names) for one in group]
    return frozenset(
        stem(match.group().lower())
        for match in WORD.finditer(text)
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
            for match in WORD.finditer(sentence, start, end)
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
    return isinstance(one, Name) and isinstance(other, Name) and has_name(one, {stem(word) for word in other.words})


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
    whole = {word for word in own if same_stem(word, {stem(w.lower()) for w in WORD.findall(sentence)})}
    scored = [
        (sum(same_stem(word, {stem(w.lower()) for w in WORD.findall(part)}) for word in whole), part) for part in parts
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
            for match in WORD.finditer(between):
                if match.group().lower() not in STOP_WORDS:
                    found.append((one, stem(match.group().lower()), other, passive))
    return found
