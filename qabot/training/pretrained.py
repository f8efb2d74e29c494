"""The network that a run starts from: an encoder pretrained by others, with heads that are not trained yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from qabot.files import file_sha256
from qabot.models.embedder_export import BUNDLED, find_weights
from qabot.models.reader_inputs import prepare_tokenizer
from qabot.training.network import MPNET, ReadingNetwork, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of all-mpnet-base-v2's model.safetensors."""
MPNET_SPECIAL_TOKENS = {0: 1, 100: 3, 101: 0, 102: 2}
"""From BERT's ids of [PAD], [UNK], [CLS] and [SEP] to MPNet's ids of the tokens with the same use."""
_MPNET_FIRST_WORD = 4
"""MPNet's id of BERT's token 0: MPNet has BERT's vocabulary behind four special tokens of its own."""
_MPNET_FIRST_POSITION = 2
"""MPNet counts positions from its padding's id plus one."""
_HEADS = {"span.weight", "span.bias", "answers.weight", "answers.bias"}


def minilm_network() -> ReadingNetwork:
    """Return a network with all-MiniLM-L6-v2's weights and new heads; the same every time."""
    from safetensors.torch import load_file

    folder, _ = find_weights(BUNDLED)
    torch.manual_seed(0)
    (file,) = sorted(folder.glob("**/*.safetensors"))  # type: ignore[union-attr]
    weights = {name.removeprefix("bert."): value for name, value in load_file(file).items()}
    return from_bert(weights, Shape())


def mpnet_network(file: Path, *, layers: Sequence[int]) -> ReadingNetwork:
    """Return a network with layers of all-mpnet-base-v2 and new heads; the same every time.

    Args:
        file: the model's ``model.safetensors``.
        layers: numbers of the layers to take, ascending, each in 0 to 11.

    Raises:
        ValueError: the file has other content than all-mpnet-base-v2's.
    """
    from safetensors.torch import load_file

    if file_sha256(file) != MPNET_SHA256:
        msg = f"{file} does not contain the weights of all-mpnet-base-v2"
        raise ValueError(msg)
    torch.manual_seed(0)
    return from_mpnet(load_file(file), MPNET._replace(layers=len(layers)), layers=layers)


def freeze(network: ReadingNetwork, layers: int) -> None:
    """Exclude the embeddings and the lowest ``layers`` layers from training; 0 excludes nothing."""
    if not layers:
        return
    frozen = [network.words, network.positions, network.types, network.embedded, *network.layers[:layers]]
    for part in (*frozen, network.distances):
        if part is not None:
            part.requires_grad_(requires_grad=False)


def reader_tokenizer() -> Tokenizer:
    """Return the embedding model's tokenizer, set up for pairs of question and passage."""
    from tokenizers import Tokenizer

    folder, _ = find_weights(BUNDLED)
    return prepare_tokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")))  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class _LayerNames:
    """What transformers calls the parts of one encoder layer."""

    query_key_value: tuple[str, str, str]
    joined: str
    attended: str
    wide: str = "intermediate.dense"
    narrow: str = "output.dense"
    worked: str = "output.LayerNorm"


_BERT_LAYER = _LayerNames(
    query_key_value=("attention.self.query", "attention.self.key", "attention.self.value"),
    joined="attention.output.dense",
    attended="attention.output.LayerNorm",
)
_MPNET_LAYER = _LayerNames(
    query_key_value=("attention.attn.q", "attention.attn.k", "attention.attn.v"),
    joined="attention.attn.o",
    attended="attention.LayerNorm",
)


def from_bert(weights: Mapping[str, torch.Tensor], shape: Shape) -> ReadingNetwork:
    """Return a network with the weights of a BERT encoder, named as in transformers' ``BertModel``.

    Raises:
        KeyError: a weight is missing.
    """
    return _with_encoder(
        shape,
        {
            "words.weight": weights["embeddings.word_embeddings.weight"],
            "positions.weight": weights["embeddings.position_embeddings.weight"],
            "types.weight": weights["embeddings.token_type_embeddings.weight"],
            **_other_weights(weights, range(shape.layers), _BERT_LAYER),
        },
    )


def from_mpnet(weights: Mapping[str, torch.Tensor], shape: Shape, *, layers: Sequence[int]) -> ReadingNetwork:
    """Return a network with the weights of an MPNet encoder, named as in transformers' ``MPNetModel``.

    The network takes BERT's token ids. MPNet does not distinguish the two parts of an input, so the embeddings of both
    token types start at zero.

    Args:
        weights: the weights of all of MPNet's layers.
        shape: ``MPNET``, or the same with fewer layers.
        layers: numbers of the layers to take, ascending; as many as ``shape`` has.

    Raises:
        KeyError: a weight is missing.
    """
    words = weights["embeddings.word_embeddings.weight"]
    vocabulary = words[_MPNET_FIRST_WORD : _MPNET_FIRST_WORD + shape.words].clone()
    for bert_id, mpnet_id in MPNET_SPECIAL_TOKENS.items():
        vocabulary[bert_id] = words[mpnet_id]
    positions = weights["embeddings.position_embeddings.weight"]
    return _with_encoder(
        shape,
        {
            "words.weight": vocabulary,
            "positions.weight": positions[_MPNET_FIRST_POSITION : _MPNET_FIRST_POSITION + shape.positions],
            "types.weight": torch.zeros(2, shape.width),
            "distances.weight": weights["encoder.relative_attention_bias.weight"],
            **_other_weights(weights, layers, _MPNET_LAYER),
        },
    )


def _other_weights(
    weights: Mapping[str, torch.Tensor], layers: Sequence[int], names: _LayerNames
) -> dict[str, torch.Tensor]:
    """Return the weights of the embeddings' normalisation and of the layers, under the names of our network."""
    taken = {f"embedded.{kind}": weights[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias")}
    for number, layer in enumerate(layers):
        theirs, ours = f"encoder.layer.{layer}.", f"layers.{number}."
        parts = [theirs + name for name in names.query_key_value]
        taken[ours + "attend.weight"] = torch.cat([weights[part + ".weight"].T for part in parts], dim=1)
        taken[ours + "attend.bias"] = torch.cat([weights[part + ".bias"] for part in parts])
        for part in ("joined", "wide", "narrow"):
            taken[f"{ours}{part}.weight"] = weights[f"{theirs}{getattr(names, part)}.weight"].T
            taken[f"{ours}{part}.bias"] = weights[f"{theirs}{getattr(names, part)}.bias"]
        for part in ("attended", "worked"):
            for kind in ("weight", "bias"):
                taken[f"{ours}{part}.{kind}"] = weights[f"{theirs}{getattr(names, part)}.{kind}"]
    return taken


def _with_encoder(shape: Shape, encoder: Mapping[str, torch.Tensor]) -> ReadingNetwork:
    """Return a new network with these weights; only the heads keep their initial ones.

    Raises:
        ValueError: a weight of the encoder is missing.
    """
    network = ReadingNetwork(shape)
    missing = set(network.state_dict()) - set(encoder) - _HEADS
    if missing:
        msg = f"no weights for {sorted(missing)}"
        raise ValueError(msg)
    network.load_state_dict(encoder, strict=False)
    return network
