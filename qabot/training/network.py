"""The reader's network: a transformer encoder with a head for spans and a head for "this passage answers it".

The encoder is BERT's (MiniLM), or MPNet's, which adds a bias for the distance of two tokens to the attention.

Matrices are kept as (inputs, outputs) and query, key and value as one, so that the exported graph has each weight
under its own name (a shipped reader can be trained on) and one product where there would be three.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Shape(NamedTuple):
    """Sizes of an encoder; the defaults are MiniLM's (Wang et al., 2020): 6 layers, 384 wide, 12 heads.

    ``distances`` is the number of groups of distances between tokens that have a bias in the attention; 0 for none.
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
"""MPNet's (Song et al., NeurIPS 2020); its words are BERT's."""
_FAR = 128
"""Distances from here on share the last group (Raffel et al., JMLR 2020, as MPNet has it)."""


class Dense(nn.Module):
    """``x @ weight + bias``; ``weight`` is (inputs, outputs)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """Draw the weights from N(0, .02), as BERT does."""
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * 0.02)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return (..., outputs)."""
        # autocast casts the product's factors; where nothing is cast, the exported graph keeps the names.
        product = torch.matmul(x, self.weight)
        return product + (self.bias if self.bias.dtype == product.dtype else self.bias.to(product.dtype))


class Layer(nn.Module):
    """One layer of a post-norm transformer encoder (Vaswani et al., 2017).

    Attributes:
        first_apart: work on the first token by itself, to the same result in float. It carries numbers many times as
            large as the other tokens' (Bondarenko et al., NeurIPS 2023), and in 8 bits one scale for all would cost
            those their small ones.
    """

    def __init__(self, shape: Shape) -> None:
        """Make the layer's weights."""
        super().__init__()
        self.first_apart = False
        self.heads = shape.heads
        self.head_width = shape.width // shape.heads
        self.attend = Dense(shape.width, 3 * shape.width)
        self.joined = Dense(shape.width, shape.width)
        self.attended = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.wide = Dense(shape.width, shape.inner)
        self.narrow = Dense(shape.inner, shape.width)
        self.worked = nn.LayerNorm(shape.width, eps=shape.epsilon)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return (batch, tokens, width); ``mask`` is added to the attention's logits.

        Args:
            x: (batch, tokens, width).
            mask: anything that broadcasts to (batch, heads, tokens, tokens).
        """
        parts = self.attend(x).unflatten(-1, (3, self.heads, self.head_width))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        # Plain products: they quantise, and on two cores their gradient takes a fifth of fused attention's time.
        logits = torch.matmul(query * self.head_width**-0.5, key.transpose(-1, -2))
        mixed = torch.matmul(torch.softmax(logits if mask is None else logits + mask, dim=-1), value)
        mixed = mixed.transpose(1, 2).flatten(-2)
        x = self.attended(x + self.joined(mixed))
        return torch.cat([self._work(x[:, :1]), self._work(x[:, 1:])], dim=1) if self.first_apart else self._work(x)

    def _work(self, x: torch.Tensor) -> torch.Tensor:
        worked: torch.Tensor = self.worked(x + self.narrow(functional.gelu(self.wide(x))))
        return worked


class Read(NamedTuple):
    """Logits: ``start`` and ``end`` (batch, tokens), ``answers`` (batch,)."""

    start: torch.Tensor
    end: torch.Tensor
    answers: torch.Tensor


class ReadingNetwork(nn.Module):
    """Question and passage in; logits of where the answer starts and ends, and of whether the passage answers, out."""

    def __init__(self, shape: Shape) -> None:
        """Make the weights; ``from_bert`` gives them the values of a trained encoder."""
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
    ) -> Read:
        """Read a batch of (batch, tokens) ids; ``attention_mask`` is needed only where there is padding."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.words(input_ids) + self.positions(places) + self.types(token_type_ids)
        x = self.embedded(x)
        mask = None
        if torch.is_autocast_enabled(x.device.type):
            x = x.to(torch.get_autocast_dtype(x.device.type))
        if attention_mask is not None:
            mask = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -10_000.0
        if self.distances is not None:
            bias = self.distances(distance_groups(places, self.shape.distances)).permute(2, 0, 1)[None].to(x.dtype)
            mask = bias if mask is None else mask + bias
        for layer in self.layers:
            x = layer(x, mask)
        start, end = self.span(x).float().unbind(-1)
        return Read(start, end, self.answers(x[:, 0]).float().squeeze(-1))


def distance_groups(places: torch.Tensor, groups: int) -> torch.Tensor:
    """Return (tokens, tokens): the group of the distance from each token to each other one.

    Half of the groups are for tokens behind, half for tokens before. Of each half, one half has a distance each; the
    others grow with the logarithm of the distance (Raffel et al., JMLR 2020, as MPNet has it).

    Args:
        places: (tokens,) whole numbers, ascending.
        groups: how many there are, a multiple of 4.
    """
    distance = places[:, None] - places[None, :]
    half, exact = groups // 2, groups // 4
    far = torch.log(distance.abs().clamp_min(1).float() / exact) / math.log(_FAR / exact) * (half - exact)
    grown = (exact + far.long()).clamp_max(half - 1)
    return (distance < 0).long() * half + torch.where(distance.abs() < exact, distance.abs(), grown)


def from_mpnet(weights: Mapping[str, torch.Tensor], shape: Shape, *, layers: Sequence[int]) -> ReadingNetwork:
    """Return a network that begins with the weights of an MPNet encoder, named as in transformers' ``MPNetModel``.

    It takes BERT's token numbers: MPNet has the same words, four numbers further on, and its own special tokens. The
    two parts of an input, which MPNet does not tell apart, begin with the same (no) mark.

    Args:
        weights: of all of MPNet's layers.
        shape: ``MPNET``, or the same with fewer layers.
        layers: which of MPNet's layers are taken, ascending; as many as ``shape`` has.
    """
    network = ReadingNetwork(shape)
    words = weights["embeddings.word_embeddings.weight"]
    taken = {
        "words.weight": words[4 : 4 + shape.words].clone(),
        # MPNet counts positions from behind its padding's number.
        "positions.weight": weights["embeddings.position_embeddings.weight"][2 : 2 + shape.positions],
        "types.weight": torch.zeros(2, shape.width),
        "distances.weight": weights["encoder.relative_attention_bias.weight"],
        "embedded.weight": weights["embeddings.LayerNorm.weight"],
        "embedded.bias": weights["embeddings.LayerNorm.bias"],
    }
    for ours, theirs in _SPECIAL:
        taken["words.weight"][ours] = words[theirs]
    for number, layer in enumerate(layers):
        theirs_at, ours_at = f"encoder.layer.{layer}.", f"layers.{number}."
        parts = [f"{theirs_at}attention.attn.{part}" for part in ("q", "k", "v")]
        taken[ours_at + "attend.weight"] = torch.cat([weights[part + ".weight"].T for part in parts], dim=1)
        taken[ours_at + "attend.bias"] = torch.cat([weights[part + ".bias"] for part in parts])
        for part, name in (
            ("joined", "attention.attn.o"),
            ("wide", "intermediate.dense"),
            ("narrow", "output.dense"),
        ):
            taken[f"{ours_at}{part}.weight"] = weights[f"{theirs_at}{name}.weight"].T
            taken[f"{ours_at}{part}.bias"] = weights[f"{theirs_at}{name}.bias"]
        for part, name in (("attended", "attention.LayerNorm"), ("worked", "output.LayerNorm")):
            taken[f"{ours_at}{part}.weight"] = weights[f"{theirs_at}{name}.weight"]
            taken[f"{ours_at}{part}.bias"] = weights[f"{theirs_at}{name}.bias"]
    _fill(network, taken)
    return network


_SPECIAL = ((0, 1), (100, 3), (101, 0), (102, 2))
"""BERT's and MPNet's numbers of the padding, the unknown word, the first token and the separator."""


def from_bert(weights: Mapping[str, torch.Tensor], shape: Shape) -> ReadingNetwork:
    """Return a network that begins with the weights of a BERT encoder, named as in transformers' ``BertModel``."""
    network = ReadingNetwork(shape)
    taken = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "positions.weight": weights["embeddings.position_embeddings.weight"],
        "types.weight": weights["embeddings.token_type_embeddings.weight"],
        "embedded.weight": weights["embeddings.LayerNorm.weight"],
        "embedded.bias": weights["embeddings.LayerNorm.bias"],
    }
    for number in range(shape.layers):
        theirs, ours = f"encoder.layer.{number}.", f"layers.{number}."
        parts = [theirs + "attention.self." + part for part in ("query", "key", "value")]
        taken[ours + "attend.weight"] = torch.cat([weights[part + ".weight"].T for part in parts], dim=1)
        taken[ours + "attend.bias"] = torch.cat([weights[part + ".bias"] for part in parts])
        for part, name in (
            ("joined", "attention.output.dense"),
            ("wide", "intermediate.dense"),
            ("narrow", "output.dense"),
        ):
            taken[f"{ours}{part}.weight"] = weights[f"{theirs}{name}.weight"].T
            taken[f"{ours}{part}.bias"] = weights[f"{theirs}{name}.bias"]
        for part, name in (("attended", "attention.output.LayerNorm"), ("worked", "output.LayerNorm")):
            taken[f"{ours}{part}.weight"] = weights[f"{theirs}{name}.weight"]
            taken[f"{ours}{part}.bias"] = weights[f"{theirs}{name}.bias"]
    _fill(network, taken)
    return network


def _fill(network: ReadingNetwork, weights: Mapping[str, torch.Tensor]) -> None:
    """Load the encoder's weights; only the heads may keep those that they have.

    Raises:
        ValueError: a weight is missing.
    """
    missing = set(network.state_dict()) - set(weights) - {"span.weight", "span.bias", "answers.weight", "answers.bias"}
    if missing:
        msg = f"no weights for {sorted(missing)}"
        raise ValueError(msg)
    network.load_state_dict(weights, strict=False)
