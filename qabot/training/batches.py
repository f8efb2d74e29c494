"""Examples as arrays of tokens, and the padded batches that the network is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from qabot.models.reader_inputs import encode_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from qabot.model import Span
    from qabot.models.reader_inputs import Pair
    from qabot.training.examples import Example

_SORTED_BATCHES = 50
"""Examples are sorted by length within this many batches: little padding, and the curriculum's order stays at large."""
_TOKENISED_TOGETHER = 4096
MAX_SPANS = 4
"""Spans kept for an example: those with the largest shares of the target."""


@dataclass(frozen=True, eq=False)
class EncodedExamples:
    """Tokenised examples, in one array for each property.

    Attributes:
        ids: token ids of all examples, one example after the other.
        types: 0 for the question's tokens, 1 for the others; parallel to ``ids``.
        starts: (n + 1,) example ``i`` is ``ids[starts[i] : starts[i + 1]]``.
        first: (n,) index of each passage's first token within its example. Of the tokens before it, only token 0 can
            be a target.
        spans: (n, MAX_SPANS, 2) first and last token of each target span; token 0 when the passage does not answer.
        shares: (n, MAX_SPANS) each span's share of the target; all 0 when the passage answers in other words.
        answers: (n,) whether the passage answers.
    """

    ids: NDArray[np.int32]
    types: NDArray[np.int8]
    starts: NDArray[np.int64]
    first: NDArray[np.int32]
    spans: NDArray[np.int32]
    shares: NDArray[np.float32]
    answers: NDArray[np.bool_]

    def save(self, path: Path) -> None:
        """Write all arrays into one ``.npz`` file; it is written whole or not at all."""
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            np.savez(file, **vars(self))
        draft.replace(path)

    @staticmethod
    def load(path: Path) -> EncodedExamples:
        """Read a file that ``save`` wrote."""
        with np.load(path) as arrays:
            return EncodedExamples(**{name: arrays[name] for name in arrays.files})

    def __len__(self) -> int:
        """Return the number of examples."""
        return len(self.first)


@dataclass(frozen=True, eq=False)
class TeacherLogits:
    """The mean logits of some exported readers for the same examples.

    Attributes:
        start: one for each token; parallel to ``EncodedExamples.ids``.
        end: likewise.
        answers: (n,) one for each example.
    """

    start: NDArray[np.float16]
    end: NDArray[np.float16]
    answers: NDArray[np.float32]


def encode_examples(examples: Sequence[Example], tokenizer: Tokenizer) -> EncodedExamples:
    """Tokenise examples exactly as the reader's inputs in use; a span that is cut off has no share of the target."""
    inputs = [(example.question, example.header, example.passage) for example in examples]
    chunks = (inputs[first : first + _TOKENISED_TOGETHER] for first in range(0, len(inputs), _TOKENISED_TOGETHER))
    pairs = [pair for chunk in chunks for pair in encode_pairs(tokenizer, chunk)]
    spans = np.zeros((len(pairs), MAX_SPANS, 2), dtype=np.int32)
    shares = np.zeros((len(pairs), MAX_SPANS), dtype=np.float32)
    for number, (example, pair) in enumerate(zip(examples, pairs, strict=True)):
        if not example.answers:
            shares[number, 0] = 1.0
            continue
        largest = sorted(example.spans, key=lambda item: -item[1])[:MAX_SPANS]
        for place, (span, share) in enumerate(largest):
            tokens = _token_span(pair, span)
            if tokens:
                spans[number, place] = tokens
                shares[number, place] = share
        total = shares[number].sum()
        if total:
            shares[number] /= total
    return EncodedExamples(
        ids=np.array([token for pair in pairs for token in pair.ids], dtype=np.int32),
        types=np.array([kind for pair in pairs for kind in pair.type_ids], dtype=np.int8),
        starts=np.cumsum([0, *(len(pair.ids) for pair in pairs)]).astype(np.int64),
        first=np.array([pair.first for pair in pairs], dtype=np.int32),
        spans=spans,
        shares=shares,
        answers=np.array([example.answers for example in examples], dtype=np.bool_),
    )


def _token_span(pair: Pair, span: Span) -> tuple[int, int] | None:
    """Return the first and last token that overlap a span of characters, or ``None`` when it is cut off."""
    inside = [i for i, token in enumerate(pair.offsets) if token.start < span.end and token.end > span.start]
    return (pair.first + inside[0], pair.first + inside[-1]) if inside else None


def batch_order(encoded: EncodedExamples, size: int, *, seed: int) -> list[NDArray[np.int64]]:
    """Return the numbers of the examples in each batch of at most ``size``; the same seed gives the same batches."""
    lengths = np.diff(encoded.starts)
    rng = np.random.default_rng(seed)
    batches: list[NDArray[np.int64]] = []
    for first in range(0, len(encoded), size * _SORTED_BATCHES):
        numbers = np.arange(first, min(len(encoded), first + size * _SORTED_BATCHES))
        numbers = numbers[np.argsort(lengths[numbers], kind="stable")]
        group = [numbers[i : i + size] for i in range(0, len(numbers), size)]
        batches += [group[i] for i in rng.permutation(len(group))]
    return batches


def make_batch(
    encoded: EncodedExamples, numbers: NDArray[np.int64], teacher: TeacherLogits | None = None
) -> dict[str, torch.Tensor]:
    """Return the examples with these numbers as one padded batch.

    ``input_ids``, ``token_type_ids``, ``attention_mask`` and ``allowed`` are (batch, tokens). ``allowed`` is True for
    the tokens at which an answer may start or end: the passage's tokens, and token 0, which means "no answer here".
    ``spans``, ``shares`` and ``answers`` are the targets. With a ``teacher``, ``teacher_start`` and ``teacher_end``
    (batch, tokens) and ``teacher_answers`` (batch,) are its logits.
    """
    lengths = (encoded.starts[numbers + 1] - encoded.starts[numbers]).astype(int)
    shape = (len(numbers), int(lengths.max()))
    ids, types = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    allowed = np.zeros(shape, dtype=np.bool_)
    start, end = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    for row, (number, length) in enumerate(zip(numbers, lengths, strict=True)):
        place = slice(encoded.starts[number], encoded.starts[number + 1])
        ids[row, :length] = encoded.ids[place]
        types[row, :length] = encoded.types[place]
        allowed[row, encoded.first[number] : length - 1] = True
        if teacher:
            start[row, :length], end[row, :length] = teacher.start[place], teacher.end[place]
    allowed[:, 0] = True
    arrays = {
        "input_ids": ids,
        "token_type_ids": types,
        "attention_mask": (np.arange(shape[1])[None, :] < lengths[:, None]).astype(np.int64),
        "allowed": allowed,
        "spans": encoded.spans[numbers].astype(np.int64),
        "shares": encoded.shares[numbers],
        "answers": encoded.answers[numbers].astype(np.float32),
    }
    if teacher:
        arrays |= {"teacher_start": start, "teacher_end": end, "teacher_answers": teacher.answers[numbers]}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}
