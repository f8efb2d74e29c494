"""Any extractive question-answering model in the reader's place: exported once, and reading as transformers would."""

import json
import shutil

import numpy as np
import pytest

from qabot.app.settings import ReaderSettings
from qabot.errors import ModelError
from qabot.models import reader_export
from qabot.models.reader_export import GRAPH, ensure_reader, read_about
from qabot.models.reader_inputs import MAX_TOKENS

pytestmark = pytest.mark.slow

SENTENCES = ["Olga Brandt won the election for mayor of Brill.", "who won the vote? The ferry of Arden stopped."]
QUESTION = "who won?"


def word_pieces():
    from transformers import BertTokenizerFast

    letters = sorted({letter for line in SENTENCES for letter in line.lower()} - {" "})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    return words, BertTokenizerFast


def saved(folder, kind):
    """Save a tiny model with random weights and a real fast tokenizer, as transformers does."""
    import torch
    from transformers import (
        AutoModelForQuestionAnswering,
        BertConfig,
        BertForQuestionAnswering,
        BertModel,
        DistilBertConfig,
        DistilBertForQuestionAnswering,
        RobertaConfig,
        RobertaForQuestionAnswering,
        RobertaTokenizerFast,
    )

    torch.manual_seed(0)
    folder.mkdir()
    small = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    if kind == "roberta":
        from tokenizers import ByteLevelBPETokenizer

        trained = ByteLevelBPETokenizer()
        special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        trained.train_from_iterator(SENTENCES, vocab_size=400, min_frequency=1, special_tokens=special)
        trained.save_model(str(folder))
        tokenizer = RobertaTokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"))
        config = RobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=66, **small)
        model = RobertaForQuestionAnswering(config)
    else:
        words, fast = word_pieces()
        (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
        tokenizer = fast(str(folder / "vocab.txt"))
        if kind == "distilbert":
            config = DistilBertConfig(vocab_size=len(words), dim=32, n_layers=1, n_heads=2, hidden_dim=64)
            model = DistilBertForQuestionAnswering(config)
        else:
            config = BertConfig(vocab_size=len(words), max_position_embeddings=512, **small)
            model = (BertModel if kind == "embedder" else BertForQuestionAnswering)(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    if kind == "embedder":
        return None
    return AutoModelForQuestionAnswering.from_pretrained(folder).eval(), tokenizer


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta"])
def test_an_export_gives_the_logits_of_transformers(tmp_path, kind):
    import torch
    from onnxruntime import InferenceSession

    model, tokenizer = saved(tmp_path / kind, kind)
    folder = ensure_reader(tmp_path / "models", str(tmp_path / kind), report=str)
    inputs = tokenizer(QUESTION, SENTENCES[0], return_tensors="pt")
    with torch.no_grad():
        theirs = model(**inputs)
    session = InferenceSession(str(folder / GRAPH))
    feeds = {one.name: inputs[one.name].numpy() for one in session.get_inputs()}
    start, end = session.run(["start", "end"], feeds)
    for mine, their in ((start, theirs.start_logits.numpy()), (end, theirs.end_logits.numpy())):
        assert mine.shape == their.shape
        assert np.corrcoef(mine.ravel(), their.ravel())[0, 1] > 0.98


def test_questions_are_answered_through_the_setting(index_copy, tmp_path):
    saved(tmp_path / "roberta", "roberta")
    qabot = index_copy.open(reader=ReaderSettings(model=str(tmp_path / "roberta")))
    answer = qabot.ask("Who won the election for mayor of Brill?")
    assert answer.explanation.candidates
    text = qabot.store.article(answer.explanation.candidates[0].evidence[0].passage.article_id).text
    assert answer.explanation.candidates[0].text in " ".join(text.split())
    (folder,) = index_copy.index.glob("models/reader-*")
    assert read_about(folder).max_tokens == 64 < MAX_TOKENS


def test_a_model_is_exported_once_and_again_when_it_changed_or_the_export_is_damaged(tmp_path):
    saved(tmp_path / "bert", "bert")
    lines = []
    for expected in (1, 1):
        folder = ensure_reader(tmp_path / "models", str(tmp_path / "bert"), report=lines.append)
        assert len(lines) == expected
    (folder / GRAPH).write_bytes(b"damaged")
    ensure_reader(tmp_path / "models", str(tmp_path / "bert"), report=lines.append)
    assert len(lines) == 2
    before = read_about(folder).fingerprint
    shutil.rmtree(tmp_path / "bert")
    saved(tmp_path / "bert", "distilbert")
    ensure_reader(tmp_path / "models", str(tmp_path / "bert"), report=lines.append)
    assert len(lines) == 3
    assert read_about(folder).fingerprint != before
    assert json.loads((folder / "about.json").read_text(encoding="utf-8"))["name"] == str(tmp_path / "bert")


def test_what_is_no_reader_is_refused_with_what_to_do(tmp_path):
    saved(tmp_path / "embedder", "embedder")
    (tmp_path / "empty").mkdir()
    for name, problem in (
        (tmp_path / "embedder", "no question-answering model"),
        (tmp_path / "empty", "No weights"),
        (tmp_path / "missing", "There is no folder"),
    ):
        with pytest.raises(ModelError, match=problem) as caught:
            ensure_reader(tmp_path / "models", str(name), report=str)
        assert reader_export.SETTING in caught.value.remedy
    assert not list((tmp_path / "models").glob("*.part"))
