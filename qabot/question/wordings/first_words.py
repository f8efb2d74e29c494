"""Tells a fact, a list, yes or no, a way ("how") and mere keywords apart, by the first words of a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.model import Form, Kind
from qabot.question.kind import wanted_form
from qabot.question.wordings.wording import wording_of

if TYPE_CHECKING:
    from qabot.question.wordings.wording import Wording


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ASKING = _words("who whom whose what which when where how why")
_AUXILIARY = _words(
    "is are was were am do does did has have had can could will would should shall may might must if whether"
)
_FINITE = _words("is are was were has had will")
"""Words that make a text a sentence, which is more than keywords."""
_MOST_KEYWORDS = 7
_ANY = _words("any anyone anybody anything nobody ever already still yet really")
_AGREED = _words("right correct true yes no")
_ARTICLE = _words("and or in at for from to by on with the his her its their")
"""First words of a question that leaves its verb out: "and in Türkiye?", "his brother?"."""

_WAY = _AUXILIARY | _words("to the exactly then else on best")
"""Words after "how" that make it ask for a way; after others ("how strong", "how many") it asks for a fact."""
_MEASURES = _words(
    "many much long old far tall high big large deep fast often soon late few little early strong heavy wide thick hot "
    "cold young quick well badly good bad expensive costly common popular likely small hard difficult dangerous safe "
    "close near"
)
_TELLING = _words(
    "tell explain show know describe understand wonder wondering remember see curious learn say find idea"
)
_NAMING = _words("say spell call called pronounce pronounced translate named spelt")

_VERB = "|".join(sorted(_AUXILIARY))
_THIRD_PERSON = (
    "goes|says|leads|owns|makes|runs|flies|costs|wins|plays|comes|takes|gives|shows|holds|lives|works|belongs|carries|pays"
    "|uses|sells|happens|causes|keeps|stops|drives|stands|needs|lies|remains|means|gets|serves"
)
_PAST = (
    r"\S+ed|sent|fell|flew|won|built|came|went|left|took|got|made|gave|ran|paid|bought|sold|saw|led|said|broke|sank|met"
    "|rose|lost|held"
)
_NOUN = rf"(?!(?:of|{_VERB}|{_THIRD_PERSON}) )\S+ "
_PLURAL = (
    rf"(?!(?:{_VERB}|{_THIRD_PERSON})\b)(?!\S*(?:ss|us|is|news|'s)(?: |$))"
    r"(?:\S+s|people|men|women|children|aircraft|fish|media|police)(?: |$)"
)
_COMMON_THINGS = (
    "species|countries|cities|towns|places|people|birds|fish|ships|names|things|animals|plants|trees|languages|parts|bases"
    "|planes|rules|laws|roads|islands|rivers|states|kinds|types|sorts|steps|colours|works|items|goods|foods|groups|parties"
)
_COUNT = "(?:(?:other|two|three|four|five|main|new) )*"
_AFTER_THINGS = rf"(?:{_VERB}|{_PAST}|in|from|with|that|who|on|at|near|for|exist|cause|belong|share|live|of)"
_GIVE = "(?:give|show|tell|make|write|find|i need|i want)"
_LISTS = tuple(
    re.compile(pattern)
    for pattern in (
        # "which birds came back", "in which cities", "which of the ships", "which birds and fish"
        rf"(?:\w+ )?which (?:of (?:the|these|those) )?{_COUNT}(?:{_NOUN}(?:and|or) )?{_PLURAL}.+",
        rf"what (?:{_COMMON_THINGS}) .+",
        # "what Russian bases are", "which Syrian towns fell"
        rf"(?:\w+ )?(?:which|what) (?:{_NOUN}(?:and|or) )?(?:{_NOUN}){{0,2}}?{_PLURAL}{_AFTER_THINGS}\b.*",
        # "who are the members of the jury", "what the rules are"
        rf"(?:who|what) (?:are|were) (?:(?:the|all|some|of|his|her|its|their|your) )*(?:\S+ ){{0,2}}?{_PLURAL}.*",
        rf"what (?:the|all|some) (?:\S+ ){{0,2}}?{_PLURAL}(?:are|were)",
        # "a list of the countries", "list the ships", "name three reasons", "all countries", "examples of"
        rf"(?:{_GIVE} )?(?:me |us )?(?:(?:a|the|full|complete|whole) )*(?:lists?|names|listing) (?:of|all|the|with) .+",
        r"(?:list|enumerate) (?!of\b).+",
        rf"name (?:(?:all|some|every|two|three|four|five|ten) .+|the (?:\S+ ){{0,2}}?{_PLURAL}.*)",
        r"(?:give|show|tell|find|name) (?:me |us )?(?:all|some|every|two|three|five|ten|several) .+",
        rf"(?:give|show|tell|find) (?:me |us )?the (?:(?!of |number )\S+ ){{0,2}}?{_PLURAL}.*",
        rf"(?:all|every|all the) (?:\S+ ){{0,2}}?{_PLURAL}.*",
        r"(?:some )?(?:examples|names|types|kinds|members) of .+",
        # "countries that have bases", "ships of the northern fleet"
        rf"(?:the )?{_PLURAL}(?:that|which|who|with|of|in) .+",
    )
)
_OF_A_THING = re.compile(
    r"(?:the )?(?:price|number|name|cost|date|age|height|length|size|weight|population|total|amount|share|rate) of .+"
)
_GIVE_THE = re.compile(r"(?:give|tell|show|send|find|name|state)(?: me| us)? (?:the|his|her|its|their|an?) .+")
_TAG = re.compile(rf" (?:{_VERB})(?: not)? (?:it|he|she|they|there)$")
"""What turns a statement into a question: "the souk is open, isn't it"."""
_OR_ELSE = re.compile(rf"\bor (?:not\b|(?:{_VERB})\b)")


def kind_by_first_words(core: Wording) -> Kind:
    """Return fact, list, yes-no, how or keywords.

    Args:
        core: the words that ask, without courtesies; at least one.
    """
    text, words = core.text, core.text.split()
    first, asks = words[0], core.typed.rstrip().endswith("?")
    if first == "how" or words[-1] == "how":
        return _how(words, told=bool(_TELLING & set(wording_of(core.typed).text.split(" how ")[0].split())))
    if any(pattern.fullmatch(text) for pattern in _LISTS) and not (asks and first == "all" and _AUXILIARY & set(words)):
        return Kind.LIST
    if first in _AUXILIARY and not (first in ("if", "whether") and _ASKING & set(words[1:])):
        return _yes_or_no(text, words)
    if (
        (_TAG.search(text) and not _ASKING & set(words))
        or (asks and words[-1] in _AGREED)
        or text.startswith(("true that", "true or false"))
    ):
        return Kind.YES_NO
    if _ASKING & set(words):
        return Kind.FACT
    if _GIVE_THE.fullmatch(text) or _OF_A_THING.fullmatch(text):
        return Kind.FACT
    opened = wording_of(core.typed).words[0].text
    if asks and opened not in ("and", "or") and (_AUXILIARY | (_ANY if opened not in _ARTICLE else set())) & set(words):
        return Kind.YES_NO
    is_ellipsis = opened in ("and", "or") or (asks and opened in _ARTICLE)
    is_sentence = len(words) > _MOST_KEYWORDS or bool(_FINITE & set(words))
    return Kind.FACT if is_ellipsis or is_sentence else Kind.KEYWORDS


def _yes_or_no(text: str, words: list[str]) -> Kind:
    """Return whether a question that a verb opens asks for yes or no, or which of two things is so."""
    alternatives = wanted_form(text) is Form.THING and "or" in words
    return Kind.FACT if alternatives and not _ANY & set(words) and not _OR_ELSE.search(text) else Kind.YES_NO


def _how(words: list[str], *, told: bool) -> Kind:
    """Return whether "how ..." asks for a way or for a fact.

    Args:
        words: of the question.
        told: whether the question is part of another sentence: "explain how Latakia is made".
    """
    if words[0] != "how" or _NAMING & set(words):
        return Kind.FACT
    if len(words) == 1 or words[1] in _WAY:
        return Kind.HOW
    return Kind.HOW if told and words[1] not in _MEASURES and not words[1].endswith("ly") else Kind.FACT
