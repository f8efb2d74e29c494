"""Where sentences begin and end."""

import re

from qabot.model import Span
from qabot.text.sentence_ends import sentences_of_paragraph
from qabot.text.turns import is_question, label_end

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LETTER_OR_DIGIT = re.compile(r"\w")
_WORD = re.compile(r"\w[\w.,:’'-]*")
_SHORT_REPLY_WORDS = 5
_MAX_PAIR_CHARS = 500


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of a text as character spans: ascending, disjoint, without white space at their ends.

    A sentence never runs over a blank line. The exception is a question with its reply, which says nothing alone: a
    labelled question with the first sentence of the labelled reply ("Q: Who pays? A: The brewery."), and a question on
    a line of its own with a reply of fewer than five words ("Sixty."). Together they have at most 500 characters.

    Everything that is not white space lies in exactly one span; a run without a letter or digit (a lone "* * *")
    belongs to the sentence before it in the same paragraph.
    """
    spans: list[Span] = []
    start = 0
    for blank in [*BLANK_LINE.finditer(text), None]:
        end = blank.start() if blank else len(text)
        spans.extend(_paragraph_spans(text, start, end))
        start = blank.end() if blank else end
    return _with_replies(text, spans)


def starts_paragraph(text: str, start: int) -> bool:
    """Return whether only white space with a blank line, or nothing, stands before character ``start``."""
    before = text[max(0, start - 200) : start]
    gap = before[len(before.rstrip()) :]
    return gap.count("\n") > 1 or len(gap) == start


def _paragraph_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of one paragraph ``text[start:end]``."""
    spans: list[Span] = []
    paragraph = text[start:end]
    for piece in sentences_of_paragraph(paragraph) if paragraph.strip() else ():
        span = trimmed(text, Span(start + piece.start, start + piece.end))
        if span.start == span.end:
            continue
        if spans and not _LETTER_OR_DIGIT.search(text, span.start, span.end):
            span = Span(spans.pop().start, span.end)
        spans.append(span)
    return spans


def _with_replies(text: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and _is_reply(text, joined[-1], span):
            joined.append(Span(joined.pop().start, span.end))
        else:
            joined.append(span)
    return joined


def _is_reply(text: str, question: Span, reply: Span) -> bool:
    """Return whether a sentence is the reply to the one before it, and says little without it."""
    if "\n" not in text[question.end : reply.start] or reply.end - question.start > _MAX_PAIR_CHARS:
        return False
    said = text[reply.start : reply.end]
    if not is_question(text[question.start : question.end]) or is_question(said):
        return False
    line_start = text.rfind("\n", 0, question.start) + 1
    line_start += len(text[line_start : question.start]) - len(text[line_start : question.start].lstrip())
    if label_end(text, line_start, in_transcript=True) > line_start:
        return label_end(said, in_transcript=True) > 0
    return line_start == question.start and said.endswith((".", "!")) and len(_WORD.findall(said)) < _SHORT_REPLY_WORDS


def trimmed(text: str, span: Span) -> Span:
    """Return the span without white space at either end; an empty span at its end when nothing is left."""
    piece = text[span.start : span.end]
    start = span.end - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))
