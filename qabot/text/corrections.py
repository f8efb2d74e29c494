"""Finds the corrections in an article: what they withdraw, what they say instead, and on which day they were made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.facts import Moment, facts_of
from qabot.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT = "article|story|report|post|piece|page|item|headline|caption"
_SAID = (
    "said|says|saying|gave|giving|stated|reported|described|identified|named|put|quoted|attributed|listed|referred"
    "|called|claimed|counted"
)
_WRONGLY = "originally|first|initially|previously|incorrectly|wrongly|mistakenly|erroneously|in error"
_VERSION = rf"(?:earlier|previous|original|prior|first|initial)\ (?:version|edition|{_TEXT})s?"
_LABEL = re.compile(
    r"[\W_]*(?:corrections?|clarifications?|erratum|errata|amendment|retraction|update|updated)\b[^:\n]{0,40}[:—–]",
    re.I,
)
_LABELS = re.compile(r"\b(?:clarification|update)", re.I)
_EDITORS_NOTE = re.compile(r"[\W_]*editors?['’]?s? note\b[^:\n]{0,30}[:—–]", re.I)
_MENDS = re.compile(r"\b(?:correct\w*|amend\w*|errors?|mistakes?|wrong\w*|misstat\w+|misidentif\w+|retract\w*)\b", re.I)
_CHANGED = re.compile(
    rf"""\b(?:an?|the|our|this)\ {_VERSION}\ (?:of\ (?:this|our|the|that|an?)\ (?:{_TEXT})\b
        |misstated|misidentified|wrongly|incorrectly|{_SAID})\b
    | \b(?:this|our)\ (?:{_TEXT})\ (?:was|has\ been|is)\ (?:amended|corrected|changed|revised)\b
    | \b(?:this|our)\ (?:{_TEXT})\ (?:(?:{_WRONGLY})\ (?!appeared|ran|aired|was\ published|published)|misstated\b)
    | \bhas\ been\ corrected\b | \bregrets?\ the\ error\b | \bshould\ have\ (?:said|read|stated)\b
    | \b(?:because\ of|due\ to|owing\ to)\ an?\ (?:editing|editorial|production|reporting|typing)\ (?:error|mistake)\b
    | \bretracts?\b | \b(?:have|has)\ retracted\b""",
    re.VERBOSE | re.IGNORECASE,
)
_CORRECTS_OTHERS = re.compile(
    r"[\W_]*(?:an? |our )?(?:corrections?|clarifications?|erratum|errata|retractions?|apolog(?:y|ies))"
    r"\s*(?:[:—–-]|\b(?:and|of|to)\b|$)",
    re.I,
)
_RETRACTS = re.compile(
    rf"\b(?:retracts?|retracted|withdraws?|withdrawn|takes? back)\b (?:its|our|this|the) (?:{_TEXT})\b"
    rf"|\bwe (?:retract|withdraw) (?:it|them)\b|\b(?:our|this|the) (?:{_TEXT}) (?:was|is|has been)"
    r" (?:wrong|false|retracted|withdrawn)\b|^[\W_]*retraction\b",
    re.I,
)
_RECITES = re.compile(
    rf"""\b{_VERSION}\b | \b(?:{_WRONGLY})\ (?:{_SAID})\b | \b(?:{_SAID})\ (?:incorrectly|wrongly|in\ error)\b
    | \b(?:misstated|misidentified|misattributed|misquoted|misreported)\b
    | \bwe\ (?:(?:have|had)\ )?(?:{_WRONGLY}\ )?(?:{_SAID}|wrote)\b
    | \b(?:our|its)\ (?:{_TEXT})(?:\ (?:of|on|from|in)\ [^.,;]{{1,30}})?\ that\b
    | \b(?:{_TEXT})s?\b[^.;]{{0,50}}\b(?:{_SAID})\b""",
    re.VERBOSE | re.IGNORECASE,
)
_CLAUSES = re.compile(
    r";|\s[—–]\s|,?\s+(?:when\s+)?\bin fact\b,?|\b(?:but|whereas|actually)\b|\bwhen (?=it |he |she |they |there |the )"
    r"|\bshould (?:have|read|say|be)\b|,\s+as (?=this|an|the|we)|,\s+(?=and (?:it|he|she|they) )",
    re.I,
)
_DENIES = "".join(rf"(?<!\b{verb} )" for verb in "did does do has have had will would could can".split())  # noqa: SIM905
_INSTEAD_OF = re.compile(
    rf"{_DENIES}\b(?:not|rather than|instead of)\s+(?P<old>[^.,;:]{{1,60}})|\bfrom (?P<from>[^.,;:]{{1,40}}?) to\b",
    re.I,
)
_WAS_WRONG = re.compile(
    r"\W*(?:this|that|it|which|the (?:name|figure|number|date|day|statement|claim))\b[^.;:]{0,20}?"
    r" (?:(?:was|is|were) (?:wrong|incorrect|inaccurate|untrue|false|not (?:so|true|the case|correct|right|accurate)"
    r"|an error|a mistake)|(?:did|has|had) not happen(?:ed)?)\b(?! (?:of|for|to)\b)",
    re.I,
)
"""How a sentence of a correction begins that withdraws the one before it: "That was wrong: ..."."""
_RIGHT = re.compile(r",? \b(?:instead of|rather than|not)\b")
"""What stands behind it in a recital is right: "an earlier version gave 40 metres instead of 14"."""
_MADE_ON = re.compile(r"\b(?:amended|corrected|updated|changed|revised)\b[^.]{0,20}? on (?P<day>[^.;]{3,30})", re.I)
_MAX_LABEL_CHARS = 60
_OPENING_CHARS = 600


@dataclass(frozen=True, slots=True)
class Correction:
    """A note that corrects an article, the one that it stands in or another; all spans are in the article's characters.

    Attributes:
        span: the sentences of the note.
        withdrawn: where it recites what it withdraws: "An earlier version said that six people had died".
        made_on: the day that the note names, perhaps without its year; ``None`` when it names none.
        others: it stands in an article that only corrects others.
        retracts: it takes back a whole report.
    """

    span: Span
    withdrawn: tuple[Span, ...]
    made_on: Moment | None
    others: bool
    retracts: bool

    def recites(self, span: Span) -> bool:
        """Return whether some words of the article stand where the note recites what it withdraws."""
        return any(span.start < one.end and one.start < span.end for one in self.withdrawn)

    def holds(self, span: Span) -> bool:
        """Return whether some words of the article stand in the note."""
        return self.span.start <= span.start and span.end <= self.span.end


def corrections_in(text: str, title: str) -> tuple[Correction, ...]:
    """Return the corrections in an article, in the order of its text.

    Args:
        text: of the article.
        title: its headline; "Corrections and clarifications" makes a correction of each of its paragraphs.
    """
    first = sentence_spans(text[:_OPENING_CHARS])[:1]
    opening = text[first[0].start : first[0].end] if first else ""
    others = bool(_CORRECTS_OTHERS.match(title) or _RETRACTS.search(title) or _RETRACTS.search(opening))
    if not (others or _MENDS.search(text) or _CHANGED.search(text) or _LABELS.search(text)):
        return ()
    return tuple(_notes(text, others))


def _notes(text: str, others: bool) -> Iterator[Correction]:
    for paragraph in re.compile(r"[^\n]+").finditer(text):
        sentences = [
            Span(paragraph.start() + start, paragraph.start() + end) for start, end in sentence_spans(paragraph[0])
        ]
        first = next((n for n, one in enumerate(sentences) if others or _begins(text[one.start : one.end])), None)
        if first is None:
            continue
        whole = Span(sentences[first].start, sentences[-1].end)
        said = sentences[first:]
        withdrawn = tuple(
            span
            for one, next_one in zip(said, [*said[1:], None], strict=True)
            for span in ([one] if next_one and _WAS_WRONG.match(text, next_one.start) else _withdrawn(text, one))
        )
        note = text[whole.start : whole.end]
        yield Correction(whole, withdrawn, _made_on(note), others, bool(_RETRACTS.search(note)))


def _begins(sentence: str) -> bool:
    """Return whether a sentence begins a correction."""
    if _EDITORS_NOTE.match(sentence):
        return bool(_MENDS.search(sentence) or _CHANGED.search(sentence))
    return bool(_LABEL.match(sentence) or _CHANGED.search(sentence))


def _withdrawn(text: str, sentence: Span) -> Iterator[Span]:
    """Yield the parts of a correction's sentence that recite what is withdrawn."""
    label = _LABEL.match(text, sentence.start, sentence.end) or _EDITORS_NOTE.match(text, sentence.start, sentence.end)
    start = label.end() if label else sentence.start
    cuts = [(cut.start(), cut.end()) for cut in _CLAUSES.finditer(text, start, sentence.end)]
    for end, after in [*cuts, (sentence.end, sentence.end)]:
        if _RECITES.search(text, start, end):
            right = _RIGHT.search(text, start, end)
            yield Span(start, right.start() if right else end)
        else:
            for old in _INSTEAD_OF.finditer(text, start, end):
                yield Span(*old.span("old" if old["old"] else "from"))
        start = after


def _made_on(note: str) -> Moment | None:
    """Return the day that a note names for itself: in its label ("Correction, 12 January:"), or "amended on ..."."""
    label = note.partition(":")[0] if ":" in note[:_MAX_LABEL_CHARS] else ""
    found = _MADE_ON.search(note)
    for part in (label, found["day"] if found else ""):
        moments = [one for one in facts_of(part).moments if one.month and one.day]
        if moments:
            return moments[0]
    return None
