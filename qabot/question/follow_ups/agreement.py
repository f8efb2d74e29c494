"""Makes a verb agree with what was put in place of a pronoun: "how often does the tram run?"."""

from __future__ import annotations

import re

_SINGULAR = {"do": "does", "are": "is", "were": "was", "have": "has", "don't": "doesn't", "aren't": "isn't"}
_PLURAL = {"does": "do", "is": "are", "was": "were", "has": "have", "doesn't": "don't", "isn't": "aren't"}
_LAST = re.compile(r"(?P<verb>[a-z]+(?:n['’]t)?)(?P<space> )$", re.I)
_FIRST = re.compile(r"(?P<space> )(?P<verb>do|does|are|is|were|was|have|has)\b", re.I)

_HELPS = re.compile(r"\b(?:do|does|did|can|could|will|would|may|might|must|should|has|have|had) $", re.I)


def with_agreement(before: str, noun: str, after: str, *, plural: bool) -> str:
    """Return a question with a noun in place of a pronoun of the other number, and the verb beside it changed.

    Args:
        before: what stands before the pronoun.
        noun: what is put in its place.
        after: what stands behind the pronoun.
        plural: whether the noun is plural.
    """
    forms = _PLURAL if plural else _SINGULAR
    found = _LAST.search(before)
    if found and found["verb"].casefold() in forms:
        verb = _like(found["verb"], forms[found["verb"].casefold()])
        return f"{before[: found.start()]}{verb} {noun}{after}"
    following = None if _HELPS.search(before) else _FIRST.match(after)
    if following and following["verb"].casefold() in forms:
        return f"{before}{noun} {forms[following['verb'].casefold()]}{after[following.end() :]}"
    return f"{before}{noun}{after}"


def _like(typed: str, verb: str) -> str:
    """Return a verb with a capital letter where the verb that it replaces had one."""
    return verb[0].upper() + verb[1:] if typed[0].isupper() else verb
