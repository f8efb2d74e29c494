"""Windows: the sentences of a passage around the place where it most likely answers, for a slower second reading."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.model import Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Hit, Reading

MAX_WINDOW_CHARS = 520
"""Longest window, unless one sentence is longer: the strong reader was trained on passages of 180 to 520 characters."""


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
        for next_first, next_last in ((first, last + 1), (first - 1, last)):
            inside = next_first >= 0 and next_last < len(sentences)
            if inside and sentences[next_last].end - sentences[next_first].start <= MAX_WINDOW_CHARS:
                first, last, grown = next_first, next_last, True
    start, end = sentences[first].start, sentences[last].end
    return Passage(
        article_id=passage.article_id,
        start=start,
        end=end,
        text=passage.text[start - passage.start : end - passage.start],
        sentences=sentences[first : last + 1],
    )
