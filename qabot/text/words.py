"""Stop words, and the comparison of words that differ only in their ending."""

import math
from collections.abc import Collection, Mapping, Set

QUESTION_WORDS = frozenset(("who", "whom", "whose", "what", "which", "when", "where", "why", "how"))

STOP_WORDS = QUESTION_WORDS | frozenset(
    """
    a about after all also am an and any are aren as at be been before being between both but by can could couldn did
    didn do does doesn doing don during each few for from further had hadn has hasn have haven having he her here hers
    herself him himself his i if in into is isn it its itself just ll many me might more most much must my myself no nor
    not now of off on once only or other our ours ourselves out over own re s same shall she should shouldn so some such
    t than that the their theirs them themselves then there these they this those through to too under until up upon us
    ve very was wasn we were weren will with won would wouldn you your yours yourself yourselves
    """.split()  # noqa: SIM905 - a word list reads better as words
)

_MIN_STEM_CHARS = 5
_MAX_ENDING_CHARS = 2


class StemSet:
    """A set that contains its words and all words that differ from one of them only in the ending (Syria, Syrian)."""

    def __init__(self, forms: Collection[str]) -> None:
        """Keep the words, and those of six letters or more without their last one or two letters."""
        self._forms = forms if isinstance(forms, Set) else frozenset(forms)
        ends = range(1, _MAX_ENDING_CHARS + 1)
        self._cut = {form[:-end] for form in self._forms for end in ends if len(form) - end >= _MIN_STEM_CHARS}

    def __contains__(self, form: str) -> bool:
        """Return whether a word is in the set, or is a word of the set with a longer or shorter ending."""
        if form in self._forms or form in self._cut:
            return True
        ends = range(1, _MAX_ENDING_CHARS + 1)
        return any(len(form) - end >= _MIN_STEM_CHARS and form[:-end] in self._forms for end in ends)


def same_stem(form: str, others: Collection[str]) -> bool:
    """Return whether a word is among ``others``, or differs from one of them only by its ending (Syria, Syrian)."""
    return form in StemSet(others)


def coverage(weights: Mapping[str, float], forms: Collection[str]) -> float:
    """Return the share of some words, by their weights, that have the same stem as one of ``forms``; from 0 to 1.

    Args:
        weights: how much each word counts, above 0.
        forms: the words of a text.
    """
    stems = StemSet(forms)
    matched = (weight for form, weight in weights.items() if form in stems)
    return math.fsum(matched) / (math.fsum(weights.values()) or 1.0)
