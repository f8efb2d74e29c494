"""The reader's network: a BERT encoder with a head for spans and one for "this passage answers it".

Matrices are kept as (inputs, outputs) and query, key and value as one, so that the exported graph has each weight
under its own name (a shipped reader can be trained on) and one product where there would be three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shape(NamedTuple):
    """Sizes of an encoder; the defaults are MiniLM's (Wang et al., 2020): 6 layers, 384 wide, 12 heads."""

    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536
    words: int = 30522
    positions: int = 512


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
        self.attended = nn.LayerNorm(shape.width, eps=1e-12)
        self.wide = Dense(shape.width, shape.inner)
        self.narrow = Dense(shape.inner, shape.width)
        self.worked = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Return (batch, tokens, width); ``mask`` is added to the attention's logits, (batch, 1, 1, tokens)."""
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
        self.embedded = nn.LayerNorm(shape.width, eps=1e-12)
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
        for layer in self.layers:
            x = layer(x, mask)
        start, end = self.span(x).float().unbind(-1)
        return Read(start, end, self.answers(x[:, 0]).float().squeeze(-1))


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
    missing = set(network.state_dict()) - set(taken) - {"span.weight", "span.bias", "answers.weight", "answers.bias"}
    if missing:
        msg = f"no weights for {sorted(missing)}"
        raise ValueError(msg)
    network.load_state_dict(taken, strict=False)
    return network
