"""The second reading: which passages a stronger reader reads once more, and which of their sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.model import Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Hit, Ranked, Reading
    from qabot.ports import Reader

SECOND_PASSAGES = 4
"""Passages that are read once more."""
NOTHING_ANSWERS = -6.0
"""Where the first reader's best logit of "this passage answers" is lower, a second reading never changes a refusal."""
MAX_WINDOW_CHARS = 520
"""Longest window, unless one sentence is longer: the strong reader was trained on passages of 180 to 520 characters."""


def read_again(question: str, ranked: Ranked, reader: Reader, *, count: int) -> Ranked:
    """Return the ranking with what a stronger reader makes of its first passages.

    Args:
        question: the question.
        ranked: passages with their first readings, best first.
        reader: the stronger reader.
        count: how many passages it reads at most, at least 1.
    """
    readings = reader.read(question, best_windows(ranked.read, count))
    again = [(hit, replace(first, second=second)) for (hit, first), second in zip(ranked.read, readings, strict=False)]
    return replace(ranked, read=(*again, *ranked.read[len(again) :]))


def best_windows(read: Sequence[tuple[Hit, Reading]], count: int) -> list[Hit]:
    """Return the first ``count`` hits that were read, each with its passage cut down to a window.

    Args:
        read: hits, best first, with what a reader made of each.
        count: how many hits to return at most, at least 1.
    """
    return [replace(hit, passage=_window(hit.passage, reading)) for hit, reading in read[:count]]


def _window(passage: Passage, reading: Reading) -> Passage:
    """Return the sentences that the best span touches, and as many around them as fit, first one behind, then before."""
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
