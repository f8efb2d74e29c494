"""Words that change how much a sentence claims: who says so, whether it may be, of how many it is true."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from qabot.writing.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.writing.grammar import Parsed
    from qabot.writing.tokens import Token

GENERAL_REPORTS = frozenset("say tell accord report state write".split())  # noqa: SIM905
REPORTS = GENERAL_REPORTS | frozenset(
    """announce warn claim believe think deny admit confirm argue suggest estimate expect hope fear note add insist
    quote cite declare promise reckon predict suppose acknowledge describe call explain remind conclude assume doubt
    suspect assert allege reveal complain reply ask testify date""".split()  # noqa: SIM905
)
_STRENGTHS = {
    "may be": "may might could can possibly perhaps maybe allow let permit able possible",
    "to come": "will would shall",
    "is meant": "plan hope want intend threaten agree expect try seek attempt propose aim promise vow offer fail refuse"
    " decline wish consider prepare ask urge order demand",
    "on a condition": "if unless provided depend condition",
    "not quite": "almost nearly virtually scarcely hardly practically",
    "seems": "appear seem probably likely apparently presumably reportedly allegedly",
}
_AMOUNTS = {
    "all": "all every each both whole entire everybody everyone always completely fully",
    "most": "most main majority mostly largely",
    "only": "only sole just",
    "some": "some several",
    "many": "many lot numerous",
    "few": "few rarely seldom",
    "more": "more higher larger greater bigger",
    "less": "less fewer lower smaller",
}
QUALIFIERS = frozenset(
    "former deputy vice ex acting interim alleged suspected planned proposed designate outgoing future".split()  # noqa: SIM905
)
_AROUND = {
    "at most": ("up to", "at most", "no more than", "a maximum of", "not more than"),
    "more than": ("more than", "over", "at least", "well over", "upwards of"),
    "less than": ("less than", "fewer than", "under", "below"),
}


def _bases(token: Token) -> set[str]:
    return {base for _, base in lexicon().bases(token.low)} | {token.low}


def is_report(token: Token) -> bool:
    """Return whether a word says that somebody says, thinks or hopes something."""
    return token.low == "according" or (token.kind == "V" and bool(_bases(token) & REPORTS))


def reports_in(tokens: Sequence[Token]) -> list[int]:
    """Return the tokens that say that somebody says so: reporting words, and any verb before "that"."""
    return [
        at
        for at, one in enumerate(tokens)
        if is_report(one)
        or _puts_at(tokens, at)
        or (one.kind == "V" and at + 1 < len(tokens) and tokens[at + 1].low == "that" and strength(one) is None)
    ]


def _puts_at(tokens: Sequence[Token], at: int) -> bool:
    """Return whether somebody puts a number at something: "put the damage at $3 million"."""
    behind = tokens[at + 1 : at + 12]
    number = (one.low == "at" and two.kind == "#" for one, two in pairwise(behind))
    return tokens[at].kind == "V" and "put" in _bases(tokens[at]) and any(number)


def reports_in_general(token: Token) -> bool:
    """Return whether a reporting word says no more than that somebody says so."""
    return token.low == "according" or bool(_bases(token) & GENERAL_REPORTS)


def strength(token: Token) -> str | None:
    """Return how a word weakens what is claimed, ``None`` if it does not."""
    bases = _bases(token)
    for name, words in _STRENGTHS.items():
        if bases & set(words.split()) and (name != "is meant" or token.kind in "VN"):
            return name
    return None


def amounts(parsed: Parsed, within: set[int]) -> set[str]:
    """Return of how much or how many some words of a sentence speak."""
    lows = [one.low if at in within else "" for at, one in enumerate(parsed.tokens)]
    lows = ["" if one == "each" and other == "other" else one for one, other in zip(lows, [*lows[1:], ""], strict=True)]
    counted = [one.kind == "#" or is_number_word(one.low) for one in parsed.tokens[1:]] + [False]
    lows = ["" if one == "some" and number else one for one, number in zip(lows, counted, strict=True)]
    found = {name for name, words in _AMOUNTS.items() if set(lows) & set(words.split())}
    text = f" {' '.join(lows)} "
    for name, phrases in _AROUND.items():
        for phrase in phrases:
            if f" {phrase} " in text and any(_before_number(parsed, at, phrase) for at in within):
                found.add(name)
                found -= {"more", "less"}
    return found


def around_numbers(parsed: Parsed, within: set[int]) -> dict[str, set[str]]:
    """Return the numbers, as they are written, that "more than" and the like stand before, by what is meant."""
    found: dict[str, set[str]] = {}
    for name, phrases in _AROUND.items():
        for phrase in phrases:
            for at in within:
                if _before_number(parsed, at, phrase):
                    behind = parsed.tokens[at + len(phrase.split()) :][:2]
                    found.setdefault(name, set()).update(one.low for one in behind)
    return found


def _before_number(parsed: Parsed, at: int, phrase: str) -> bool:
    """Return whether a phrase begins at a token and a number follows it."""
    words = phrase.split()
    tokens = parsed.tokens
    if [one.low for one in tokens[at : at + len(words)]] != words:
        return False
    return any(one.kind == "#" or is_number_word(one.low) for one in tokens[at + len(words) : at + len(words) + 2])


def is_number_word(low: str) -> bool:
    """Return whether a word is a number."""
    from qabot.text.facts import facts_of

    return bool(facts_of(f"the {low} of").numbers)
