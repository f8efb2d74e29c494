"""The reader's network: a transformer encoder with one head for answer spans and one for "this passage answers".

The encoder is BERT's (MiniLM), or MPNet's, which adds a bias for the distance between two tokens to the attention.

Each weight matrix is (inputs, outputs), and one matrix computes queries, keys and values together. The exported graph
then keeps each weight under its own name, so that an exported reader can be loaded and trained further, and has one
product where there would be three.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional


class Shape(NamedTuple):
    """The sizes of an encoder; the defaults are those of MiniLM with 6 layers (Wang et al., NeurIPS 2020).

    Attributes:
        layers: number of transformer layers.
        width: size of a token's vector.
        heads: attention heads; ``width`` is a multiple of it.
        inner: size of the hidden layer between two dense layers.
        words: size of the vocabulary.
        positions: longest input, in tokens.
        distances: number of relative position buckets that have a bias in the attention, a multiple of 4; 0 for none.
        epsilon: added to the variance in layer normalisation.
    """

    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536
    words: int = 30522
    positions: int = 512
    distances: int = 0
    epsilon: float = 1e-12


MPNET = Shape(layers=12, width=768, inner=3072, distances=32, epsilon=1e-5)
"""The sizes of MPNet (Song et al., NeurIPS 2020), with BERT's vocabulary."""
_INITIAL_DEVIATION = 0.02
"""Standard deviation of a new weight (Devlin et al., NAACL 2019)."""
_MASKED = -10_000.0
"""Added to the attention's logits for padding, as in BERT's code; it fits into bfloat16."""
_FAR = 128
"""Tokens at least this far apart share the last bucket (Raffel et al., JMLR 2020; MPNet does the same)."""


class Dense(nn.Module):
    """Computes ``x @ weight + bias``; ``weight`` is (inputs, outputs)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * _INITIAL_DEVIATION)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return (..., outputs)."""
        # Under autocast the product has fewer bits than the bias. Without autocast nothing is cast, so that the
        # exported graph keeps the name of the bias.
        product = torch.matmul(x, self.weight)
        return product + (self.bias if self.bias.dtype == product.dtype else self.bias.to(product.dtype))


class Layer(nn.Module):
    """One layer of a transformer encoder with layer normalisation after each block (Vaswani et al., 2017).

    Attributes:
        split_first_token: compute the feed-forward block for the first token separately; in float the result is the
            same. The first token's activations are many times larger than the others' (Bondarenko et al., NeurIPS
            2023), and in 8 bits a shared scale would round the others' small ones away.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.split_first_token = False
        self.heads = shape.heads
        self.head_width = shape.width // shape.heads
        self.attend = Dense(shape.width, 3 * shape.width)
        self.joined = Dense(shape.width, shape.width)
        self.attended = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.wide = Dense(shape.width, shape.inner)
        self.narrow = Dense(shape.inner, shape.width)
        self.worked = nn.LayerNorm(shape.width, eps=shape.epsilon)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return (batch, tokens, width).

        Args:
            x: (batch, tokens, width).
            mask: added to the attention's logits; broadcasts to (batch, heads, tokens, tokens).
        """
        parts = self.attend(x).unflatten(-1, (3, self.heads, self.head_width))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        # Plain products instead of fused attention: they can be quantised, and on two cores their gradient takes a
        # fifth of the time.
        logits = torch.matmul(query * self.head_width**-0.5, key.transpose(-1, -2))
        mixed = torch.matmul(torch.softmax(logits if mask is None else logits + mask, dim=-1), value)
        mixed = mixed.transpose(1, 2).flatten(-2)
        x = self.attended(x + self.joined(mixed))
        if self.split_first_token:
            return torch.cat([self._feed_forward(x[:, :1]), self._feed_forward(x[:, 1:])], dim=1)
        return self._feed_forward(x)

    def _feed_forward(self, x: torch.Tensor) -> torch.Tensor:
        normalised: torch.Tensor = self.worked(x + self.narrow(functional.gelu(self.wide(x))))
        return normalised


class ReaderOutput(NamedTuple):
    """The network's logits, float32.

    Attributes:
        start: (batch, tokens) that the answer starts at a token; token 0 stands for "no answer here".
        end: (batch, tokens) that the answer ends at a token, likewise.
        answers: (batch,) that the passage answers the question.
    """

    start: torch.Tensor
    end: torch.Tensor
    answers: torch.Tensor


class ReadingNetwork(nn.Module):
    """The reader: from the tokens of question and passage to a ``ReaderOutput``."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.words, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.types = nn.Embedding(2, shape.width)
        self.embedded = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.distances = nn.Embedding(shape.distances, shape.heads) if shape.distances else None
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.span = Dense(shape.width, 2)
        self.answers = Dense(shape.width, 1)

    def forward(
        self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor | None = None
    ) -> ReaderOutput:
        """Read a batch.

        Args:
            input_ids: (batch, tokens) token ids.
            token_type_ids: (batch, tokens) 0 for the question, 1 for the passage.
            attention_mask: (batch, tokens) 1 for a token, 0 for padding; ``None`` when there is no padding.
        """
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.words(input_ids) + self.positions(places) + self.types(token_type_ids)
        x = self.embedded(x)
        mask = None
        if torch.is_autocast_enabled(x.device.type):
            x = x.to(torch.get_autocast_dtype(x.device.type))
        if attention_mask is not None:
            mask = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * _MASKED
        if self.distances is not None:
            buckets = relative_position_buckets(places, self.shape.distances)
            bias = self.distances(buckets).permute(2, 0, 1)[None].to(x.dtype)
            mask = bias if mask is None else mask + bias
        for layer in self.layers:
            x = layer(x, mask)
        start, end = self.span(x).float().unbind(-1)
        return ReaderOutput(start, end, self.answers(x[:, 0]).float().squeeze(-1))


def relative_position_buckets(places: torch.Tensor, buckets: int) -> torch.Tensor:
    """Return (tokens, tokens): the bucket of the distance from each token to each other token.

    Half of the buckets are for tokens before, half for tokens after. Of each half, one half has a distance each; the
    width of the others grows with the logarithm of the distance (Raffel et al., JMLR 2020; MPNet does the same).

    Args:
        places: (tokens,) positions, ascending whole numbers.
        buckets: number of buckets, a multiple of 4.
    """
    distance = places[:, None] - places[None, :]
    half, exact = buckets // 2, buckets // 4
    far = torch.log(distance.abs().clamp_min(1).float() / exact) / math.log(_FAR / exact) * (half - exact)
    logarithmic = (exact + far.long()).clamp_max(half - 1)
    return (distance < 0).long() * half + torch.where(distance.abs() < exact, distance.abs(), logarithmic)
