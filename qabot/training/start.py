"""Where training begins: a pretrained encoder's weights, or those of an exported reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from qabot.files import file_sha256
from qabot.models.embedder_export import BUNDLED, find_weights
from qabot.models.reader_inputs import prepare_tokenizer
from qabot.training.network import MPNET, ReadingNetwork, Shape, from_bert, from_mpnet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tokenizers import Tokenizer


MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of all-mpnet-base-v2's model.safetensors."""


def pretrained() -> ReadingNetwork:
    """Return a network with all-MiniLM-L6-v2's weights and heads that know nothing yet; the same every time."""
    from safetensors.torch import load_file

    folder, _ = find_weights(BUNDLED)
    torch.manual_seed(0)
    (file,) = sorted(folder.glob("**/*.safetensors"))  # type: ignore[union-attr]
    weights = {name.removeprefix("bert."): value for name, value in load_file(file).items()}
    return from_bert(weights, Shape())


def pretrained_mpnet(weights: Path, *, layers: Sequence[int]) -> ReadingNetwork:
    """Return a network with some of all-mpnet-base-v2's layers and heads that know nothing yet; the same every time.

    Args:
        weights: its ``model.safetensors``.
        layers: numbers of its twelve layers, ascending from 0.

    Raises:
        ValueError: the file holds other weights.
    """
    from safetensors.torch import load_file

    if file_sha256(weights) != MPNET_SHA256:
        msg = f"{weights} does not hold the weights of all-mpnet-base-v2"
        raise ValueError(msg)
    torch.manual_seed(0)
    return from_mpnet(load_file(weights), MPNET._replace(layers=len(layers)), layers=layers)


def blank(layers: int | None) -> ReadingNetwork:
    """Return a network for a checkpoint's weights: with so many of MPNet's layers, or of MiniLM's shape."""
    return ReadingNetwork(MPNET._replace(layers=layers) if layers else Shape())


def freeze(network: ReadingNetwork, lowest: int) -> None:
    """Leave the embeddings and the lowest layers as they are; nothing when ``lowest`` is 0."""
    if not lowest:
        return
    kept = [network.words, network.positions, network.types, network.embedded, *network.layers[:lowest]]
    for part in (*kept, network.distances):
        if part is not None:
            part.requires_grad_(requires_grad=False)


def reading_tokenizer() -> Tokenizer:
    """Return the embedding model's tokenizer, made ready for pairs."""
    from tokenizers import Tokenizer

    folder, _ = find_weights(BUNDLED)
    return prepare_tokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")))  # type: ignore[operator]


def shipped(graph: Path) -> ReadingNetwork:
    """Return a network with the weights of an exported reader: 8-bit ones times their scales."""
    import onnx
    from onnx import numpy_helper

    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load(graph).graph.initializer}
    network = ReadingNetwork(Shape())
    taken = {}
    for name, parameter in network.state_dict().items():
        if name in stored:
            value = stored[name]
        elif name == "words.weight":
            value = stored["words.small"].astype(np.float32) * stored["words.scale"]
        else:
            small = stored[name + "_quantized"].astype(np.float32)
            value = (small - stored[name + "_zero_point"].astype(np.float32)) * stored[name + "_scale"]
        taken[name] = torch.from_numpy(np.array(value, dtype=np.float32)).reshape(parameter.shape)
    network.load_state_dict(taken)
    return network


def averaged(graphs: Sequence[Path]) -> ReadingNetwork:
    """Return a network with the mean weights of exported readers, at least one, of which each went on from another.

    As in model soups (Wortsman et al., ICML 2022): it keeps more of what each knows than the last one does.
    """
    parts = [shipped(graph).state_dict() for graph in graphs]
    network = ReadingNetwork(Shape())
    network.load_state_dict({name: torch.stack([part[name] for part in parts]).mean(0) for name in parts[0]})
    return network
