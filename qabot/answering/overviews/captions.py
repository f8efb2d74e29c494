"""Captions: the lines under pictures, which say what is seen in them, and are no sentences of the article."""

import re

from qabot.text.months import ENGLISH_MONTH

_GALLERY = re.compile(
    r"^\W*(?:hide|show|toggle) caption\b|\b\d+ of \d+ (?:photos|images)\b|/(?:AP|Getty|Reuters|AFP|EPA)\b", re.I
)
"""What a gallery writes before a caption, or an agency behind a bar."""
_MONTH = rf"(?:{ENGLISH_MONTH}|Sept?\.?|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Oct|Nov|Dec)\.?)"
_AMERICAN_DATE = rf"(?:\b(?:on|in) |, )(?:\w+day,? )?{_MONTH} \d{{1,2}}\b(?:, \d{{4}}\b)?"
_DATED = re.compile(_AMERICAN_DATE)
_DATED_LAST = re.compile(rf"(?:{_AMERICAN_DATE}|\bon \w+day(?:, )?|\bin (?:{_MONTH} )?\d{{4}})\.$")
_AUXILIARY = "said|says|was|were|had|has|have|will|would|can|could|did|is|are"
_PAST = (
    rf"(?:{_AUXILIARY}|began|went|took|came|fell|rose|left|met|ran|won|lost|became|made|gave|struck|sank|broke|told|wrote"
    "|tweeted|[a-z]{2,}ed)"
)
_FINITE = re.compile(rf"\b{_PAST}\b")
_SUBORDINATE = re.compile(r"\b(?:where|who|which|whose|after|before|while|whom)\b[^,]*|\([^)]*\)")
_SEEN_DONE = re.compile(
    r"(?<=[a-z]s|en|le) (?!(?:arriv|land|di|liv|appear|return|gather|march|vot|wait|remain|work)ed\b)[a-z]+ed"
    r"(?= (?:in|by|during|after|near|at)\b)|\b[a-z]+ed(?= to be\b)"
    r"|\b(?:[Aa]n?|[Tt]he|[Tt]heir|his|her|its|two|three|being|\w+ly) [a-z]+ed(?= [a-z]+)"
)
"""What was done to what is seen: "the ruins of houses damaged in the earthquake", "an injured victim"."""
_POSES = re.compile(
    r"\b(?:sits?|stands?|arrives?|holds?|walks?|waves|looks?|poses?|gestures?|attends?|watch(?:es)?|carr(?:y|ies)"
    r"|search|searches|gathers?|speaks?|reacts?|celebrat(?:es?|ing)|leaves?|address(?:es)?|shakes|visits|hugs?|embraces?|works?|inspects?|clears?|mourns?"
    r"|plays?) (?!.*\b(?:will|every|each|usually|took|said|tweeted|wrote|can)\b)"
)
_PICTURED = re.compile(r"\b(?:is|are) (?:seen|pictured|shown)\b")
_TELLS = re.compile(
    r"\b(?:begins?|starts?|opens?|launch(?:es)?|runs?|votes?|meets?|falls?|closes?|ends?|takes?|expires?|premieres?"
    r"|tops?) (?:on|in|place|the)\b"
    r"|^(?:it|that|this|according|if|there|then)\b|\bcalls? for\b|[“\"]",
    re.I,
)
"""What is to happen on a day is told in the present tense as well: "the vote takes place on June 3.". So are words."""
_MIN_CHARS = 20


def is_caption(text: str) -> bool:
    """Return whether a sentence says what a picture shows: in the present tense, on the day on which it was taken."""
    if _GALLERY.search(text):
        return True
    if len(text) < _MIN_CHARS:
        return False
    if _TELLS.search(text):
        return False
    if _DATED.search(text) and not _FINITE.search(text):
        return True
    if not _DATED_LAST.search(text):
        return False
    if _PICTURED.search(text):
        return True
    told = _FINITE.search(_SEEN_DONE.sub(" ", _SUBORDINATE.sub(" ", text)))
    posed = _POSES.search(text)
    if posed and not _FINITE.search(text[: posed.start()]):
        return True
    return bool(_DATED.search(text)) and told is None
