"""What a person reads when the articles do not say: why, in one sentence, and which passages come nearest."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.model import IN_SENTENCES
from qabot.question.period import find_period
from qabot.surfaces.wording import format_day, join_words
from qabot.text.words import STOP_WORDS, StemSet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import Answer, Hit, Scope
    from qabot.ports import Library

HEADING = "The articles do not say."
_NEAR_COSINE = 0.45
"""The least cosine of a question and a passage that is worth showing, with all-MiniLM-L6-v2. Chosen on half of 360
questions to 425 news articles, and measured on the other half: of questions that an article answers, 88 % show that
article; of questions about other things (SQuAD), 13 % show anything. 0.40 gives 90 % and 27 %, 0.50 gives 83 % and 5 %.
"""
_MAX_NEAR = 3
_ASKING_WORDS = frozenset({"timeline", "overview", "summary", "summarise", "summarize", "compare", "comparison"})
"""What a question for an overview is asked with; that no article has such a word is no reason."""
_SAID_OTHERWISE = re.compile(
    r"(?i:\A(?:(?:and|but|so) )?(?:who|how)) ([a-z]+)"
    r"|\b([a-z]{2,}ed)\b"
    r"|(?i:\A(?:when|where|why|how)\b).*(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bof )(?<!\bin )\b([a-z]+)\W*\Z"
)
"""The word of "who leads it", "how strong was it", "what happened" or "where was he born": articles may say that
otherwise, so that it is no reason that none has it."""
_WORD = re.compile(r"[^\W_](?:[\w’'-]*[^\W_])?")
_MAX_NAMED = 3
_MEANING = "dense"
"""The searcher whose score is a cosine; see ``Hit.scores``."""
LEXICAL = "bm25"
"""The searcher that finds the words themselves."""
NOTHING = "No passage has these words or is about this."
"""What is said in place of passages when ``matching`` returns none."""


def near_passages(hits: Sequence[Hit], *, limit: int = _MAX_NEAR) -> list[Hit]:
    """Return the best passages that are about the same thing as the question, at most one of each article."""
    near: dict[str, Hit] = {}
    for hit in hits:
        if is_near(hit):
            near.setdefault(hit.passage.article_id, hit)
    return list(near.values())[:limit]


def matching(hits: Sequence[Hit]) -> list[Hit]:
    """Return the passages that have a word of what was searched for, or are about the same thing."""
    return [hit for hit in hits if is_near(hit) or any(name.startswith(LEXICAL) for name in hit.ranks)]


def is_near(hit: Hit) -> bool:
    """Return whether a passage is about the same thing as the question that found it."""
    return hit.scores.get(_MEANING, -1.0) >= _NEAR_COSINE


def describe_refusal(answer: Answer, *, scope: Scope, library: Library) -> str:
    """Return why a question was refused, in one sentence; ``""`` if the notes of the answer say so.

    Args:
        answer: a refusal.
        scope: which articles might have answered.
        library: the articles of the build.
    """
    if answer.kind in IN_SENTENCES and answer.notes:
        # The notes say why.
        return ""
    if not answer.passages:
        return describe_empty_scope(scope, library)
    if answer.suggestion:
        return f"Did you mean: {answer.suggestion.rstrip('?')}?"
    too_early = _names_too_early_a_time(answer, scope, library)
    asking = _ASKING_WORDS if answer.kind in IN_SENTENCES else frozenset()
    asking |= {word.casefold() for found in _SAID_OTHERWISE.findall(answer.standalone_question) for word in found}
    unknown = [word for word in answer.unknown_words if word.casefold() not in asking]
    if too_early and all(word.isdecimal() for word in unknown):
        return too_early
    if unknown:
        return f"No article mentions {join_words(unknown, last='or')}."
    if answer.missing_words:
        return f"The nearest sentences do not mention {join_words(answer.missing_words, last='or')}."
    return _describe_nearness(answer)


def _describe_nearness(answer: Answer) -> str:
    """Return how near the passages are to a question of which no word is a reason to refuse it."""
    unknown = {word.casefold() for word in answer.unknown_words}
    asked = dict.fromkeys(_WORD.findall(answer.standalone_question))
    words = [word for word in asked if word.casefold() not in STOP_WORDS | unknown]
    held = [_words_held(hit, words) for hit in answer.passages]
    if near_passages(answer.passages) or (words and words in held):
        return "Some articles are about this, but none of them answers it."
    mentioned = [word for word in words if any(word in found for found in held)]
    if not mentioned:
        return "No article is about this."
    names = [word for word in mentioned if not word.islower()] or [f"“{word}”" for word in mentioned]
    return f"Articles mention {join_words(names[:_MAX_NAMED])}, but none of them answers this."


def _words_held(hit: Hit, words: Sequence[str]) -> list[str]:
    """Return those of some words that a passage has, perhaps with another ending."""
    forms = StemSet({_singular(word) for word in _WORD.findall(hit.passage.text)})
    return [word for word in words if _singular(word) in forms]


def _singular(word: str) -> str:
    return word.casefold().removesuffix("s")


def _names_too_early_a_time(answer: Answer, scope: Scope, library: Library) -> str:
    """Return that nothing was published by the time that a question names, ``""`` if it names none or something was."""
    period = find_period(answer.standalone_question, day=scope.as_of)
    return _before_the_first(period.last, scope, library) if period else ""


def describe_empty_scope(scope: Scope, library: Library) -> str:
    """Return why no article lies inside a scope: it ends before the first article, or its limits fit no article."""
    if scope.published_to and (too_early := _before_the_first(scope.published_to, scope, library)):
        return too_early
    return "No article in the index is inside these limits." if not scope.everything else "The index has no articles."


def _before_the_first(last: date, scope: Scope, library: Library) -> str:
    """Return that a day is before the first article, ``""`` if it is not."""
    within = replace(scope, published_from=None, published_to=None)
    days = [article.published for article in library.summaries(within) if article.published]
    if not days or last >= min(days):
        return ""
    return f"Nothing in the index was published by then; the first is of {format_day(min(days))}."
