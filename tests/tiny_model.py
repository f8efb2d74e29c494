"""A model of another shape, saved as sentence-transformers saves one."""

import json
from pathlib import Path

import pytest

WORDS = """
[PAD] [UNK] [CLS] [SEP] [MASK] the a of in to and was is who what won by for old new town ferry mill bridge vote paper
cheese comet valley mayor keeper coast light ##s ##ed ##ing ##er ##ly . , ? ! : - ' "
""".split()  # noqa: SIM905


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a random two-layer BERT of 32 dimensions with mean pooling, prompts and a limit of 64 tokens."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny") / "model"
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
    return folder
