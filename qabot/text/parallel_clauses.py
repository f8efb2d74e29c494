"""The clauses of a sentence that tells the same of several: "Orrin carried 3,200 passengers, Felder 1,900"."""

from __future__ import annotations

import re
from typing import NamedTuple

from qabot.model.article import Span

_BOUNDARY = re.compile(
    r"\s*[,;]\s+(?P<joint>(?:and|but|or|yet|while|whereas|although|though|as|with)\s+)?"
    r"|\s+(?P<word>and(?! a (?:half|quarter)\b)|but|while|whereas|although|though)\s+|\s+[—–]\s+|:\s+"
)
_ASIDE = re.compile(r"\([^()]*\)|,\s+(?:who|which|whose|where|whom)\b[^,;]*,?")
"""What is told of a subject by the way: it is no clause of its own."""
_PREPOSITION = re.compile(r"(?:to|for|from|by|in|at|on|of|with|into|against|under|over|near)\b", re.I)
NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?"
)
_NUMBER = re.compile(rf"\d|\b(?:{NUMBER_WORDS}|none|nothing|nobody)\b", re.I)
_VALUE_ALONE = re.compile(rf"[$€£]?(?:\d[\d.,:]*|(?:{NUMBER_WORDS}|none|nothing)\b)(?: [a-z]+){{0,2}}\W*\Z", re.I)
NAME = re.compile(
    r"(?<![\w’'-])[^\W\d_a-z][\w’'-]*(?:\.(?= [A-Z]))?(?: (?:(?:of|the|de|van|von|al) )?[^\W\d_a-z][\w’'-]*)*"
)
_NO_VERB = "hundred|seed|speed|need|bed|shed|weed|deed|feed|breed|united|sacred|naked|red|aged|indeed"
PAST = (
    "won|lost|beat|fell|rose|left|went|came|made|said|took|gave|got|held|met|paid|sold|bought|built|found|led|ran|sank"
    "|shot|broke|began|grew|struck|laid|drew|knew|saw|told|spent|sent|set|cut|hit|put|wrote|chose|became|kept|brought"
    "|caught|taught|fought|thought|wore|bore|drove|flew|ate|drank|sang|swam|spoke|stole|threw|rode|rang|hid|bit|lent|lay"
    "|stood|sat|read|cost|shut|let|won"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|did|does|do"
    rf"|{PAST}|(?!(?:{_NO_VERB})\b)[a-z]{{2,}}ed)\b"
)
_PRESENT = re.compile(
    r"(?:(?P<before>[\w’'-]+) )?\b(?!as\b|its\b|his\b|this\b|us\b)[a-z]{2,}s"
    rf"(?= (?:the|a|an|to|in|on|for|at|its|his|her|their|every|from|by|only|about|no)\b| [\d$€£]| (?:{NUMBER_WORDS})\b)"
)
"""A word in -s that may be a verb: "Karin leads the choir", but not "97 goals for Torpa" or "the shops in Lund"."""
_NO_SUBJECT = re.compile(
    rf"(?:\d\S*|{NUMBER_WORDS}|the|a|an|its|his|her|their|our|my|of|and|or|these|those|some|many|few|all|no)\Z", re.I
)


class Clause(NamedTuple):
    """A clause of a sentence, in the sentence's own characters.

    Attributes:
        span: where it stands.
        verb: where its verb stands; ``None`` if it takes the verb of ``base``.
        base: the number of the clause whose verb it takes: of itself if it has a verb, -1 if there is none.
    """

    span: Span
    verb: Span | None
    base: int


def clauses_of(sentence: str) -> tuple[Clause, ...]:
    """Return the clauses of a sentence in order; a clause without a verb takes that of the one before it.

    Every item of a list counts as a clause, too: whether it tells something of its own is seen by what stands in it.
    Appositions ("Peter, her brother, came") and relative clauses belong to the clause around them.
    """
    masked = _ASIDE.sub(lambda found: " " * len(found.group()), sentence)
    pieces: list[Span] = []
    start, is_bare = 0, False
    for found in [*_BOUNDARY.finditer(masked), None]:
        piece = Span(start, found.start() if found else len(sentence))
        if masked[piece.start : piece.end].strip():
            _append(pieces, piece, masked, is_bare=is_bare)
        if found:
            start, is_bare = found.end(), found.group().strip() == ","
    clauses: list[Clause] = []
    base = -1
    for number, piece in enumerate(pieces):
        verb = _verb(masked, piece)
        base = number if verb else base
        clauses.append(Clause(piece, verb, base))
    return tuple(clauses)


def _append(pieces: list[Span], piece: Span, masked: str, *, is_bare: bool) -> None:
    """Append a piece, or add it to the one before it, to which it belongs; ``is_bare``: only a comma is between."""
    text = masked[piece.start : piece.end]
    if not pieces:
        pieces.append(piece)
        return
    last = pieces[-1]
    before = masked[last.start : last.end]
    opens = _verb(masked, piece)
    if is_bare and opens and opens.start == piece.start and not _verb(masked, last):
        while len(pieces) > 1 and not _verb(masked, pieces[-1]) and masked[last.end : piece.start].strip() == ",":
            earlier = pieces[-2]
            if _verb(masked, earlier) or masked[earlier.end : pieces[-1].start].strip() != ",":
                break
            pieces.pop()
        pieces[-1] = Span(pieces[-1].start, piece.end)
    elif is_bare and not _verb(masked, last) and _belongs(text, before):
        pieces[-1] = Span(last.start, piece.end)
    else:
        pieces.append(piece)


def _belongs(text: str, before: str) -> bool:
    """Return whether a piece goes on with one without a verb: "the second prize", "4,000 crowns", "to Tor Blix"."""
    if _VALUE_ALONE.match(text):
        return not _NUMBER.search(before)
    return bool(_PREPOSITION.match(text) and not _PREPOSITION.match(before))


def _verb(masked: str, piece: Span) -> Span | None:
    found = _VERB.search(masked, piece.start, piece.end)
    for present in _PRESENT.finditer(masked, piece.start, found.start() if found else piece.end):
        if not (present["before"] and _NO_SUBJECT.match(present["before"])):
            return Span(present.end() - len(present.group().split()[-1]), present.end())
    return Span(*found.span()) if found else None
