"""Puts the newest of several values first: of a live blog's posts, of one address's versions, of what is true now."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from qabot.answering.conflicts.compare_values import Relation, ReportedValue, compare_values, shared_wording
from qabot.answering.conflicts.disagreement import reported_value
from qabot.model import AnswerType, Evidence, Form, Passage, Span
from qabot.text.facts import facts_of
from qabot.text.post_times import posts_of
from qabot.text.sentences import sentence_spans
from qabot.text.squad import plain_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qabot.model import Article, Asked, Candidate

_LEAST_SPAN = -4.0
"""Least logit of the reader for a value that takes the place of an older one."""
_LEAST_HOLDER_SPAN = -1.0
"""The same for somebody who takes the place of one who no longer holds an office, or does not yet."""
_MAX_OLDER = 3
_MAX_POSTS = 50
"""So many of the newest posts are looked through for a newer figure."""
_VERSIONS_SHARE = 0.5
"""Least ``shared_wording`` of two sentences of one address, or of one live blog, that report the same thing."""
_COUNTED_DAYS = 60
"""A count of victims may grow for this many days; a later count is of another event."""
_NOW = re.compile(
    r"\b(?:current(?:ly)?|now|today|nowadays|these days|at present|at the moment|latest|newest|still)\b", re.I
)
_PAST_OR_FUTURE = re.compile(
    r"\b(?:was|were|did|had|will|would|shall|used to|going to|became|first|original\w*)\b", re.I
)
_PRESENT = re.compile(r"\b(?:is|are|does|do|has|have)\b|\bwho(?:se)? \w+s\b|\bwhat \w+ \w+s\b", re.I)
_VICTIMS = re.compile(
    r"\b(?:die|died|dead|deaths?|kill\w*|injur\w+|wounded|hurt|missing|toll|arrest\w*|displaced|evacuated|infected"
    r"|casualties|victims|drowned|detained)\b",
    re.I,
)
_COMES = r"(?:will|is (?:to|going to)|are to|is (?:set|due) to|is expected to|would)"
_TAKES = r"(?:be|become|replace|succeed|take|lead|head|run|follow|start|begin|step|move)"


class Standing(Enum):
    """Whether a sentence says that a person holds an office, will hold it, or held it."""

    HOLDS = "holds"
    FUTURE = "future"
    FORMER = "former"


class Newest(NamedTuple):
    """The candidates, the newest value first; the rivals; and those of the rivals that are earlier values."""

    candidates: tuple[Candidate, ...]
    rivals: tuple[Candidate, ...]
    earlier: tuple[Candidate, ...] = ()


def newest_first(
    asked: Asked,
    candidates: Sequence[Candidate],
    rivals: Sequence[Candidate],
    *,
    article: Callable[[str], Article],
    margin: float,
) -> Newest:
    """Return the candidates with the newest value first, and the values that it replaces as earlier rivals.

    A later post of a live blog replaces an earlier one, and a later article of one address the one before. A later
    article of another address does so only if the question asks what is so now, or for a number of victims, which
    grows. Nothing is replaced if the question names a time. Somebody who will hold an office does not hold it.

    Args:
        asked: the question.
        candidates: best first, at least one.
        rivals: those of them that sources give in place of the best.
        article: gives an article by its id.
        margin: how far below the best candidate's score another may lie and be shown as an earlier value.
    """
    unchanged = Newest(tuple(candidates), tuple(rivals))
    if asked.form is not Form.THING or asked.period or facts_of(asked.text).moments:
        return unchanged
    best = candidates[0]
    if asked.answer_type is AnswerType.NAME and _asks_for_now(asked.text):
        best = _holder(candidates, article)
    newest = best
    for one in (*candidates, *_in_newer_posts(asked, best, article)):
        if one.signals["span"] >= _LEAST_SPAN and _replaces(asked, one, best, article):
            newest = one if newest is best or _is_later(one, newest, article) else newest
    if newest is candidates[0]:
        earlier = tuple(one for one in rivals if _replaces(asked, newest, one, article))
        return Newest(tuple(candidates), tuple(rivals), earlier)
    older = [
        one
        for one in (best, *(one for one in candidates if one is not best))
        if one is not newest and one.score >= candidates[0].score - margin and _replaces(asked, newest, one, article)
    ][:_MAX_OLDER]
    others = [one for one in rivals if one not in older and one is not newest and not _same_words(one, newest)]
    surer = max(newest, candidates[0], key=lambda one: one.score)
    first = replace(newest, score=surer.score, signals=surer.signals)
    rest = [one for one in candidates if one is not newest]
    return Newest((first, *rest), (*older, *others)[:_MAX_OLDER], tuple(older))


def _asks_for_now(question: str) -> bool:
    """Return whether a question asks what is so now: "who is", "how many does ... have", "the current ..."."""
    return bool(_NOW.search(question) or (_PRESENT.search(question) and not _PAST_OR_FUTURE.search(question)))


def _replaces(asked: Asked, newer: Candidate, older: Candidate, article: Callable[[str], Article]) -> bool:
    """Return whether a candidate gives another value than an older one, for the same thing and on a later day."""
    here, there = (article(one.evidence[0].passage.article_id) for one in (newer, older))
    if _same_words(newer, older) or not _is_later(newer, older, article):
        return False
    one, other = (reported_value(each, article) for each in (newer, older))
    relation = compare_values(asked.text, asked.answer_type, one, other)
    differ = relation in (Relation.DIFFER, Relation.SUPERSEDED)
    if here.id == there.id or _same_address(here, there):
        return differ or shared_wording(one, other) >= _VERSIONS_SHARE
    days = _days_between(there.published, here.published)
    if asked.answer_type is AnswerType.NUMBER and _VICTIMS.search(asked.text) and days <= _COUNTED_DAYS:
        return differ
    holds = asked.answer_type is not AnswerType.NAME or _standing(newer, article) is Standing.HOLDS
    return differ and holds and _asks_for_now(asked.text) and not _of_another_place(asked, one, other)


def _of_another_place(asked: Asked, newer: ReportedValue, older: ReportedValue) -> bool:
    """Return whether the newer report has a name of the question only in a longer name: "Lower Arden" for "Arden"."""
    names, known = ([name.words for name in facts_of(each.sentence).names] for each in (newer, older))
    for name in facts_of(asked.text).names:
        holding = [one for one in names if set(name.words) <= set(one)]
        if name.words in known and holding and name.words not in holding:
            return True
    return False


def _in_newer_posts(asked: Asked, best: Candidate, article: Callable[[str], Article]) -> Iterator[Candidate]:
    """Yield the newest figure that newer posts of a live blog have in place of the best candidate's, if there is one.

    The reader finds a few spans in each passage, and a live blog repeats a figure in post after post.
    """
    place = best.evidence[0]
    source = article(place.passage.article_id)
    reached = _newness(place, source)
    if asked.answer_type is not AnswerType.NUMBER or reached < 0:
        return
    posts = sorted(posts_of(source.text), key=lambda post: -post.newness)
    for post in [one for one in posts if one.newness > reached][:_MAX_POSTS]:
        text = source.text[post.span.start : post.span.end]
        sentences = tuple(Span(post.span.start + start, post.span.start + end) for start, end in sentence_spans(text))
        passage = Passage(source.id, post.span.start, post.span.end, text, sentences)
        # The headline behind the time says less than the sentences below it.
        for sentence in sorted(sentences, key=lambda one: one.start < post.said_from):
            for number in facts_of(passage.sentence(sentence)).numbers:
                span = Span(sentence.start + number.span.start, sentence.start + number.span.end)
                if span.start < post.said_from:
                    continue
                found = Evidence(passage, sentence, place.score, (span,))
                one = replace(best, text=source.text[span.start : span.end], evidence=(found,))
                if _replaces(asked, one, best, article):
                    yield one
                    return


def _is_later(one: Candidate, other: Candidate, article: Callable[[str], Article]) -> bool:
    """Return whether the first place of a candidate is in a later article or post than that of another."""
    here, there = (article(each.evidence[0].passage.article_id) for each in (one, other))
    if here.id == there.id:
        return _newness(one.evidence[0], here) > _newness(other.evidence[0], here)
    return _days_between(there.published, here.published) > 0


def _newness(place: Evidence, article: Article) -> int:
    """Return the number of the post that a place is in, higher for a newer one; -1 outside the posts."""
    start = place.highlights[0].start if place.highlights else place.span.start
    return next((post.newness for post in posts_of(article.text) if post.span.start <= start < post.span.end), -1)


def _days_between(one: date | None, other: date | None) -> int:
    """Return the days from one day to another, 0 if one is unknown."""
    return (other - one).days if one and other else 0


def _same_address(one: Article, other: Article) -> bool:
    first, second = (article.url.partition("#")[0].rstrip("/") for article in (one, other))
    return bool(first) and first == second


def _holder(candidates: Sequence[Candidate], article: Callable[[str], Article]) -> Candidate:
    """Return the best candidate, or the next good one if that one will hold an office or held it."""
    best = candidates[0]
    if _standing(best, article) is Standing.HOLDS:
        return best
    return next(
        (
            one
            for one in candidates[1:]
            if one.signals["span"] >= _LEAST_HOLDER_SPAN
            and one.signals["kind"]
            and _standing(one, article) is Standing.HOLDS
            and not _same_words(one, best)
        ),
        best,
    )


def _standing(candidate: Candidate, article: Callable[[str], Article]) -> Standing:
    """Return what a candidate's latest place says of its holding an office; of places of one day the best decides."""
    place = max(candidate.evidence, key=lambda one: article(one.passage.article_id).published or date.min)
    name, sentence = re.escape(candidate.text), " ".join(place.text.split())
    held = (
        rf"\b(?:former|previous|ex|outgoing|late)\W(?:[\w’-]+,? ){{0,6}}{name}"
        rf"|\b(?:replaced|succeeded|ousted|followed) {name}"
    )
    comes = rf"{name}(?:,[^,]*,)? (?:\w+ )?{_COMES} (?:\w+ )?{_TAKES}\b"
    follows = rf"\b{_COMES} be (?:replaced|succeeded|followed) by (?:\w+ ){{0,3}}{name}"
    if re.search(held, sentence):
        return Standing.FORMER
    if re.search(f"{comes}|{follows}", sentence):
        return Standing.FUTURE
    return Standing.HOLDS


def _same_words(one: Candidate, other: Candidate) -> bool:
    """Return whether one of two values contains the other, in whole words."""
    first, second = f" {plain_answer(one.text)} ", f" {plain_answer(other.text)} "
    return first in second or second in first
