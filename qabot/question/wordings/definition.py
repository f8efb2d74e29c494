"""Tells "who is Olga Brandt?", which asks who somebody is, from "who is the mayor of Brill?", which asks for a fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qabot.question.wordings.wording import Wording

_ASKED = re.compile(
    r"(?P<word>who|what) (?:exactly |precisely |on earth |the hell |actually |or what |or who )*"
    r"(?P<verb>is|are|was|were) (?P<x>.+)"
)
_ASKED_LAST = re.compile(r"(?P<word>who|what) (?P<x>.+) (?P<verb>is|are|was|were)")
_MOST_WORDS = 5
_PRONOUNS = frozenset("he she it that this they these those him her them".split())  # noqa: SIM905
_OPENS_A_FACT = frozenset(
    """
    in on at by for with from to behind against there here next also most more responsible able allowed likely
    expected supposed going being not still now currently left said known wrong happening as under up off out
    above below about usually probably currently really best worst first last only so too made built shot born
    won paid lost hit held given taken chosen seen shown written told found sent brought bought caught led hurt
    elected doing killed charged accused arrested injured
    """.split()  # noqa: SIM905 - a word list reads better as words
)
_RENAMED = frozenset(("renamed", "called", "named", "considered", "based", "used", "nicknamed", "known"))
_LINKING = frozenset(
    [
        "of",
        "for",
        "in",
        "on",
        "at",
        "to",
        "from",
        "behind",
        "with",
        "by",
        "between",
        "against",
        "after",
        "before",
        "previously",
        "earlier",
        "under",
        "about",
        "worth",
        "called",
        "like",
        "into",
        "as",
        "than",
    ]
)
_DETERMINERS = frozenset("the this that these those his her their its my your our".split())  # noqa: SIM905
ROLES = frozenset(
    """
    president mayor minister king queen leader boss chief ceo head captain owner winner director manager
    chairman chairwoman chair spokesman spokeswoman governor ambassador general commander secretary editor
    author coach judge prime pope emperor premier chancellor successor predecessor
    """.split()  # noqa: SIM905
)
"""What somebody is, of which there is one at a time: "who is the mayor" asks for a fact."""
_ROLE_PLURAL = re.compile(r"(?:members|people|men|women|.*(?:[eo]rs|ants|ates|ees|ists|ians|ims))")
_ATTRIBUTES = frozenset(
    """
    price cost costs number name names population height length width depth age rate temperature speed weight
    size capital address date deadline title percentage share score record distance currency language fee fare
    fine penalty salary wage rent budget total amount limit area value duration time times year day month colour
    color result results outcome verdict sentence plan goal aim purpose target answer problem reason phone email
    website nationality profession job party motto power capacity output mass diameter radius volume magnitude
    strength status rank position turnout quota hours weather damage death toll
    """.split()  # noqa: SIM905
)
_SUPERLATIVE = re.compile(r"(?!forest|test|west|east)[a-z]{3,}est|most|least|first|last|only|next|current|main|latest")


def defined(wording: Wording) -> str:
    """Return the X of "who is X", as typed, if that asks who or what X is; ``""`` for every other question."""
    text = wording.text
    found = _ASKED.fullmatch(text) or _ASKED_LAST.fullmatch(text)
    if not found:
        return ""
    typed = wording.as_typed(*found.span("x"))
    return typed if _asks_what_it_is(found["word"], found["verb"], found["x"].split(), typed) else ""


def _asks_what_it_is(word: str, verb: str, x: list[str], typed: str) -> bool:
    if len(x) > _MOST_WORDS + 1 or x[0] in ("did", "does", "do", "has", "have", "can", "will", "was", "is"):
        return False
    if len(x) == 1 and x[0] in _PRONOUNS:
        return True
    if x[0] in _OPENS_A_FACT or x[-1] in _LINKING or any(one.endswith("'s") for one in x):
        return False
    if _doing(word, verb, x):
        return False
    if x[0] in ("a", "an"):
        return word == "what"
    if x[0] in _DETERMINERS:
        return _determined(word, verb, x, typed)
    if len(x) > _MOST_WORDS or _LINKING & set(x) - {"on"}:
        return False
    if word == "who":
        return x[-1] not in ROLES and not (verb in ("are", "were") and _ROLE_PLURAL.fullmatch(x[-1]) and len(x) == 1)
    return x[-1] not in _ATTRIBUTES


def _doing(word: str, verb: str, x: list[str]) -> bool:
    """Return whether a participle follows the verb: "who is leading the party", "who was killed"."""
    if x[-1] in _RENAMED:
        return True
    if not x[0].endswith(("ing", "ed")):
        return False
    if word == "who" and x[0].endswith("ing"):
        return True
    if len(x) == 1:
        return verb in ("was", "were") and x[0].endswith("ed")
    return x[1] in _LINKING | _DETERMINERS | {"a", "an"}


def _determined(word: str, verb: str, x: list[str], typed: str) -> bool:
    """Return whether "the ..." names a thing ("the Halmersee"), rather than to describe one ("the price")."""
    determiner, *rest = x
    if not rest or _SUPERLATIVE.fullmatch(rest[0]):
        return False
    if all(one[0].isupper() for one in typed.split()[1:] if one not in ("of", "and", "the", "in")):
        return True
    if _LINKING & set(rest):
        return False
    if word == "who":
        if determiner != "the":
            return True
        return verb in ("are", "were") and len(rest) == 1 and not _ROLE_PLURAL.fullmatch(rest[0])
    return verb in ("is", "was") and rest[-1] not in _ATTRIBUTES and len(rest) <= _MOST_WORDS - 1
