"""A number that fell "from 96 to 61" is 61 to whoever asks what it is or will be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import AnswerSpan, Reading, Span

if TYPE_CHECKING:
    from qabot.model import Passage

_ASKS_FOR_THE_NEW = re.compile(
    r"\b(?:will|expected|expects?|forecasts?|predicted|projected|estimated to|now|currently|today|is|are|new|latest)\b",
    re.I,
)
_ASKS_FOR_THE_OLD = re.compile(
    r"\b(?:from|before|previous(?:ly)?|earlier|originally|used to|old|former(?:ly)?|last)\b", re.I
)
_NUMBER = r"[$€£¥]?\d(?:[\d,.]*\d)?(?:[ -](?:million|billion|trillion|thousand|per ?cent|%))?"
_VERBS = (
    r"r[io]s(?:e|es|en|ing)|rose|falls?|fell|fallen|falling|drop\w*|grow\w*|grew|increase[sd]?|increasing"
    r"|decrease[sd]?|decreasing|cuts?|cutting|rais\w*"
    r"|lower\w*|reduc\w*|slash\w*|climb\w*|declin\w*|c[oa]m(?:e|es|ing) (?:down|up)|g(?:o|oes|one|oing)|went"
    r"|shr[aiu]nk\w*|widen\w*|expand\w*|slow\w*|jump\w*|revis\w*|chang\w*|mov\w*|s[aiu]nk\w*|slid\w*|halv\w*|doubl\w*"
    r"|up|down"
)
_CHANGE = re.compile(
    rf"\b(?:{_VERBS})\b[^.;:]{{0,40}}?\bfrom (?P<old>{_NUMBER}(?: [a-z]+){{0,3}}?) (?:[a-z]+ ){{0,4}}?"
    rf"to (?P<new>{_NUMBER})",
    re.I,
)
"""What fell, rose or was cut from one number to another; "from 6 to 12 hours" alone is a range."""


def prefer_new_numbers(question: str, passage: Passage, reading: Reading) -> Reading:
    """Return a reading in which the end of a change stands in place of its beginning, if that is asked for.

    Args:
        question: as it is asked; "what is it", "will it be", "is it expected to be" ask for the end.
        passage: a passage that was read.
        reading: what a reader made of it.
    """
    if not _ASKS_FOR_THE_NEW.search(question) or _ASKS_FOR_THE_OLD.search(question):
        return reading
    changes = list(_CHANGE.finditer(passage.text)) if reading.spans else []
    spans = dict.fromkeys(_new(one, changes, passage) for one in reading.spans)
    kept = {one.span: one for one in reversed(spans)}
    return Reading(reading.answers, tuple(one for one in spans if kept[one.span] is one))


def _new(one: AnswerSpan, changes: list[re.Match[str]], passage: Passage) -> AnswerSpan:
    for change in changes:
        old = Span(passage.start + change.start("old"), passage.start + change.end("old"))
        if old.start <= one.span.start and one.span.end <= old.end:
            return AnswerSpan(Span(passage.start + change.start("new"), passage.start + change.end("new")), one.score)
    return one
