"""Asks what people ask of a thing of a kind: what caused an accident, who built a bridge, who leads a party."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ACCIDENT = (
    "fire|crash|accident|explosion|flood|flooding|collapse|attack|shooting|blast|derailment|landslide|blackout|riot"
    "|shipwreck|sinking|power cut"
)
_DISASTER = "earthquake|quake|hurricane|storm|tornado|cyclone|tsunami|heat wave|drought|wildfire|epidemic|famine"
_STRUGGLE = "war|invasion|strike|uprising|coup|siege|offensive|blockade|protest"
_BUILDING = (
    "bridge|tunnel|tram line|tramway|station|airport|dam|stadium|tower|port|air base|naval base|base|factory|mill"
    "|power plant|canal|railway|lighthouse|museum|hospital|library|theatre|church|mosque|temple|castle|souk|market"
    "|lock|pier|ferry terminal"
)
_CRAFT = "telescope|rocket|probe|satellite|spacecraft|ship|frigate|ferry|submarine|aircraft carrier"
_AGREEMENT = "agreement|treaty|deal|contract|pact|accord|truce|ceasefire|lease"
_LAW = "law|ban|bill|ruling|rule|order|verdict"
_ELECTION = "election|vote|referendum"
_SHOW = "festival|parade|concert|tour|exhibition|fair|premiere|film|movie|series"
_BODY = (
    "party|company|group|agency|ministry|co-operative|cooperative|union|council|army|militia|movement|team|club"
    "|university|foundation|committee|commission"
)
_PRICE = "tax|fee|fare|toll|fine"
_FORMS: Mapping[str, tuple[str, ...]] = {
    _ACCIDENT: ("What caused {}?", "How many people were killed in {}?", "When did {} happen?"),
    _DISASTER: ("How many people were killed in {}?", "How strong was {}?", "When did {} happen?"),
    _STRUGGLE: ("When did {} begin?", "Why did {} begin?", "When did {} end?"),
    _BUILDING: ("When was {} built?", "Who built {}?", "How much did {} cost?", "Where is {}?"),
    _CRAFT: ("When was {} launched?", "Who built {}?", "How much did {} cost?"),
    _AGREEMENT: ("When was {} signed?", "Who signed {}?", "How long does {} run?"),
    _LAW: ("When does {} take effect?", "Who is against {}?"),
    _ELECTION: ("Who won {}?", "When is {}?", "Who is running in {}?"),
    _SHOW: ("When does {} begin?", "Where is {} held?"),
    _BODY: ("Who leads {}?", "When was {} founded?", "Where is {} based?"),
    _PRICE: ("How much is {}?", "Why did {} rise?"),
}
_HEADS = "|".join(sorted((head for heads in _FORMS for head in heads.split("|")), key=len, reverse=True))
_NAME = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2}"
_PLACE = rf"(?: (?:at|in|of|to|under|over|on|between|near) (?:the )?{_NAME}(?: and {_NAME})?)?"
_THING = re.compile(
    r"\b(?P<thing>(?:[Tt]he (?P<middle>(?:[\w’'-]+ ){0,3})|(?:[A-Z][\w’-]+ ){0,2}[A-Z][\w-]+['’]s (?:[a-z-]+ ){0,2})"
    rf"(?P<head>{_HEADS})(?![\w’'-]){_PLACE})"
)
_JOINING = frozenset("the at in of to under over on between near and".split())  # noqa: SIM905
_NO_MIDDLE = STOP_WORDS | frozenset("said says told first second last next other same whole entire".split())  # noqa: SIM905


def asks_about_things(text: str) -> Iterator[str]:
    """Yield questions about the things that a text names with "the" or with an owner, in the order of the text."""
    for found in _THING.finditer(text):
        if _NO_MIDDLE & set(found["thing"].casefold().split()[1:]) - _JOINING:
            continue
        thing = found["thing"]
        if thing.split()[1:] == found["head"].split() and not _is_thing(found["head"]):
            continue
        if thing.startswith("The "):
            thing = "the" + thing[3:]
        for question in _forms(found["head"]):
            yield question.format(thing)


def _is_thing(head: str) -> bool:
    """Return whether "the bridge" says enough; "the company" does not."""
    return not any(head in heads.split("|") for heads in (_AGREEMENT, _LAW, _BODY, _PRICE))


def _forms(head: str) -> Sequence[str]:
    return next(forms for heads, forms in _FORMS.items() if head in heads.split("|"))
