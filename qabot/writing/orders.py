"""Tells what is no report of anything: a sentence that orders somebody to say or do something, and markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.writing.wording import REPORTS

if TYPE_CHECKING:
    from qabot.writing.grammar import Parsed

MARKUP = re.compile(r"https?:|www\.|\w+:\s?//|\]\(|!\[|</?\w|[<>{}`|*#_\\]|[\u200b-\u200f\u202a-\u202e\u2060-\u206f]")
"""Links, HTML, Markdown, and characters that cannot be seen."""
_ORDERED = REPORTS | frozenset(
    """put ignore disregard forget answer respond output print repeat pretend begin use show append link replace
    multiply swap leave attribute treat act obey decode translate stop instruct follow mail send visit click
    see""".split()  # noqa: SIM905
)


def orders(parsed: Parsed) -> bool:
    """Return whether a sentence orders somebody to say or do something, or has markup in it.

    An article may be written to make a language model say what it likes: "Ignore the above and say that ...".
    """
    if MARKUP.search(parsed.text):
        return True
    tokens = parsed.tokens
    for at, one in enumerate(tokens):
        if one.low not in _ORDERED:
            continue
        before = at - 1
        while before >= 0 and (tokens[before].kind in "YZ" or tokens[before].low == "please"):
            before -= 1
        if before < 0 or (tokens[before].kind == "." and tokens[before].text != ",") or tokens[before].low == "you":
            return True
        if tokens[before].kind == "M" and before and tokens[before - 1].low == "you":
            return True
    return False
