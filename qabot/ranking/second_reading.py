"""The second reading: which passages a stronger reader reads once more, and which of their sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.model import AnswerSpan, Passage, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Hit, Ranked, Span
    from qabot.ports import Reader

SECOND_PASSAGES = 4
"""Passages that are read once more, at most."""
READ_AT_ONCE = 2
"""Passages that are read before the stronger reader is asked whether one of them answers."""
ANSWERED = 0.0
"""From this logit of "this passage answers" on, no further passage is read once more.

Of -1, 0, 1 and none the fastest that lost nothing on the fit sets' near misses (``fit_answers.py``): 3.15 of 4 passages
are read, AUROC of "answerable" .879 and F1 .761, without it .879 and .760.
"""
NOTHING_ANSWERS = -3.0
"""Where the first reader's best logit of "this passage answers" is lower, there is no second reading.

Of -6, -5, -4, -3 and -2 the highest that lost nothing on the same questions: it spares a tenth of them.
"""
SPAN_SHARE, ANSWERS_SHARE = 0.4, 0.6
"""Weights of the stronger reader in the means of the spans' logits and of those of "this passage answers".

Of (0, 0), (.3, .5), (.4, .6) and (.5, .5) the best in five folds of the fit sets of ``fit_answers.py``.
"""
_MAX_LOGIT = 12.0
MAX_WINDOW_CHARS = 520
"""Longest window, unless one sentence is longer: the strong reader was trained on passages of 180 to 520 characters."""


def read_again(
    question: str,
    ranked: Ranked,
    reader: Reader | None,
    *,
    hopeless: float,
    rank: Callable[[Sequence[Hit], Sequence[Reading]], Ranked],
) -> Ranked:
    """Return the ranking after a stronger reader has read the best passages once more.

    Args:
        question: the question.
        ranked: passages with their first readings, best first.
        reader: the stronger reader; ``None`` leaves the ranking as it is.
        hopeless: so does a lower best logit of "this passage answers" than this.
        rank: ranks all hits by the readings of the first of them.
    """
    if reader is None or not ranked.read or ranked.best_answers < hopeless:
        return ranked
    return replace(rank(*merged_readings(question, ranked, reader)), read_twice=True)


def merged_readings(question: str, ranked: Ranked, reader: Reader) -> tuple[list[Hit], tuple[Reading, ...]]:
    """Return all hits and the readings of the first of them, the best ones merged with those of a stronger reader.

    Args:
        question: the question.
        ranked: passages with their first readings, best first.
        reader: the stronger reader.
    """
    second = read_until_answered(question, best_windows(ranked.read, SECOND_PASSAGES), reader)
    first = [reading for _, reading in ranked.read]
    merged = [merge(one, other) for one, other in zip(first, second, strict=False)]
    read = [hit for hit, _ in ranked.read]
    known = {hit.passage.id for hit in read}
    return [*read, *(hit for hit in ranked.hits if hit.passage.id not in known)], (*merged, *first[len(second) :])


def read_until_answered(question: str, windows: Sequence[Hit], reader: Reader) -> tuple[Reading, ...]:
    """Return the readings of the first windows, and of the others only if none of the first ones answers.

    Args:
        question: the question.
        windows: passages, or parts of them, best first.
        reader: the stronger reader.
    """
    first = tuple(reader.read(question, windows[:READ_AT_ONCE]))
    if any(one.answers >= ANSWERED for one in first):
        return first
    return (*first, *reader.read(question, windows[READ_AT_ONCE:]))


def merge(first: Reading, second: Reading) -> Reading:
    """Return the weighted mean of two readers' logits for a passage.

    A span that only one reader reports gets, from the other, a logit one below the lowest that it reports.
    """
    logits = [
        {one.span: max(-_MAX_LOGIT, min(_MAX_LOGIT, one.score)) for one in reading.spans} for reading in (first, second)
    ]
    floors = [min(known.values(), default=-_MAX_LOGIT) - 1 for known in logits]

    def mean(span: Span) -> float:
        one, other = (known.get(span, floor) for known, floor in zip(logits, floors, strict=True))
        return (1 - SPAN_SHARE) * one + SPAN_SHARE * other

    found: list[AnswerSpan] = []
    most = max(len(first.spans), len(second.spans))
    for span in sorted({*logits[0], *logits[1]}, key=lambda span: (-mean(span), span)):
        if len(found) < most and not any(span.start < one.span.end and span.end > one.span.start for one in found):
            found.append(AnswerSpan(span, mean(span)))
    return Reading((1 - ANSWERS_SHARE) * first.answers + ANSWERS_SHARE * second.answers, tuple(found))


def best_windows(read: Sequence[tuple[Hit, Reading]], count: int) -> list[Hit]:
    """Return the first ``count`` hits that were read, each with its passage cut down to a window.

    Args:
        read: hits, best first, with what a reader made of each.
        count: how many hits to return at most, at least 1.
    """
    return [replace(hit, passage=_window(hit.passage, reading)) for hit, reading in read[:count]]


def _window(passage: Passage, reading: Reading) -> Passage:
    """Return the sentences that the best span touches, and as many around them as fit, by turns behind and before."""
    sentences = passage.sentences
    if not sentences or len(passage.text) <= MAX_WINDOW_CHARS:
        return passage
    best = reading.spans[0].span if reading.spans else sentences[0]
    touched = [number for number, one in enumerate(sentences) if one.start < best.end and one.end > best.start]
    first, last = (touched[0], touched[-1]) if touched else (0, 0)
    grown = True
    while grown:
        grown = False
        for before, behind in ((0, 1), (1, 0)):
            inside = first >= before and last + behind < len(sentences)
            if inside and sentences[last + behind].end - sentences[first - before].start <= MAX_WINDOW_CHARS:
                first, last, grown = first - before, last + behind, True
    start, end = sentences[first].start, sentences[last].end
    return Passage(
        article_id=passage.article_id,
        start=start,
        end=end,
        text=passage.text[start - passage.start : end - passage.start],
        sentences=sentences[first : last + 1],
    )
