"""A model of another shape than qabot's own, saved as sentence-transformers saves one, and its export."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qabot.models.embedder_export import ensure_exported, export_folder

WORDS = """
[PAD] [UNK] [CLS] [SEP] [MASK] the a of in to and was is who what won by for old new town ferry mill bridge vote paper
cheese comet valley mayor keeper coast light ##s ##ed ##ing ##er ##ly . , ? ! : - ' "
""".split()  # noqa: SIM905


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def tiny_model(made_once: Once) -> Path:
    """The folder of a random two-layer BERT of 32 dimensions with mean pooling, prompts and a limit of 64 tokens."""
    return made_once("tiny-model", write_tiny_model)


@pytest.fixture(scope="session")
def tiny_export(made_once: Once, tiny_model: Path) -> Path:
    """The folder of its export. Not to be written to."""
    models = made_once("tiny-export", lambda folder: ensure_exported(folder, str(tiny_model)))
    return export_folder(models, str(tiny_model))


def write_tiny_model(folder: Path) -> None:
    """Save the model; the same every time."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    (folder / "1_Pooling").mkdir(parents=True)
    letters = [mark + letter for letter in "abcdefghijklmnopqrstuvwxyz0123456789" for mark in ("", "##")]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(WORDS + letters)) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"))
    shape = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    with torch.random.fork_rng():
        torch.manual_seed(1)
        BertModel(shape).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    kinds = {"": "Transformer", "1_Pooling": "Pooling"}
    described = {
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (path, kind) in enumerate(kinds.items())
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": 64, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "what is ", "document": "the "}},
    }
    for name, content in described.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
