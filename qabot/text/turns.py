"""The turns of interviews and transcripts: lines that begin with who speaks, as "Q:", "LEDGER:" or "Mr. Ruddock:"."""

import re

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_REMARK = r"(?: \([^()\n]{1,60}\))?"
_LABEL = re.compile(
    rf"(?:[QA]|Question|Answer)[.:]\s+|"
    rf"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen)\. )?(?:Mc|Mac)?{_CAPITAL}[A-ZÀ-ÖØ-Þ.'’-]+"
    rf"(?: {_CAPITAL}[A-ZÀ-ÖØ-Þ.'’-]*){{0,4}}{_REMARK}:\s+"
)
"""A label that is recognised by its form alone."""
_NAME_LABEL = re.compile(
    rf"{_CAPITAL}[\w.'’-]*(?: (?:{_CAPITAL}[\w.'’-]*|of|the|and|de|da|van|von|der|al)){{0,5}}{_REMARK}:\s+"
)
"""A name before a colon: a label only beside other turns, since "Captain: Marit Sund" begins like this too."""
_QUESTION = re.compile(r"\?[\"”’')\]*»]*\s*\Z")
_QUESTION_LINE = re.compile(r"\?[\"”’')\]*»]*[^\S\n]*\n\s*")


def label_end(text: str, start: int = 0, *, in_transcript: bool = False) -> int:
    """Return where the words of a turn begin; ``start`` if no speaker's label stands there.

    Args:
        text: any text.
        start: where a line begins.
        in_transcript: other turns stand beside this one, so that a name before a colon is a label.
    """
    found = _LABEL.match(text, start) or (_NAME_LABEL.match(text, start) if in_transcript else None)
    return found.end() if found else start


def count_turns(text: str) -> int:
    """Return how many lines of a text begin with a speaker's label."""
    starts = [0, *(found.end() for found in re.finditer(r"\n\s*", text))]
    return sum(label_end(text, start) > start for start in starts)


def is_question(text: str) -> bool:
    """Return whether a text ends with a question mark, perhaps within quotation marks or brackets."""
    return bool(_QUESTION.search(text))


def reply_start(text: str) -> int:
    """Return where the reply begins in a question with its reply; 0 if the text is not such a pair."""
    lines = list(_QUESTION_LINE.finditer(text))
    return label_end(text, lines[-1].end(), in_transcript=True) if lines else 0
