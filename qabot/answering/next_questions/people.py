"""Finds the people and abbreviations that an answer names, so that it can be asked who or what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PERSON = re.compile(r"\b[A-Z][\w’'-]+(?: (?:[A-Z]\.|al-[A-Z][\w’'-]+|[A-Z][\w’'-]+|de|van|von|bin)){1,3}\b")
_SPEAKS = r"(?:,? (?:said|says|told|added|wrote|who|aged)\b|, \d\d,)"
_TITLE = (
    r"(?:[Pp]resident|[Mm]inister|[Mm]ayor|Mr|Mrs|Ms|Dr|Sir|Professor|[Cc]aptain|General|Senator|Sen\.|Rep\.|Governor"
    r"|Gov\.|Justice|Judge|Chancellor|King|Queen|Prince|Princess|[Dd]irector|[Ee]ngineer|[Aa]uthor|[Ll]awyer|[Aa]ctor"
    r"|[Aa]ctress|[Ss]inger|[Aa]rchitect|[Ss]pokesman|[Ss]pokeswoman|[Ff]ounder|[Oo]wner|[Ff]armer|[Cc]hief|[Ll]eader)"
)
_ABBREVIATION = re.compile(r"(?<![A-Z] )\b[A-Z]{3,5}\b(?! [A-Z]{2})")
_KNOWN = frozenset("USA CEO NATO BBC CNN NPR NBC CBS ABC PBS FBI CIA UTC GMT AIDS COVID DNA USD EUR EST EDT".split())  # noqa: SIM905


def asks_who(statement: str, *, article: str) -> Iterator[str]:
    """Yield "Who is X?" for the people that a statement names, and "What is ABC?" for its abbreviations.

    Args:
        statement: a sentence of an answer.
        article: the text that it stands in, which shows who of the names is a person.
    """
    for found in _PERSON.finditer(statement):
        name = re.sub(rf"^(?:{_TITLE} )+|[’']s$", "", found.group())
        words = name.split()
        if len(words) > 1 and "-based" not in name and _is_person(words, article):
            yield f"Who is {name}?"
    for found in _ABBREVIATION.finditer(statement):
        if found.group() not in _KNOWN:
            yield f"What is {found.group()}?"


def _is_person(words: list[str], article: str) -> bool:
    first, last = re.escape(words[0]), re.escape(words[-1])
    return bool(
        re.search(rf"\b{last}{_SPEAKS}|\b(?:Mr|Mrs|Ms|Dr|{_TITLE}) (?:{first} )?(?:[\w.-]+ )?{last}\b", article)
    )
