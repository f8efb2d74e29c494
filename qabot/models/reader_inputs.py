"""Encodes a question and a passage for the reader's network; the same in training and in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Encoding, Tokenizer

MAX_QUESTION_TOKENS = 96
MAX_TOKENS = 384
"""Tokens of question, header and passage together, including special tokens; the end of the passage is cut off."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One input of the network.

    Attributes:
        ids: token numbers of the question, then of header and passage, with the network's own special tokens.
        type_ids: as long as ``ids``: 0 for the question, 1 for the rest, if the network distinguishes them.
        first: index of the passage's first token, behind the header.
        offsets: span of each token of the passage, in its characters, ascending; ``offsets[i]`` belongs to
            ``ids[first + i]``. No span begins or ends with white space; the span of a token of white space is empty.
    """

    ids: tuple[int, ...]
    type_ids: tuple[int, ...]
    first: int
    offsets: tuple[Span, ...]


def prepare_tokenizer(tokenizer: Tokenizer, *, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """Set up a tokenizer to cut pairs as ``encode_pairs`` expects, and return it."""
    tokenizer.no_padding()
    # The passage is the longer one, since the question is cut before. "only_second" fails if only the question is long.
    tokenizer.enable_truncation(min(max_tokens, MAX_TOKENS), strategy="longest_first")
    return tokenizer


def encode_pairs(tokenizer: Tokenizer, inputs: Sequence[tuple[str, str, str]]) -> list[Pair]:
    """Return one input of the network for each (question, header, passage).

    Args:
        tokenizer: set up by ``prepare_tokenizer``.
        inputs: at least one. A question is cut after ``MAX_QUESTION_TOKENS`` tokens, or after a quarter of what the
            network reads.
    """
    reads = (tokenizer.truncation or {}).get("max_length", MAX_TOKENS)
    most = min(MAX_QUESTION_TOKENS, reads // 4)
    questions = list(dict.fromkeys(question for question, _, _ in inputs))
    asked = dict(zip(questions, tokenizer.encode_batch(questions, add_special_tokens=False), strict=True))
    cut = {
        question: question[: tokens.offsets[most - 1][1]] for question, tokens in asked.items() if len(tokens) > most
    }
    heads = [f"{header}\n" if header else "" for _, header, _ in inputs]
    texts = [
        (cut.get(question, question), head + text) for head, (question, _, text) in zip(heads, inputs, strict=True)
    ]
    encodings = tokenizer.encode_batch(texts)
    return [_pair(encoding, len(head), text) for head, (_, text), encoding in zip(heads, texts, encodings, strict=True)]


def _pair(encoding: Encoding, head_chars: int, text: str) -> Pair:
    second = [i for i, part in enumerate(encoding.sequence_ids) if part == 1]
    offsets = encoding.offsets  # a new list of all each time it is asked for
    spans = [_stripped(text, *offsets[i]) for i in second]
    before = next((i for i, span in enumerate(spans) if span[0] >= head_chars < span[1]), len(spans))
    return Pair(
        ids=tuple(encoding.ids),
        type_ids=tuple(encoding.type_ids),
        first=second[0] + before if second else len(encoding.ids),
        offsets=tuple(Span(start - head_chars, end - head_chars) for start, end in spans[before:]),
    )


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a token's span without the white space that some tokenizers include; empty if nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
