"""Splits an article into passages: runs of whole sentences, long enough to understand and short enough to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qabot.model import Article, Passage, Span
from qabot.ports import Tokens
from qabot.text.clauses import clause_rank
from qabot.text.sentences import BLANK_LINE, sentence_spans, starts_paragraph, trimmed
from qabot.text.table_rows import is_row

_MAX_ROW_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class PassageSize:
    """The length of passages in the embedding model's tokens; ``1 <= min_tokens <= max_tokens``."""

    min_tokens: int
    max_tokens: int


class _Unit(NamedTuple):
    """A sentence, or a piece of a sentence that is too long for a passage."""

    span: Span
    token_count: int
    new_paragraph: bool


def split_passages(article: Article, *, tokens: Tokens, size: PassageSize) -> tuple[Passage, ...]:
    """Return the article's passages in order; each sentence is in exactly one of them.

    A passage ends at the first paragraph end after ``min_tokens``, at the latest before the sentence that would make
    it longer than ``max_tokens``. Only a sentence longer than ``max_tokens`` is cut, where a clause ends if there is
    such a place, else at a word. A short last passage is joined to the passage before it, or shares its sentences
    evenly with it.
    """
    runs: list[list[_Unit]] = []
    length = 0
    for unit in _units(article.text, tokens=tokens, max_tokens=size.max_tokens):
        full = length + unit.token_count > size.max_tokens
        if not runs or full or (unit.new_paragraph and length >= size.min_tokens):
            runs.append([])
            length = 0
        runs[-1].append(unit)
        length += unit.token_count
    return tuple(_passage(article, run) for run in _even_out(runs, size))


def _units(text: str, *, tokens: Tokens, max_tokens: int) -> list[_Unit]:
    spans = _with_whole_rows(text, sentence_spans(text))
    counts = tokens.count_tokens([text[span.start : span.end] for span in spans])
    units: list[_Unit] = []
    for span, count in zip(spans, counts, strict=True):
        new_paragraph = starts_paragraph(text, span.start)
        if count <= max_tokens:
            units.append(_Unit(span, count, new_paragraph))
            continue
        for number, (piece, piece_count) in enumerate(_cut(text, span, tokens=tokens, max_tokens=max_tokens)):
            units.append(_Unit(piece, piece_count, new_paragraph and number == 0))
    return units


def _with_whole_rows(text: str, sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences of a text, with each row of a table as one, whatever full stops are in its cells."""
    spans: list[Span] = []
    row_end = -1
    for span in sentences:
        if spans and span.end <= row_end:
            spans[-1] = Span(spans[-1].start, span.end)
            continue
        if starts_paragraph(text, span.start):
            blank = BLANK_LINE.search(text, span.start)
            end = blank.start() if blank else len(text)
            row_end = end if end - span.start <= _MAX_ROW_CHARS and is_row(text[span.start : end]) else -1
        spans.append(span)
    return spans


def _cut(text: str, sentence: Span, *, tokens: Tokens, max_tokens: int) -> list[tuple[Span, int]]:
    """Cut a sentence that is too long into pieces of at most ``max_tokens``.

    A piece is at least half as long. It ends where a clause most clearly does; else at white space where there is any.
    """
    starts = [sentence.start + token.start for token in tokens.token_spans(text[sentence.start : sentence.end])]
    pieces: list[tuple[Span, int]] = []
    first, begin = 0, sentence.start
    while len(starts) - first > max_tokens:
        stop = first + max_tokens
        at_word = [i for i in range(stop, first + max_tokens // 2, -1) if text[starts[i] - 1].isspace()]
        last = max(at_word, key=lambda i: (clause_rank(text, starts[i]), i), default=stop)
        if starts[last] > begin:
            pieces.append((trimmed(text, Span(begin, starts[last])), last - first))
            begin = starts[last]
        first = last
    pieces.append((trimmed(text, Span(begin, sentence.end)), len(starts) - first))
    return [(span, count) for span, count in pieces if span.start < span.end]


def _even_out(runs: list[list[_Unit]], size: PassageSize) -> list[list[_Unit]]:
    """Join a short last run to the run before it, or share the sentences of both as evenly as possible."""
    if len(runs) < 2 or _length(runs[-1]) >= size.min_tokens:
        return runs
    both = runs[-2] + runs[-1]
    if _length(both) <= size.max_tokens:
        return [*runs[:-2], both]
    cuts = [(abs(_length(both[:i]) - _length(both[i:])), i) for i in range(1, len(both))]
    fits = [(gap, i) for gap, i in cuts if max(_length(both[:i]), _length(both[i:])) <= size.max_tokens]
    _, cut = min(fits)
    return [*runs[:-2], both[:cut], both[cut:]]


def _length(run: list[_Unit]) -> int:
    return sum(unit.token_count for unit in run)


def _passage(article: Article, run: list[_Unit]) -> Passage:
    start, end = run[0].span.start, run[-1].span.end
    return Passage(article.id, start, end, article.text[start:end], tuple(unit.span for unit in run))
