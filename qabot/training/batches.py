"""Examples as arrays, and the batches that they are trained in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    from qabot.training.teaching import Taught

_SORTED_BATCHES = 50
"""Batches that are filled with examples of like length together: little padding, much of the order kept."""
_AT_ONCE = 4096
CHOICES = 4
"""Places of an answer that an example keeps, the weightiest."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """Examples, tokenised; ``starts[i]`` is where example ``i`` begins in ``ids`` and ``types``.

    Attributes:
        first: each passage's first token; tokens before it, but for the first, can hold no answer.
        spans: (n, CHOICES, 2) first and last token of each place; token 0 where the passage does not answer.
        shares: (n, CHOICES) of each place in the target; all 0 when it answers without holding the words.
        answers: (n,) bool.
    """

    ids: NDArray[np.int32]
    types: NDArray[np.int8]
    starts: NDArray[np.int64]
    first: NDArray[np.int32]
    spans: NDArray[np.int32]
    shares: NDArray[np.float32]
    answers: NDArray[np.bool_]

    def save(self, path: Path) -> None:
        """Write all arrays into one file."""
        np.savez(path, **vars(self))

    @staticmethod
    def load(path: Path) -> Encoded:
        """Read what ``save`` wrote."""
        with np.load(path) as arrays:
            return Encoded(**{name: arrays[name] for name in arrays.files})

    def __len__(self) -> int:
        """Return the number of examples."""
        return len(self.first)


def encode(examples: Sequence[Example], tokenizer: Tokenizer) -> Encoded:
    """Tokenise examples as the reader does in use; an answer that is cut off leaves no target for its place."""
    inputs = [(one.question, one.header, one.passage) for one in examples]
    parts = (encode_pairs(tokenizer, inputs[i : i + _AT_ONCE]) for i in range(0, len(inputs), _AT_ONCE))
    pairs = [pair for part in parts for pair in part]
    spans = np.zeros((len(pairs), CHOICES, 2), dtype=np.int32)
    shares = np.zeros((len(pairs), CHOICES), dtype=np.float32)
    for number, (one, pair) in enumerate(zip(examples, pairs, strict=True)):
        if not one.answers:
            shares[number, 0] = 1.0
            continue
        kept = sorted(one.spans, key=lambda place: -place[1])[:CHOICES]
        for choice, (span, share) in enumerate(kept):
            tokens = _tokens(pair, span)
            if tokens:
                spans[number, choice] = tokens
                shares[number, choice] = share
        total = shares[number].sum()
        if total:
            shares[number] /= total
    return Encoded(
        ids=np.array([i for pair in pairs for i in pair.ids], dtype=np.int32),
        types=np.array([i for pair in pairs for i in pair.type_ids], dtype=np.int8),
        starts=np.cumsum([0, *(len(pair.ids) for pair in pairs)]).astype(np.int64),
        first=np.array([pair.first for pair in pairs], dtype=np.int32),
        spans=spans,
        shares=shares,
        answers=np.array([one.answers for one in examples], dtype=np.bool_),
    )


def _tokens(pair: Pair, span: Span) -> tuple[int, int] | None:
    inside = [i for i, token in enumerate(pair.offsets) if token.start < span.end and token.end > span.start]
    return (pair.first + inside[0], pair.first + inside[-1]) if inside else None


def batch_order(encoded: Encoded, size: int, *, seed: int) -> list[NDArray[np.int64]]:
    """Return the examples' numbers batch by batch; the same for the same seed."""
    lengths = np.diff(encoded.starts)
    draw = np.random.default_rng(seed)
    batches: list[NDArray[np.int64]] = []
    for begin in range(0, len(encoded), size * _SORTED_BATCHES):
        numbers = np.arange(begin, min(len(encoded), begin + size * _SORTED_BATCHES))
        numbers = numbers[np.argsort(lengths[numbers], kind="stable")]
        some = [numbers[i : i + size] for i in range(0, len(numbers), size)]
        batches += [some[i] for i in draw.permutation(len(some))]
    return batches


def tensors(encoded: Encoded, numbers: NDArray[np.int64], taught: Taught | None = None) -> dict[str, Any]:
    """Return a padded batch: ``input_ids``, ``token_type_ids``, ``attention_mask``, ``allowed``, and the targets.

    ``allowed`` is True on the tokens that an answer may begin or end at: the passage's, and the first token, which
    stands for "no answer here". What was ``taught`` is in ``taught_start``, ``taught_end`` and ``taught_answers``.
    """
    lengths = (encoded.starts[numbers + 1] - encoded.starts[numbers]).astype(int)
    width = int(lengths.max())
    ids = np.zeros((len(numbers), width), dtype=np.int64)
    types = np.zeros((len(numbers), width), dtype=np.int64)
    allowed = np.zeros((len(numbers), width), dtype=np.bool_)
    logits = np.zeros((2, len(numbers), width), dtype=np.float32)
    for row, (number, length) in enumerate(zip(numbers, lengths, strict=True)):
        begin = encoded.starts[number]
        ids[row, :length] = encoded.ids[begin : begin + length]
        types[row, :length] = encoded.types[begin : begin + length]
        allowed[row, encoded.first[number] : length - 1] = True
        if taught:
            logits[:, row, :length] = taught.start[begin : begin + length], taught.end[begin : begin + length]
    allowed[:, 0] = True
    told = {}
    if taught:
        told = {"taught_start": logits[0], "taught_end": logits[1], "taught_answers": taught.answers[numbers]}
    mask = (np.arange(width)[None, :] < lengths[:, None]).astype(np.int64)
    return {
        "input_ids": torch.from_numpy(ids),
        "token_type_ids": torch.from_numpy(types),
        "attention_mask": torch.from_numpy(mask),
        "allowed": torch.from_numpy(allowed),
        "spans": torch.from_numpy(encoded.spans[numbers].astype(np.int64)),
        "shares": torch.from_numpy(encoded.shares[numbers]),
        "answers": torch.from_numpy(encoded.answers[numbers].astype(np.float32)),
        **{name: torch.from_numpy(value) for name, value in told.items()},
    }
