"""Kinds of answer that a question's wording requires: a price is an amount of money, "how many" is a number."""

import re

_NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?"
    "|trillions?|dozens?|half|halves|third|quarter|couple|pair|single|double|both|twice|once|triple"
)
_AMOUNT = re.compile(
    rf"\d|[½¼¾%]|\b(?:{_NUMBER_WORDS}|a|an|no|none|nobody|nothing|all|every|most|many|more|fewer|few|several|some"
    r"|little|majority|minority|unlimited|countless|numerous|any|trio|\w+th|percent|per cent)\b",
    re.I,
)
_SIZE = re.compile(rf"\d|[½¼¾]|\b(?:{_NUMBER_WORDS}|an?|few|several)\b", re.I)
"""Not "every metre", which says where something is measured."""
_DURATION = re.compile(
    rf"\d|\b(?:{_NUMBER_WORDS}|seconds?|minutes?|hours?|days?|nights?|weeks?|weekend|months?|years?|decades?"
    r"|centur(?:y|ies)|generations?|since|until|till|forever|indefinite(?:ly)?|permanent(?:ly)?"
    r"|life(?:time)?|season)\b",
    re.I,
)
_MONEY = re.compile(
    r"[$€£¥₹₽₺₴₩₦¢%]"
    r"|\b(?:dollars?|euros?|pounds?|pence|p|cents?|roubles?|rubles?|yen|yuan|renminbi|francs?|crowns?|krone[rn]?"
    r"|kron(?:a|or|ur)|rupees?|lira|pesos?|reais|real|dirhams?|riyals?|shillings?|rand|won|zloty|forints?|dinars?"
    r"|bitcoins?|usd|eur|gbp|chf|bucks?|quid|thalers?|halfpenny|guineas?|marks?|tax(?:es)?|free|nothing)\b"
    r"|\A\W*[\d.,]+(?:\s?(?:m|bn|tn|k|million|billion|trillion|thousand))?\W*\Z",
    re.I,
)
_YEAR = re.compile(
    r"\b\d{3,4}s?\b|['’]\d\d\b|\b(?:this|last|next|same|previous|following) year\b|\bB\.?C\b|\bA\.?D\b", re.I
)
_NAMED = re.compile(r"[^\W\d_a-zà-öø-ÿ]")
"""A letter that is not a small one of a Latin alphabet: names have one."""
_TELLS_APART = re.compile(
    r"\A(?!(?=(?:the|its|their|his|her|our)\b|[^,]{1,40}[’'])(?:(?:the|its|their|his|her|our) )?"
    r"(?:(?:[\w-]+ )?[\w-]+[’']s? )?"
    r"(?:(?:only|sole|main|chief|first|last|oldest|newest|biggest|largest|smallest|best|worst|most|least|other|key"
    r"|major) )+(?:[a-zà-öø-ÿ-]+ ?)+(?:\b(?:in|of|on|from|to|at|for)\b[^,:;—–]*)?\Z)"
)
"""Anything but a description such as "Russia's only outposts in the region", which says which one it is by no name."""
_REQUIRED = (
    (re.compile(r"\A\W*(?:(?:in|on|at|from|to|of|by|with) )?which (?!of\b)", re.I), _TELLS_APART),
    (
        re.compile(
            r"\A\W*who (?:chairs?|chaired|leads?|led|heads?|headed|commands?|commanded|runs|governs?|founded|wrote"
            r"|directed|designed|painted|invented|discovered|composed|succeeded|replaced)\b",
            re.I,
        ),
        _NAMED,
    ),
    (re.compile(r"\b(?:in|of|since|by|until|from|during)? ?(?:what|which) year\b", re.I), _YEAR),
    (
        re.compile(
            r"\bhow much (?:money|cash)\b"
            r"|\bhow much (?:do|does|did|will|would|is|are|was|were|has|have|can|must|should)\b[^?]*"
            r"\b(?:costs?|pays?|paid|worth|spend|spent|charged?|sell|sold|earn|earned|owe|fined|invest|invested)\b"
            r"|\b(?:what|how much)(?: is| was| are| were| did| does| do| will| would|['’]s)\b[^?]{0,60}"
            r"\b(?:cost|price|price tag|fee|salary|rent)\b\W*\Z",
            re.I,
        ),
        _MONEY,
    ),
    (re.compile(r"\bhow many\b", re.I), _AMOUNT),
    (re.compile(r"\bwhat (?:percentage|percent|per cent|proportion|share|fraction|number)\b", re.I), _AMOUNT),
    (re.compile(r"\bhow (?:(?:tall|wide|heavy)|deep (?:is|was|are|were|do|does|did))\b", re.I), _SIZE),
    (re.compile(r"\bhow old\b", re.I), _AMOUNT),
    (re.compile(r"\bhow long\b", re.I), _DURATION),
)


def is_possible(question: str, answer: str) -> bool:
    """Return whether a short answer is of the kind that the question's wording requires, if it requires one.

    The kinds are wide: only what cannot be meant is ruled out, such as "a market with 53 shops" for what a market cost.
    """
    return all(kind.search(answer) for wording, kind in _REQUIRED if wording.search(question))
