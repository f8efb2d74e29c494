"""Sentences that prove nothing: questions, headings, fragments, and the label that says who speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.text.sentences import BLANK_LINE
from qabot.text.turns import count_turns, is_question, label_end, reply_start

if TYPE_CHECKING:
    from qabot.model import Passage, Span

MIN_WORDS = 5
"""A sentence of fewer words, and without a verb, says nothing that can be understood alone."""
_MAX_HEADING_WORDS = 15
_WORD = re.compile(r"\w[\w.,:’'-]*")
_ENDS = re.compile(r"[.!?…:;|][\"”’')\]*»]*\Z")
_FIELD = re.compile(r"\s\|\s|\w:\s+\S")
"""A row of a table, or "Captain: Marit Sund": short, but complete."""
_KICKER = re.compile(
    r"(?:interview|transcript|opinion|comment|editorial|analysis|explainer|profile|review|letters?|update|live|breaking"
    r"|exclusive|watch|video|photos|report|q ?& ?a)\s*:",
    re.IGNORECASE,
)
"""What stands before a headline: "Interview: Ana Poe on the new pier" is no field."""
_VERB = re.compile(
    r"\s(?:is|are|was|were|has|have|had|will|would|can|could|did|does|do|may|must|won|lost|beat|died|fell|rose|left|went"
    r"|came|made|said|says|took|gave|got|held|met|paid|sold|bought|built|found|led|ran|sank|shot|broke|began|grew|struck"
    r"|resigns|wins|loses|dies|owns|leads|[a-z]{2,}ed)\b"
)
_QUOTED_QUESTION = re.compile(r"\w\W+\w+\W*\s[\"“«][^\"”»]*\?[\"”»]\W*\Z")
"""'The mayor asked: "Who will pay?"' says what was asked."""


def can_prove(passage: Passage, sentence: Span, answer: Span) -> bool:
    """Return whether a sentence may be stated and quoted as the proof of a short answer in it.

    Nothing is proved by a question ("Why the delay?"), by a heading, by a fragment of fewer than five words without a
    verb ("Later that day."), or by the label of a speaker ("LEDGER:"). A short reply that stands with its question
    ("Q: Who pays? A: The brewery.") is no fragment. A row of a table and "Captain: Marit Sund" are none either.

    Args:
        passage: contains the sentence.
        sentence: one of the passage's sentences, or a run of them, in the article's characters.
        answer: inside ``sentence``, in the article's characters.
    """
    touched = [one for one in passage.sentences if one.start < answer.end and one.end > answer.start]
    return all(_can_prove(passage, one, answer) for one in touched or [sentence])


def _can_prove(passage: Passage, sentence: Span, answer: Span) -> bool:
    text = passage.sentence(sentence)
    reply = reply_start(text)
    # The line of a place ("NEW DELHI: ...") looks like a label, but stands only where an article begins.
    is_turn = passage.start > 0 or count_turns(passage.text) > 1
    said_from = reply or (label_end(text) if is_turn else 0)
    said = text[said_from:]
    if said_from and answer.start - sentence.start < said_from:
        return False
    if is_question(said):
        return bool(_QUOTED_QUESTION.search(said))
    return bool(reply) or not (_is_fragment(said) or _is_heading(passage, sentence))


def _is_fragment(text: str) -> bool:
    return len(_WORD.findall(text)) < MIN_WORDS and not (_FIELD.search(text) or _VERB.search(text))


def _is_heading(passage: Passage, sentence: Span) -> bool:
    """Return whether a sentence looks like a heading: a short paragraph without an end mark, next to prose.

    A list's items have no end marks either, but they stand side by side or behind a colon.
    """
    text = passage.sentence(sentence)
    is_field = _FIELD.search(text) and not _KICKER.match(text)
    if _ENDS.search(text) or is_field or len(_WORD.findall(text)) > _MAX_HEADING_WORDS:
        return False
    paragraphs = [part.strip() for part in BLANK_LINE.split(passage.text)]
    if text not in paragraphs:
        return False
    place = paragraphs.index(text)
    beside = [*paragraphs[max(0, place - 1) : place], *paragraphs[place + 1 : place + 2]]
    led_in = place > 0 and paragraphs[place - 1].endswith(":")
    return bool(beside) and not led_in and all(_ENDS.search(one) for one in beside)
