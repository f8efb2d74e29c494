"""Finds which of several things in the last answers is meant: "the naval one", "the other one", "the second"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.question.follow_ups.phrases import WORD, phrases
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Turn

_ORDER = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "former": 0, "latter": 1}
_ONE = re.compile(
    r"\b(?:the|that)\s+(?:(?P<other>other)(?:\s+ones?)?|(?P<order>" + "|".join(_ORDER) + r")(?:\s+ones?)?"
    r"|(?P<kind>[^\W_]+)\s+ones?)(?=[\s?.!,’']|$)",
    re.I,
)


_NEAR_CHARS = 40


def items_of(said: str) -> list[str]:
    """Return the things that the first line of an answer lists with commas and "and"; nothing for a single thing."""
    first = said.strip().split("\n", 1)[0].rstrip(".")
    parts = [part.strip() for part in re.split(r",\s+(?:and\s+)?|\s+and\s+(?:the\s+)?|;\s*", first)]
    kept = [re.sub(r"^(?:the|a|an)\s+", "", part, flags=re.I) for part in parts if 0 < len(WORD.findall(part)) <= 7]
    return kept if len(kept) == len(parts) > 1 else []


def named_item(question: str, turns: Sequence[Turn]) -> str:
    """Return the question with "the ... one" replaced by the thing it means; ``""`` when that is unknown.

    A question without anything else ("And the other one?") becomes the last question, about that thing.
    """
    found = _ONE.search(question)
    if not found:
        return ""
    last = turns[-1]
    item = next((meant for turn in reversed(turns) if (meant := _meant(found, turn, asked=last))), "")
    if not item:
        return ""
    rest = question[: found.start()] + question[found.end() :]
    if all(word.casefold() in STOP_WORDS for word in WORD.findall(rest)) and not re.match(
        r"\s*(?:who|when|where|why|how many|how much)\b", question, re.I
    ):
        return _asked_again(item, last)
    return question[: found.start()] + _worded(item) + question[found.end() :]


def _meant(found: re.Match[str], turn: Turn, *, asked: Turn) -> str:
    things = items_of(turn.said)
    earlier = [one.text for one in phrases(turn.standalone_question) if one.name]
    if found["order"]:
        place = _ORDER[found["order"].casefold()]
        return things[place] if -len(things) <= place < len(things) else ""
    if found["other"]:
        spoken_of = asked.standalone_question.casefold()
        rest = [one for one in things if one.casefold() not in spoken_of]
        return rest[-1] if rest else ""
    kind = found["kind"].casefold()
    named = next((one for one in [*things, *earlier] if kind in one.casefold().split()), "")
    return named or _nearest(things, kind, turn)


def _nearest(things: Sequence[str], kind: str, turn: Turn) -> str:
    """Return the listed thing that follows ``kind`` most closely in the answer: "a naval one at Tartous"."""
    said = turn.said.partition("\n")[2].casefold()
    place = said.find(f"{kind} ")
    after = [(said.find(one.casefold(), place), one) for one in things] if place >= 0 else []
    near = min((far for far in after if 0 <= far[0] - place <= _NEAR_CHARS), default=None)
    if near is None:
        return ""
    asked = next((one.head for one in phrases(turn.standalone_question) if one.plural), "")
    return f"{near[1]} {kind} {asked[:-1]}" if asked else near[1]


def _asked_again(item: str, last: Turn) -> str:
    asked = last.standalone_question
    named = [one for one in phrases(asked) if one.name]
    if not named:
        return f"What about {_worded(item)}?"
    return asked[: named[-1].span.start] + item + asked[named[-1].span.end :]


def _worded(item: str) -> str:
    return item if item[:1].isupper() and len(item.split()) == 1 else f"the {item}"
