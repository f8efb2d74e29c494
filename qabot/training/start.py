"""Where training begins: the embedding model's weights, or those of a reader that was shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from qabot.models.embedder_export import BUNDLED, find_weights
from qabot.models.reader_inputs import prepare_tokenizer
from qabot.training.network import ReadingNetwork, Shape, from_bert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tokenizers import Tokenizer


def pretrained() -> ReadingNetwork:
    """Return a network with all-MiniLM-L6-v2's weights and heads that know nothing yet; the same every time."""
    from safetensors.torch import load_file

    folder, _ = find_weights(BUNDLED)
    torch.manual_seed(0)
    (file,) = sorted(folder.glob("**/*.safetensors"))  # type: ignore[union-attr]
    weights = {name.removeprefix("bert."): value for name, value in load_file(file).items()}
    return from_bert(weights, Shape())


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
