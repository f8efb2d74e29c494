"""Whoever stands below a post does not hold it: a deputy minister is not the minister."""

from __future__ import annotations

import re
from enum import Enum, auto
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
    *("deputy", "vice", "assistant", "aide", "advis[eo]r", "spokes(?:man|woman|person)", "candidate"),
    "under-?secretary",
)
_NO_LONGER = ("former", "ex", "outgoing")
_POST = re.compile(r"\b(?P<of>[a-z]+) (?:minister|secretary|ministry|commissioner)\b", re.I)
_SPELLINGS = {"defense": "defence", "labor": "labour", "exterior": "foreign"}
_NO_POST = frozenset(
    {"a", "an", "any", "first", "her", "his", "its", "new", "old", "our", "s", "senior", "the", "their", "this"}
)
_UP_TO_A_NAME = r"(?:[ -](?!(?:for|to|and|with|by)\b|of [A-Z])[\w’'-]+){0,5} "
"""Between a rank and its name: "deputy minister of finance", but not "a spokesman for Mayor"."""
_BEHIND_A_NAME = (
    r",? (?:who (?:is|was) )?(?:(?:an?|the|its|his|her|their|[\w’'-]+[’']s?) )?(?:(?!(?:whose|and|who|with)\b)[\w-]+ )?"
)
"""Between a name and its rank: ", a Russian deputy"."""
_WORD = re.compile(r"[a-z]{4,}")
_NEAR = 80
_BEFORE = 250
"""As many characters before a sentence may say what post its people have."""
_NOT_HERE = -9.0
"""Logit of a passage that names only people below."""


class _Rank(Enum):
    """What the words beside a name say of it."""

    BELOW = auto()
    HOLDER = auto()
    UNKNOWN = auto()


def leave_lower_ranks(question: str, passages: Sequence[Passage], readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the readings without the names of people who stand below the post that is asked for, or held it before.

    Nor does a name answer that has another post beside it (the defence minister is not the foreign minister), or where
    nothing speaks of the post.

    "Ann Roe, a deputy minister" and "deputy minister Ann Roe" do not answer who the minister is, and neither does "Ann
    Roe of the ministry" in another passage then; "former minister Ann Roe" does not answer who is. A question that has
    such a word itself asks for those of that rank. Who is given the post itself elsewhere is kept there: a deputy may
    rise.

    Args:
        question: as it is asked.
        passages: those that were read.
        readings: what a reader made of each.
    """
    if not _ASKS_FOR_HOLDER.search(question):
        return tuple(readings)
    ranks = (*_BELOW, *_NO_LONGER) if _IN_THE_PRESENT.search(question) else _BELOW
    others = [rank for rank in ranks if not re.search(rf"\b{rank}\b", question, re.I)]
    ranked = [
        [(one, _rank(one, passage, "|".join(others), question)) for one in reading.spans]
        for passage, reading in zip(passages, readings, strict=True)
    ]
    names: dict[_Rank, set[str]] = {rank: set() for rank in _Rank}
    for passage, spans in zip(passages, ranked, strict=True):
        for one, rank in spans:
            names[rank].add(_name(one, passage))
    below = names[_Rank.BELOW] - names[_Rank.HOLDER]
    corrected = []
    for passage, reading, spans in zip(passages, readings, ranked, strict=True):
        kept = tuple(one for one, rank in spans if rank is not _Rank.BELOW and _name(one, passage) not in below)
        lost = len(kept) < len(reading.spans) and not kept
        corrected.append(Reading(min(reading.answers, _NOT_HERE) if lost else reading.answers, kept))
    return tuple(corrected)


def _name(span: AnswerSpan, passage: Passage) -> str:
    return passage.text[span.span.start - passage.start : span.span.end - passage.start].casefold()


def _posts(text: str) -> set[str]:
    """Return what the ministers, secretaries and ministries of a text are for: "foreign"."""
    found = {match["of"].casefold() for match in _POST.finditer(text)} - _NO_POST
    return {_SPELLINGS.get(one, one) for one in found}


def _rank(span: AnswerSpan, passage: Passage, words: str, question: str) -> _Rank:
    """Return whether a name has one of ``words`` or another post beside it, the post that is asked for, or neither."""
    start, end = span.span.start - passage.start, span.span.end - passage.start
    sentence = next((one for one in sentence_spans(passage.text) if one.start <= start and end <= one.end), None)
    if sentence is None or not passage.text[start : start + 1].isupper():
        return _Rank.UNKNOWN
    before = passage.text[max(sentence.start, start - _NEAR) : start]
    behind = passage.text[end : min(sentence.end, end + _NEAR)]
    if words and (
        re.search(rf"\b(?i:{words})\b{_UP_TO_A_NAME}\Z", before) or re.match(rf"{_BEHIND_A_NAME}(?i:{words})\b", behind)
    ):
        return _Rank.BELOW
    title_before = re.search(r"(?:[\w’'-]+ ){1,4}\Z", before)
    title_behind = re.match(r", (?:who (?:is|was) )?[^,.;:]+", behind)
    titles = " | ".join(found[0] for found in (title_before, title_behind) if found)
    asked, posts = _posts(question), _posts(titles)
    if asked and (posts and not posts & asked):
        return _Rank.BELOW
    around = passage.text[max(0, sentence.start - _BEFORE) : sentence.end]
    if asked and not posts and not any(_speaks_of(post, around) for post in asked):
        return _Rank.BELOW
    shared = set(_WORD.findall(titles.casefold())) & set(_WORD.findall(question.casefold()))
    return _Rank.HOLDER if shared else _Rank.UNKNOWN


def _speaks_of(post: str, text: str) -> bool:
    spellings = {post, *(spelling for spelling, same in _SPELLINGS.items() if same == post)}
    return any(re.search(rf"\b{re.escape(one)}\b", text, re.I) for one in spellings)
