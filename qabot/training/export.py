"""Exports a trained network to the folder that ships, an 8-bit graph and its tokenizer, and loads exported graphs."""

from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch

from qabot.models.onnx.quantise import quantise
from qabot.models.reader import GRAPH, TOKENIZER
from qabot.training.network import MPNET, ReadingNetwork, Shape
from qabot.training.pretrained import reader_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from qabot.training.network import Layer

WORDS = "words.bin"
"""The word embeddings of a network that is too large for one file; the graph names it."""
LARGEST_FILE_BYTES = 95_000_000
"""Code hosts refuse larger files."""
_OPSET = 17
"""The first version of ONNX's operators with LayerNormalization."""
_NOT_QUANTISED = ("/span/", "/answers/", "/words/", "/positions/", "/types/", "/distances/")
"""Too small to gain from 8 bits, but for the word embeddings, which are in 8 bits already."""
_MIN_SCALE = 1e-12
"""Avoids a division by zero for a row of zeros."""


class RowsIn8Bits(torch.nn.Module):
    """An embedding in 8 bits with a scale for each row: with one scale for all, rare words would lose precision."""

    def __init__(self, weight: torch.Tensor) -> None:
        """Round each row of ``weight``, (words, width), to 255 steps."""
        super().__init__()
        self.small: torch.Tensor
        self.scale: torch.Tensor
        scale = weight.abs().amax(dim=1, keepdim=True).clamp_min(_MIN_SCALE) / 127
        self.register_buffer("small", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return (..., width) float32."""
        small: torch.Tensor = self.small[ids]
        return small.float() * self.scale[ids]


def export(
    network: ReadingNetwork, folder: Path, *, in_float: bool = False, largest_file_bytes: int = LARGEST_FILE_BYTES
) -> None:
    """Write ``reader.onnx`` and ``tokenizer.json``; of a large network also ``words.bin``, which the graph names.

    Args:
        network: a trained network; it is not changed.
        folder: the folder to write to; it is made if it does not exist.
        in_float: keep 32-bit weights, to measure what 8 bits cost.
        largest_file_bytes: from this size on, an 8-bit graph keeps its word embeddings in ``words.bin``.
    """
    import onnx

    folder.mkdir(parents=True, exist_ok=True)
    unquantised = folder / "float.onnx"
    sample = torch.ones((1, 16), dtype=torch.long)
    axes = {0: "texts", 1: "tokens"}
    network = copy.deepcopy(network).float().cpu().eval()
    if not in_float:
        network.words = RowsIn8Bits(network.words.weight.detach())
        for layer in cast("Iterable[Layer]", network.layers):
            layer.split_first_token = True
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (sample, torch.zeros_like(sample)),
            str(unquantised),
            input_names=["input_ids", "token_type_ids"],
            output_names=["start", "end", "answers"],
            dynamic_axes={
                "input_ids": axes,
                "token_type_ids": axes,
                "start": axes,
                "end": axes,
                "answers": {0: "texts"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )
    if in_float:
        unquantised.replace(folder / GRAPH)
    else:
        names = [node.name for node in onnx.load(unquantised).graph.node]
        kept = [name for name in names if name.startswith(_NOT_QUANTISED)]
        quantise(unquantised, folder / GRAPH, kept=kept, in_7_bits=True)
        unquantised.unlink()
        if (folder / GRAPH).stat().st_size > largest_file_bytes:
            _keep_words_apart(folder)
    tokenizer = reader_tokenizer()
    tokenizer.no_truncation()
    (folder / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")


def _keep_words_apart(folder: Path) -> None:
    """Move the word embeddings of an exported graph into a file of their own."""
    import onnx
    from onnx.external_data_helper import set_external_data

    model = onnx.load(folder / GRAPH)
    (words,) = (tensor for tensor in model.graph.initializer if tensor.name == "words.small")
    set_external_data(words, location=WORDS)
    (folder / WORDS).unlink(missing_ok=True)
    onnx.save(model, folder / GRAPH)
    # onnx 1.23 lets only the owner read it.
    (folder / WORDS).chmod((folder / GRAPH).stat().st_mode & 0o777)


def load_exported(graph: Path) -> ReadingNetwork:
    """Return a network with the weights of an exported reader; 8-bit ones are multiplied out."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(graph)
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    network = ReadingNetwork(_shape_of(stored))
    weights = {}
    for name, parameter in network.state_dict().items():
        if name in stored:
            value = stored[name]
        elif name == "words.weight":
            value = stored["words.small"].astype(np.float32) * stored["words.scale"]
        else:
            small = stored[name + "_quantized"].astype(np.float32)
            value = (small - stored[name + "_zero_point"].astype(np.float32)) * stored[name + "_scale"]
        weights[name] = torch.from_numpy(np.array(value, dtype=np.float32)).reshape(parameter.shape)
    network.load_state_dict(weights)
    return network


def _shape_of(stored: Mapping[str, NDArray[Any]]) -> Shape:
    """Return the shape of an exported network; without distances, it has as many heads as MiniLM."""
    sizes = {
        "layers": len({name.split(".")[1] for name in stored if name.startswith("layers.")}),
        "width": len(stored["embedded.weight"]),
        "inner": len(stored["layers.0.wide.bias"]),
    }
    if "distances.weight" in stored:
        return MPNET._replace(**sizes, heads=stored["distances.weight"].shape[1])
    return Shape(**sizes)


def average_exported(graphs: Sequence[Path]) -> ReadingNetwork:
    """Return a network with the mean weights of exported readers that were trained one from another.

    A model soup (Wortsman et al., ICML 2022): the mean keeps more of what each reader learned than the last one does.

    Args:
        graphs: ``reader.onnx`` files, at least one.
    """
    networks = [load_exported(graph) for graph in graphs]
    readers = [network.state_dict() for network in networks]
    mean = ReadingNetwork(networks[0].shape)
    mean.load_state_dict({name: torch.stack([reader[name] for reader in readers]).mean(0) for name in readers[0]})
    return mean
