"""Whether a word of a question and one of a table's header mean the same: "won" and "Winner", "high" and "Height"."""

import re
from collections.abc import Collection
from functools import lru_cache

from qabot.text.months import MONTHS, WEEKDAYS

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_MIN_PREFIX = 3
_ENDINGS = frozenset(
    ("", "s", "es", "e", "ed", "er", "r", "or", "ers", "ing", "ner", "n", "al", "ies", "y", "ry", "ian", "an", "ment")
)
_BASE = {
    "won": "win",
    "built": "build",
    "held": "hold",
    "led": "lead",
    "wrote": "write",
    "written": "write",
    "sold": "sell",
    "paid": "pay",
    "died": "die",
    "death": "die",
    "born": "birth",
    "children": "child",
    "kids": "child",
    "adults": "adult",
    "women": "woman",
    "men": "man",
    "people": "person",
    "began": "begin",
    "beginning": "begin",
    "opened": "open",
    "opening": "open",
}
_GROUPS = (
    frozenset(("long", "length", "duration")),
    frozenset(("high", "tall", "height", "elevation", "altitude")),
    frozenset(("deep", "depth")),
    frozenset(("wide", "width", "breadth")),
    frozenset(("old", "age")),
    frozenset(("fast", "speed")),
    frozenset(("heavy", "weight", "displacement")),
    frozenset(("large", "big", "size", "area")),
    frozenset(("far", "distance")),
    frozenset(("win", "winner", "champion", "victor", "elected")),
    frozenset(("lead", "leader", "head", "chair")),
    frozenset(("cost", "much", "price", "fare", "fee", "charge")),
    frozenset(("person", "population", "inhabitants", "residents", "live")),
    frozenset(("job", "occupation", "profession", "work")),
    frozenset(("open", "hours", "times")),
    frozenset(("pos", "position")),
    frozenset(("pts", "point")),
    frozenset(("reb", "rebound")),
    frozenset(("ast", "assist")),
    frozenset(("pop", "population")),
    frozenset(("temp", "temperature")),
    frozenset(("avg", "average")),
)
_WH_GROUPS = {
    "when": frozenset(("date", "day", "year", "month", "time", "hours", "when")),
    "where": frozenset(("location", "place", "venue", "site", "address", "where")),
    "who": frozenset(("name", "who", "holder")),
}
_CALENDAR = (*WEEKDAYS, *MONTHS)


def words_of(text: str) -> list[str]:
    """Return the words and figures of a text in lower case, without the "s" of a genitive."""
    return [word for word in _WORD.findall(text.casefold().replace("’s", "").replace("'s", "")) if word != "s"]


@lru_cache(maxsize=50_000)
def matches(word: str, other: str) -> bool:
    """Return whether two words in lower case differ only in their ending, mean the same, or one shortens the other.

    Only a weekday or month is shortened ("Wed", "Sept"). Figures match only if they are equal.
    """
    if word == other:
        return True
    if word[0].isdigit() or other[0].isdigit():
        return False
    one, two = _BASE.get(word, word), _BASE.get(other, other)
    if one == two or any(_in_group(one, group) and _in_group(two, group) for group in _GROUPS):
        return True
    short, long = sorted((one, two), key=len)
    if len(short) >= _MIN_PREFIX and long in _CALENDAR and long.startswith(short):
        return True
    return _same_stem(one, two)


def matches_any(word: str, others: Collection[str]) -> bool:
    """Return whether a word matches one of others."""
    return any(matches(word, other) for other in others)


def asks_for(wh_word: str, label: Collection[str]) -> bool:
    """Return whether "when", "where" or "who" alone asks for what stands below a header with these words."""
    return any(_in_group(word, _WH_GROUPS.get(wh_word, frozenset())) for word in label)


def _in_group(word: str, group: Collection[str]) -> bool:
    return word in group or (word.endswith("s") and word[:-1] in group)


def _same_stem(one: str, two: str) -> bool:
    pairs = enumerate(zip(one, two, strict=False))
    stem = next((place for place, (mine, theirs) in pairs if mine != theirs), min(len(one), len(two)))
    rests = {one[stem:], two[stem:]}
    if rests == {"", "d"}:  # "hire" and "hired", but not "see" and "seed"
        return stem > _MIN_PREFIX and one[stem - 1] == "e"
    if stem < _MIN_PREFIX or not rests <= _ENDINGS:
        return False
    # "part" and "party" are two words; "Italy" and "Italian" are one.
    return rests != {"", "y"} and not (stem == _MIN_PREFIX and rests & {"y", "e", "al", "an", "ry"})
