"""A small language for the wordings of a request: "WHAT_IS new (ABOUT X) (since DAY)".

=============  ====================================================================
``word``       that word; ``one|another`` either of two
``CLASS``      one of the words or phrases of a class; ``CLASS*`` any number of them
``(some)``     may be left out, brackets within brackets too
``X Y DAY``    one word or more: what is asked about, and a day
``_``          any one word
``...``        any words, or none
``!CLASS``     no word of the class comes next
``>CLASS``     a word of the class comes next, and is not taken
``COMPARING``  a comparative or superlative: "bigger", "more", "least"
=============  ====================================================================
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGN = re.compile(r"\(|\)|[^\s()]+")
_NAMED = {"X": "x", "Y": "y", "DAY": "day"}
_ADJECTIVES = (
    "bigg|small|larg|high|low|long|short|old|young|new|fast|slow|cheap|strong|weak|lat|earli|clos|near|rich|poor|hott|cold|warm"
    "|deep|tall|heavi|light|wid|narrow|saf|clean|loud|great|quick|easi|hard|farth|furth|busi|bright|dark|smart|healthi|few|rar"
    "|thick|thin|sharp|soft|tough|calm|wet|dri|steep|kind|nic|fresh|hard|sooner|worth|eld"
)
_COMPARING = rf"(?:(?:{_ADJECTIVES})(?:er|est)|better|best|worse|worst|more|most|less|least|fewer) "


def compile_pattern(pattern: str, classes: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Return a pattern as a regular expression over words that are each followed by a space.

    Args:
        pattern: in the language above.
        classes: words and phrases by the name of their class.

    Raises:
        KeyError: a class has no name in ``classes``.
    """
    named: set[str] = set()
    return re.compile("".join(_expression(sign, classes, named) for sign in _SIGN.findall(pattern)))


def opening_words(pattern: str, classes: Mapping[str, tuple[str, ...]]) -> frozenset[str] | None:
    """Return the words with which a text that fits a pattern may begin; ``None`` if it may begin with any.

    Only the patterns that a question's first word allows need to be compiled, which is most of the time that they take.
    """
    words: set[str] = set()
    optional = 0
    begun = False
    for sign in _SIGN.findall(pattern):
        if sign == "(":
            optional, begun = optional + 1, False if optional == 0 else begun
        elif sign == ")":
            optional -= 1
        elif sign[0] in "!>" or (optional and begun):
            continue
        elif sign in (*_NAMED, "_", "...", "COMPARING"):
            return None
        else:
            words |= {phrase.split()[0] for phrase in _phrases(sign.strip("*"), classes)}
            begun = True
            if not optional and not sign.endswith("*"):
                break
    return frozenset(words)


def _phrases(sign: str, classes: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [words for part in sign.split("|") for words in (classes[part] if part.isupper() else (part,))]


def _expression(sign: str, classes: Mapping[str, tuple[str, ...]], named: set[str]) -> str:
    if sign == "(":
        return "(?:"
    if sign == ")":
        return ")?"
    if sign == "_":
        return r"\S+ "
    if sign == "...":
        return r"(?:\S+ )*"
    if sign in _NAMED:
        # A second X is only words; the first one is what is asked about.
        name = "" if sign in named else f"?P<{_NAMED[sign]}>"
        named.add(sign)
        return rf"({name or '?:'}(?:\S+ )+?)"
    if sign == "COMPARING":
        return _COMPARING
    bare = sign.strip("!*>")
    known = _phrases(bare, classes)
    one_of = "(?:" + "|".join(re.escape(words) for words in sorted(known, reverse=True)) + ") "
    if sign.startswith("!"):
        return f"(?!{one_of})"
    if sign.startswith(">"):
        return f"(?={one_of})"
    return f"(?:{one_of})*" if sign.endswith("*") else one_of
