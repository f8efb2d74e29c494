"""Words that reverse a meaning: negations, and groups of words with the opposite meaning."""

import re

_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|without|cannot|hardly|unable|declined to|refused to|failed to"
    r"|refuses to|fails to|lacks?|lacked)\b(?! only\b)|n[’']t\b",
    re.I,
)
_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("ied", "y"), ("ying", "y"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""),
    ("es", ""), ("s", ""), ("ly", ""), ("e", ""),
)  # fmt: skip
_IRREGULAR = """
rise rose risen rising rises / grow grew grown / fall fell fallen / win won winner winning wins
los lost loss losing lose loses / leav left leaving leaves leave / say said says / buy bought / sell sold sells
kill killed killing / beat beaten beats / die died dies dead death deaths dying / begin began begun / build built
meet met / see saw seen / take took taken / give gave given / go went gone goes / come came / hold held
sink sank sunk / shrink shrank shrunk / pay paid / find found / think thought / bring brought / send sent
spend spent / choose chose chosen / speak spoke spoken / break broke broken / steal stole stolen / shoot shot
child children / man men / woman women / bann ban banned bans / cut cuts cutting / quit quits / shut shuts
withdraw withdrew withdrawn withdrawal / elect election elections
""".strip()
_PAIRS = """
rise increase climb gain soar jump surge raise up higher add / fall drop decline decrease down sink slump lower cut lose
grow expand double / shrink plunge reduce halve
win beat defeat victory / lose defeat
before earlier / after later
more above exceed most larger bigger / less fewer below least smaller
open reopen / close shut
accept approve agree back support endorse pass / reject oppose refuse veto block
arrive enter join return / leave quit withdraw depart resign
first oldest / last newest
north northern / south southern
east eastern / west western
alive survive rescue / dead die kill
buy / sell
guilty convict / innocent acquit clear
legal lawful / illegal unlawful
best strongest / worst weakest
begin start launch / end stop finish halt cancel
allow permit legalise / ban forbid prohibit
confirm admit / deny dismiss
hot warm hottest warmest / cold coldest cool
hire appoint / fire dismiss sack
fast faster fastest / slow slower slowest
male man men / female woman women
""".strip().splitlines()


_BASES = {
    form: forms.split()[0] for line in _IRREGULAR.splitlines() for forms in line.split("/") for form in forms.split()
}


def stem(word: str) -> str:
    """Return the stem of a lower-case word; irregular forms have their base's: "won" and "winning" are "win"."""
    word = word.replace("’", "'").removesuffix("'s")
    if word in _BASES:
        return _BASES[word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            short = word[: len(word) - len(ending)] + instead
            doubled = len(short) > 3 and short[-1] == short[-2] and short[-1] not in "lsez"
            return short[:-1] if doubled else short
    return word


def negations(text: str) -> int:
    """Return the number of negating words."""
    return len(_NEGATION.findall(text))


POLES = tuple(
    (frozenset(stem(word) for word in one.split()), frozenset(stem(word) for word in other.split()))
    for one, other in (pair.split("/") for pair in _PAIRS)
)
"""Pairs of groups of stems; each word of one group means the opposite of each word of the other."""
