"""Writes qabot's own reader as a model for extractive question answering that transformers loads, for the peers.

usage: python tests/benchmarks/peers/reader_for_peers.py FOLDER

Same weights, same size: 8-bit ones times their scales, in 32-bit floats; its head for spans becomes ``qa_outputs``.
"""

import sys
from pathlib import Path

from transformers import BertConfig, BertForQuestionAnswering, BertTokenizerFast

from qabot.models.reader import SHIPPED
from qabot.training.export import load_exported

PARTS = {
    "joined": "attention.output.dense",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "attended": "attention.output.LayerNorm",
    "worked": "output.LayerNorm",
}
TOP = {
    "words": "bert.embeddings.word_embeddings",
    "positions": "bert.embeddings.position_embeddings",
    "types": "bert.embeddings.token_type_embeddings",
    "embedded": "bert.embeddings.LayerNorm",
    "span": "qa_outputs",
}


def main() -> None:
    """Rename, transpose, and save."""
    folder = Path(sys.argv[1])
    network = load_exported(SHIPPED / "reader.onnx")
    shape = network.shape
    weights = {}
    for name, value in network.state_dict().items():
        *place, kind = name.split(".")
        if place[0] == "answers":
            continue
        if place[0] != "layers":
            theirs = TOP[place[0]]
            weights[f"{theirs}.{kind}"] = value.T if place[0] == "span" and kind == "weight" else value
        elif place[2] == "attend":
            for part, piece in zip(("query", "key", "value"), value.chunk(3, dim=-1), strict=True):
                weights[f"bert.encoder.layer.{place[1]}.attention.self.{part}.{kind}"] = (
                    piece.T if kind == "weight" else piece
                )
        else:
            dense = kind == "weight" and place[2] in ("joined", "wide", "narrow")
            weights[f"bert.encoder.layer.{place[1]}.{PARTS[place[2]]}.{kind}"] = value.T if dense else value
    config = BertConfig(
        vocab_size=shape.words, hidden_size=shape.width, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.inner, max_position_embeddings=shape.positions,
    )  # fmt: skip
    model = BertForQuestionAnswering(config)
    missing, unknown = model.load_state_dict({key: value.contiguous() for key, value in weights.items()}, strict=False)
    if set(missing) - {"bert.embeddings.position_ids"} or unknown:
        sys.exit(f"missing {missing}, unknown {unknown}")
    model.save_pretrained(folder)
    BertTokenizerFast(tokenizer_file=str(SHIPPED / "tokenizer.json"), model_max_length=shape.positions).save_pretrained(
        folder
    )


if __name__ == "__main__":
    main()
