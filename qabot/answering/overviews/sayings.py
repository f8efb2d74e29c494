"""Sayings: the sentences in which an article reports what somebody said, in quotation marks or in its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.answering.overviews.mentions import find_mentions
from qabot.answering.overviews.sentences import can_be_stated, joined, sentences_of
from qabot.answering.overviews.topic import topic_of
from qabot.model import Span
from qabot.text.words import coverage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.answering.overviews.sentences import Sentence
    from qabot.model import Asked, Evidence, Ranked, Verdict
    from qabot.ports import Store

MOST = 3
_ARTICLES = 6
_SURE = 0.8
_LIKELY = 0.6
_WHOLE_CHARS = 20
"""A shorter answer is a word of what was said, not what was said."""
_SUBJECT_CHARS = 40
"""A sentence whose first characters name the speaker is about the speaker: "she said" goes on from it."""
_LEAST_ABOUT = 0.5
"""The least share of what the saying is to be about, by the words' weights, that it must have."""
_SAID = (
    r"(?:said|says|say|told|tells|announced|announces|added|adds|wrote|writes|tweeted|claimed|claims|argued|argues|warned"
    r"|warns|insisted|insists|explained|explains|stated|states|declared|declares|noted|notes|admitted|confirmed|denied"
    r"|called|calls|described|describes|asked|replied|promised|vowed|voiced|reminded|reported|suggested|proposed|pledged"
    r"|acknowledged|testified|put|spoke|expressed|quipped|recalled)"
)
_BETWEEN = r"(?:\w+ly|also|later|then|once|has|had|have|would|merely|simply|who|and|on \w+|in an? [\w ]{3,40})"
_AFTER = re.compile(
    rf"(?:,? [^.;“”\"]{{0,140}}?,)?(?: \([^)]*\))?(?: {_BETWEEN})*? (?P<verb>{_SAID})\b(?! (?:by|off|up|out|down)\b)"
)
_BEFORE = re.compile(r"(?:[,”\"’] ?[”\"’]? (?:said|says|wrote|added|tweeted)|\b[Aa]ccording to)(?: [\w.’'-]+){0,5} $")
_ENDS = re.compile(r"(?:[’']s)?(?: \([^)]*\))?(?:[,.;:”]| (?:in|on|at|during|who|of|to|after|of the)\b|$)")
"""What follows the name in "..., said Olga Brandt, the mayor"; otherwise it begins what somebody else says."""
_GOES_ON = re.compile(rf"[“\"]?(?:he|she|they)(?: (?:also|then|later|has|had))? {_SAID}\b", re.I)
_SAYING_WORDS = frozenset(
    ("say", "said", "tell", "told", "announc", "state", "claim", "write", "wrote", "els", "exactli")
)


@dataclass(frozen=True, slots=True)
class _Saying:
    """A sentence that reports what the speaker said.

    Attributes:
        sentence: the sentence, together with the one before it where that alone names the speaker.
        name: where the sentence names the speaker, in the article's characters.
        verb: where what is said of the speaker himself ends, likewise.
        about: share of what it is to be about, from 0 to 1.
        place: the rank of its article.
    """

    sentence: Sentence
    name: Span
    verb: int
    about: float
    place: int


def say_what_was_said(asked: Asked, ranked: Ranked, verdict: Verdict, *, store: Store) -> Verdict:
    """Return the verdict on a question for somebody's words: up to three sentences that report them.

    The short answer that was read stays if it is part of what was said; "a deputy minister" is not. Refused if no
    article that was found reports a word of the speaker, on what is asked about.

    Args:
        asked: a question with ``said_by``.
        ranked: the passages that were found, best first.
        verdict: the verdict on the short answers that the reader found.
        store: has the articles.
    """
    sayings = sorted(
        _sayings(asked, ranked, store), key=lambda one: (-round(one.about, 1), one.place, one.sentence.number)
    )
    if not sayings:
        return replace(verdict, parts=(), rivals=(), evidence=(), needed=0, confidence=0.0)
    chosen: list[_Saying] = []
    for one in sayings:
        if not any(one.sentence.overlaps(other.sentence) for other in chosen):
            chosen.append(one)
    evidence = tuple(one.sentence.evidence() for one in chosen[:MOST])
    confidence = _SURE if sayings[0].about == 1 else _LIKELY
    if len(verdict.parts) == 1 and any(_is_said(one, chosen) for one in verdict.evidence[:1]):
        read = verdict.evidence[0]
        others = (one for one in evidence if not _overlap(one, read))
        stated = (read, *others)[:MOST]
        return replace(
            verdict, rivals=(), evidence=stated, needed=len(stated), confidence=max(confidence, verdict.confidence)
        )
    return replace(verdict, parts=(), rivals=(), evidence=evidence, needed=len(evidence), confidence=confidence)


def _sayings(asked: Asked, ranked: Ranked, store: Store) -> Iterator[_Saying]:
    speaker = topic_of(asked.said_by, store=store)
    wanted = {
        form: weight
        for form, weight in asked.query.weights.items()
        if form not in speaker.weights and form not in _SAYING_WORDS
    }
    for place, article_id in enumerate(list(dict.fromkeys(hit.passage.article_id for hit in ranked.hits))[:_ARTICLES]):
        before: Sentence | None = None
        for sentence in sentences_of(article_id, store=store):
            found = _saying(speaker.text, sentence, before)
            before = found.sentence if found else sentence
            if found is None or not can_be_stated(sentence) or found.sentence.plain in asked.told:
                continue
            about = coverage(wanted, found.sentence.forms) if wanted else 1.0
            if about >= _LEAST_ABOUT:
                yield replace(found, about=about, place=place)


def _saying(speaker: str, sentence: Sentence, before: Sentence | None) -> _Saying | None:
    """Return a sentence as a saying of a speaker; one with "he said" goes with the sentence before it."""
    text, start = sentence.text, sentence.span.start
    for name in find_mentions(speaker, text, known=sentence.article.text):
        after = _AFTER.match(text[name.end :])
        if after:
            return _Saying(sentence, Span(start + name.start, start + name.end), start + name.end + after.end(), 0.0, 0)
        if _BEFORE.search(text[: name.start]) and _ENDS.match(text[name.end :]):
            return _Saying(sentence, Span(start + name.start, start + name.end), start + name.end, 0.0, 0)
    if before is not None and (goes_on := _GOES_ON.match(sentence.text)):
        whole = joined(before, sentence)
        subject = next(find_mentions(speaker, before.text, known=sentence.article.text), None)
        if whole and subject and subject.start <= _SUBJECT_CHARS:
            first = before.span.start
            return _Saying(whole, Span(first + subject.start, first + subject.end), start + goes_on.end(), 0.0, 0)
    return None


def _is_said(read: Evidence, sayings: Sequence[_Saying]) -> bool:
    """Return whether what was read is part of what was said: more than a word, and nothing about the speaker."""
    if sum(span.end - span.start for span in read.highlights) < _WHOLE_CHARS:
        return False
    for saying in sayings:
        if _overlap(read, saying.sentence.evidence()):
            return not any(span.start >= saying.name.start and span.end <= saying.verb for span in read.highlights)
    return False


def _overlap(one: Evidence, other: Evidence) -> bool:
    """Return whether two quotes share characters of one article."""
    return (
        one.passage.article_id == other.passage.article_id
        and one.span.start < other.span.end
        and other.span.start < one.span.end
    )
