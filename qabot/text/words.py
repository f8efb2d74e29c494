"""Words that carry a question's form but not its subject, and words that differ only in their ending."""

from collections.abc import Collection

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

_KIN_MIN_CHARS = 5
_KIN_ENDING_CHARS = 2


def akin(form: str, others: Collection[str]) -> bool:
    """Return whether a word is one of ``others``, or one with a longer or shorter ending (Syria, Syrian)."""
    if form in others:
        return True
    return len(form) >= _KIN_MIN_CHARS and any(
        abs(len(other) - len(form)) <= _KIN_ENDING_CHARS
        and len(other) >= _KIN_MIN_CHARS
        and (other.startswith(form) or form.startswith(other))
        for other in others
    )
