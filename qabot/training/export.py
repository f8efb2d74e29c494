"""From a trained network to the folder that ships: an 8-bit graph and its tokenizer."""

from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING, cast

import torch

from qabot.models.onnx.quantise import quantise
from qabot.models.reader import GRAPH, TOKENIZER
from qabot.training.start import reading_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from qabot.training.network import Layer, ReadingNetwork

_KEPT = ("/span/", "/answers/", "/words/", "/positions/", "/types/")
"""These stay as they are: heads, positions and types are too small to gain from 8 bits, and the words' rows have them
already."""


class RowsIn8Bits(torch.nn.Module):
    """An embedding with 8-bit rows, a scale each: one scale for all words would cost the rare ones."""

    def __init__(self, weight: torch.Tensor) -> None:
        """Round each row of ``weight``, (words, width), to 255 steps."""
        super().__init__()
        self.small: torch.Tensor
        self.scale: torch.Tensor
        scale = weight.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
        self.register_buffer("small", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return (..., width) in float."""
        small: torch.Tensor = self.small[ids]
        return small.float() * self.scale[ids]


def export(network: ReadingNetwork, folder: Path, *, in_float: bool = False) -> None:
    """Write ``reader.onnx`` and ``tokenizer.json``.

    Args:
        network: trained.
        folder: made if it is not there.
        in_float: keep 32-bit weights, to see what 8 bits cost.
    """
    import onnx

    folder.mkdir(parents=True, exist_ok=True)
    full = folder / "float.onnx"
    sample = torch.ones((1, 16), dtype=torch.long)
    tokens = {0: "texts", 1: "tokens"}
    network = copy.deepcopy(network).float().cpu().eval()
    if not in_float:
        network.words = RowsIn8Bits(network.words.weight.detach())  # type: ignore[assignment]
        for layer in cast("Iterable[Layer]", network.layers):
            layer.first_apart = True
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (sample, torch.zeros_like(sample)),
            str(full),
            input_names=["input_ids", "token_type_ids"],
            output_names=["start", "end", "answers"],
            dynamic_axes={
                "input_ids": tokens,
                "token_type_ids": tokens,
                "start": tokens,
                "end": tokens,
                "answers": {0: "texts"},
            },
            opset_version=17,
            dynamo=False,
        )
    if in_float:
        full.replace(folder / GRAPH)
    else:
        names = [node.name for node in onnx.load(full).graph.node]
        quantise(full, folder / GRAPH, kept=[name for name in names if name.startswith(_KEPT)], in_7_bits=True)
        full.unlink()
    tokenizer = reading_tokenizer()
    tokenizer.no_truncation()
    (folder / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")
