"""Where a long sentence may be cut, and whether a quote is only a part of its sentence."""

import re

_CONJUNCTION = re.compile(
    r"(?:and|but|or|nor|so|yet|which|who|whom|whose|while|whereas|where|when|because|since|although|though|if|unless|until"
    r"|before|after|as|with|without|including)\b",
    re.IGNORECASE,
)
_LOOK_AHEAD = 12
_SENTENCE_END = re.compile(r"[.!?…|][\"”’')\]*»]*\s*\Z")
_LINE_END = re.compile(r"[^\S\n]*\n\s*(?![a-zà-öø-ÿ])|\s*\Z|\s*\n\s*\n")
"""A line that goes on in lower case was wrapped in the middle of a sentence."""
_NEAR = 80


def clause_rank(text: str, start: int) -> int:
    """Return how clearly a clause ends before the word at character ``start``: 3 most clearly, 0 not at all.

    3: behind a semicolon, colon, dash or end mark. 2: behind a comma, before a conjunction or relative pronoun. 1:
    behind another comma or a bracket.
    """
    before = text[max(0, start - 3) : start].rstrip()
    if before.endswith((";", ":", "—", "–", ".", "!", "?", "…", "|")):
        return 3
    if not before.endswith((",", ")")):
        return 0
    return 2 if _CONJUNCTION.match(text[start : start + _LOOK_AHEAD]) else 1


def is_cut(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Return whether a quote ``text[start:end]`` begins within a sentence, and whether it ends within one.

    Only end marks and line ends at the two places are looked at.
    """
    before = text[max(0, start - _NEAR) : start]
    gap = before[len(before.rstrip()) :]
    begins = not (_SENTENCE_END.search(before) or _LINE_END.match(gap + text[start : start + 1]) or not before.strip())
    ends = not (_SENTENCE_END.search(text[start:end]) or _LINE_END.match(text, end))
    return begins, ends
