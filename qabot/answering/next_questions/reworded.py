"""Asks the question that was just answered with another question word: "When was it built?", "Why was it built?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.answering.next_questions.verbs import PARTICIPLE, is_past

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADVERBIAL = re.compile(
    r"(?P<word>when|where|why|by whom|(?:in )?(?:what|which) (?:year|month|country|city|town)|on (?:what|which) day) "
    r"(?P<rest>(?:was|were|did|will) (?P<subject>(?!there\b).+))",
    re.I,
)
_WHO_DID = re.compile(rf"who (?P<verb>{PARTICIPLE}) (?P<object>.+)", re.I)
_WHETHER = re.compile(r"(?P<rest>(?:was|were|did) (?!there\b|it\b|any).+)", re.I)
_EVENT = re.compile(
    r"\bthe (?P<event>(?:[\w’'-]+ ){0,3}(?:fire|crash|accident|explosion|flood|floods|collapse|attack|shooting|blast"
    r"|outbreak|strike|riot|earthquake|landslide|derailment|shipwreck|blackout|drought))\b",
    re.I,
)
_TIME = re.compile(
    r"\b(?:in|on|since|after|before|until|by) (?:the )?(?:\w+ )?(?:\d{1,2} )?(?:\w+ )?(?:1[5-9]|20)\d\d\b"
)
_NO_EVENT = frozenset("hunger air heart counter under ceasefire".split())  # noqa: SIM905
_PLURAL = re.compile(r"\w{2,}(?<![sui])s")
_MOST_WORDS = 12


def reworded(question: str) -> Iterator[str]:
    """Yield a question with other question words, the ones that most often tell something new first.

    Args:
        question: one that stands alone.
    """
    asked = " ".join(question.split()).rstrip(" ?.!")
    if len(asked.split()) > _MOST_WORDS:
        return
    if found := _ADVERBIAL.fullmatch(asked):
        rest = _TIME.sub("", found["rest"]).strip()
        yield from (
            f"{word} {rest}?" for word in ("Why", "When", "Where") if word.casefold() != found["word"].casefold()
        )
    elif (found := _WHO_DID.fullmatch(asked)) and is_past(found["verb"].casefold()):
        head = re.split(r" (?:of|in|at|on|for|to|from|near) ", found["object"])[0].split()[-1]
        was = "were" if _PLURAL.fullmatch(head) or " and " in found["object"] else "was"
        yield from (f"{word} {was} {found['object']} {found['verb'].lower()}?" for word in ("Why", "When"))
    elif found := _WHETHER.fullmatch(asked):
        yield f"Why {found['rest'][0].lower()}{found['rest'][1:]}?"
    for event in _EVENT.finditer(asked):
        words = event["event"].casefold().split()
        if not _NO_EVENT & set(words) and "cause" not in asked.casefold():
            yield f"What caused the {event['event']}?"
