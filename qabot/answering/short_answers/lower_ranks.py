"""Whoever stands below a post does not hold it: a deputy minister is not the minister."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Reading
from qabot.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import AnswerSpan, Passage

_ASKS_FOR_HOLDER = re.compile(
    r"\bwho (?:(?:currently|now) )?(?:is|['’]s|was|leads?|led|heads?|headed|runs?|ran|chairs?|chaired|commands?"
    r"|commanded|governs?|governed)\b|\bname of\b",
    re.I,
)
_IN_THE_PRESENT = re.compile(
    r"\bwho (?:(?:currently|now) )?(?:is|['’]s|leads|heads|runs|chairs|commands|governs)\b", re.I
)
_BELOW = (
    r"deputy|deputies|vice|assistant|aide|advis[eo]r|spokes(?:man|woman|person)|secretary to|candidate|under-?secretary"
)
_NO_LONGER = r"former|ex|then|outgoing|late|previous"
_POST = re.compile(r"\b(?P<of>[a-z]+) (?:minister|secretary|ministry|commissioner)\b", re.I)
_SPELLINGS = {"defense": "defence", "labor": "labour", "exterior": "foreign"}
_NO_POST = frozenset(
    {"a", "an", "any", "first", "her", "his", "its", "new", "old", "our", "s", "senior", "the", "their", "this"}
)
_NEAR = 80
_BEFORE = 250
"""As many characters before a sentence may say what post its people have."""
_NOT_HERE = -9.0
"""Logit of a passage that names only people below."""


def leave_lower_ranks(question: str, passages: Sequence[Passage], readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the readings without the names of people who stand below the post that is asked for, or held it before.

    Nor does a name answer that has another post beside it (the defence minister is not the foreign minister), or where
    nothing speaks of the post.

    "Ann Roe, a deputy minister" and "deputy minister Ann Roe" do not answer who the minister is, and neither does "Ann
    Roe of the ministry" in another passage then; "former minister Ann Roe" does not answer who is. A question that has
    such a word itself asks for those.

    Args:
        question: as it is asked.
        passages: those that were read.
        readings: what a reader made of each.
    """
    if not _ASKS_FOR_HOLDER.search(question):
        return tuple(readings)
    words = f"{_BELOW}|{_NO_LONGER}" if _IN_THE_PRESENT.search(question) else _BELOW
    if re.search(rf"\b(?:{words})\b", question, re.I):
        return tuple(readings)
    below = {
        _name(one, passage)
        for passage, reading in zip(passages, readings, strict=True)
        for one in reading.spans
        if _is_below(one, passage, words, _posts(question))
    }
    return tuple(_without(below, passage, reading) for passage, reading in zip(passages, readings, strict=True))


def _without(names: set[str], passage: Passage, reading: Reading) -> Reading:
    kept = tuple(one for one in reading.spans if _name(one, passage) not in names)
    if len(kept) == len(reading.spans):
        return reading
    return Reading(reading.answers if kept else min(reading.answers, _NOT_HERE), kept)


def _name(span: AnswerSpan, passage: Passage) -> str:
    return passage.text[span.span.start - passage.start : span.span.end - passage.start].casefold()


def _posts(text: str) -> set[str]:
    """Return what the ministers, secretaries and ministries of a text are for: "foreign"."""
    found = {match["of"].casefold() for match in _POST.finditer(text)} - _NO_POST
    return {_SPELLINGS.get(one, one) for one in found}


def _is_below(span: AnswerSpan, passage: Passage, words: str, asked: set[str]) -> bool:
    """Return whether a name has a lower rank beside it, or none of the posts that are asked for."""
    start, end = span.span.start - passage.start, span.span.end - passage.start
    if not passage.text[start : start + 1].isupper():
        return False
    sentence = next((one for one in sentence_spans(passage.text) if one.start <= start and end <= one.end), None)
    if sentence is None:
        return False
    before = passage.text[max(sentence.start, start - _NEAR) : start]
    behind = passage.text[end : min(sentence.end, end + _NEAR)]
    title_before = re.search(r"(?:[\w’'-]+ ){1,6}\Z", before)
    title_behind = re.match(r", (?:who (?:is|was) )?[^,.;:]+", behind)
    titles = " | ".join(found[0] for found in (title_before, title_behind) if found)
    if re.search(rf"\b(?:{words})\b", titles, re.I):
        return True
    posts = _posts(titles)
    if posts:
        return bool(asked) and not posts & asked
    return bool(asked) and not any(
        _speaks_of(post, passage.text[max(0, sentence.start - _BEFORE) : sentence.end]) for post in asked
    )


def _speaks_of(post: str, text: str) -> bool:
    spellings = {post, *(spelling for spelling, same in _SPELLINGS.items() if same == post)}
    return any(re.search(rf"\b{re.escape(one)}\b", text, re.I) for one in spellings)
