"""Where sentences begin and end."""

import re

from qabot.model import Span

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LETTER_OR_DIGIT = re.compile(r"\w")


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of a text as character spans: ascending, disjoint, without white space at their ends.

    A sentence never runs over a blank line. Everything that is not white space lies in exactly one span; a run
    without a letter or digit (a lone "* * *") belongs to the sentence before it in the same paragraph.
    Boundaries are sentencex's (Wikimedia, github.com/wikimedia/sentencex), which knows English abbreviations.
    """
    spans: list[Span] = []
    start = 0
    for blank in [*BLANK_LINE.finditer(text), None]:
        end = blank.start() if blank else len(text)
        spans.extend(_paragraph_spans(text, start, end))
        start = blank.end() if blank else end
    return spans


def starts_paragraph(text: str, start: int) -> bool:
    """Return whether only white space with a blank line, or nothing, stands before character ``start``."""
    before = text[max(0, start - 200) : start]
    gap = before[len(before.rstrip()) :]
    return gap.count("\n") > 1 or len(gap) == start


def _paragraph_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of one paragraph ``text[start:end]``."""
    from sentencex import get_sentence_boundaries

    spans: list[Span] = []
    paragraph = text[start:end]
    for boundary in get_sentence_boundaries("en", paragraph) if paragraph.strip() else ():
        span = trimmed(text, Span(start + boundary["start_index"], start + boundary["end_index"]))
        if span.start == span.end:
            continue
        if spans and not _LETTER_OR_DIGIT.search(text, span.start, span.end):
            span = Span(spans.pop().start, span.end)
        spans.append(span)
    return spans


def trimmed(text: str, span: Span) -> Span:
    """Return the span without white space at either end; an empty span at its end when nothing is left."""
    piece = text[span.start : span.end]
    start = span.end - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))
