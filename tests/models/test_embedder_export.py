"""Exported models: as good as sentence-transformers' own, made once, never run when they are not what they claim."""

import random
import shutil

import numpy as np
import pytest
from slow_case import slow

from qabot.errors import ModelError
from qabot.models.embedder import OnnxEmbedder
from qabot.models.embedder_export import (
    BUNDLED,
    damaged,
    ensure_exported,
    exported_folder,
    find_weights,
    read_about,
)

pytestmark = pytest.mark.slow

WHO = (
    "The mayor", "A fishing crew", "Dr. Amélie Roux", "The 3rd Battalion", "Nobody", "Our correspondent",
    "An AI start-up", "The river",
)  # fmt: skip
DID = ("sold", "has not repaired", "will inspect", "denied stealing", "was awarded", "measured", "rebuilt", "opposed")
WHAT = (
    "the lighthouse", "1,204.50 tonnes of barley", "Łódź's new tram line", "a quantum computer", "the peace treaty",
    "two goats and a dog", "its own shares", "the café on Rue Élysée",
)  # fmt: skip
WHEN = (
    "in 1987", "on 13 December 2024", "yesterday", "after the flood", "for $3.2 million", "twice", "before dawn",
    "despite the strike",
)  # fmt: skip
ODD = (
    "?", "42", "naïve café — “quoted” … 50 %", "東京で地震がありました。", "Это короткое предложение.", "🚢⚓ ferry 🚢",
    "def main():\n    return None", "a" * 300, "e\u0301 a\u0308", "WHO SAID WHAT TO WHOM?", "http://example.org/a?b=c#d",
)  # fmt: skip


def varied_texts():
    """Return 200 different texts of 1 to some 400 tokens: sentences, passages with a head, questions, oddities."""
    rng = random.Random(5)

    def sentence():
        return " ".join((rng.choice(WHO), rng.choice(DID), rng.choice(WHAT), rng.choice(WHEN))) + "."

    texts = list(ODD)
    while len(texts) < 200:
        length = rng.choice((1, 1, 2, 5, 12, 30))
        text = " ".join(sentence() for _ in range(length))
        head = f"{rng.choice(WHAT)}\nHarbour Post, 2 May 2024\n" if length > 2 else ""
        texts.append(rng.choice((text, head + text, f"Who {rng.choice(DID)} {rng.choice(WHAT)}?", text.upper())))
        texts = list(dict.fromkeys(texts))
    return texts


DAMAGES = {"bytes changed": bytes.swapcase, "cut": lambda content: content[:9], "gone": lambda _: None}


@pytest.fixture(scope="module")
def texts():
    found = varied_texts()
    assert len(set(found)) == 200
    return found


@pytest.fixture(scope="module")
def reference(texts):
    """sentence-transformers' own vectors of the texts, in its own float arithmetic."""
    from sentence_transformers import SentenceTransformer

    origin, _ = find_weights(BUNDLED)
    return SentenceTransformer(str(origin), device="cpu").encode(texts, normalize_embeddings=True)


@pytest.fixture(scope="module")
def vectors(texts, embedder):
    return embedder.embed(texts)


def neighbours(rows, count):
    """Return the nearest other rows of each row, nearest first."""
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -2)
    return np.argsort(-cosines, axis=1, kind="stable")[:, :count]


def test_vectors_are_unit_rows_of_float32(vectors):
    assert vectors.shape == (200, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.slow
def test_vectors_agree_with_sentence_transformers(vectors, reference):
    cosines = (vectors * reference).sum(axis=1)
    assert cosines.min() >= 0.97
    assert cosines.mean() >= 0.99


@pytest.mark.slow
def test_nearest_neighbours_agree_with_sentence_transformers(vectors, reference):
    ours, theirs = neighbours(vectors, 10), neighbours(reference, 10)
    shared = [len(set(a) & set(b)) / 10 for a, b in zip(ours.tolist(), theirs.tolist(), strict=True)]
    assert np.mean(shared) >= 0.85
    # The nearest of one is among the three nearest of the other.
    assert np.mean([b[0] in a[:3] for a, b in zip(ours.tolist(), theirs.tolist(), strict=True)]) >= 0.95


def test_a_vector_does_not_depend_on_its_neighbours(texts, vectors, embedder):
    order = list(range(60))
    random.Random(9).shuffle(order)
    several = OnnxEmbedder(embedder._folder, threads=4)
    shuffled = several.embed([texts[number] for number in order])
    for place, number in enumerate(order):
        assert shuffled[place].tobytes() == vectors[number].tobytes()
    for number in range(0, 60, 7):
        assert embedder.embed([texts[number]])[0].tobytes() == vectors[number].tobytes()
        assert embedder.embed_question(texts[number]).tobytes() == vectors[number].tobytes()


def test_progress_is_told_of_every_text(embedder):
    told = []
    embedder.embed(["Ferry.", "Mill.", "Bridge."] * 200, progress=told.append)
    assert sum(told) == 600
    assert len(told) > 1
    assert embedder.embed([]).shape == (0, 384)


def test_tokens_are_counted_without_limit_and_lie_in_the_text(embedder):
    assert embedder.count_tokens(["", "ferry", "ferry " * 2000]) == [0, 1, 2000]
    text = "The ferry's café — 🚢 東京"
    spans = embedder.token_spans(text)
    assert [text[span.start : span.end] for span in spans] == ["The", "ferry", "'", "s", "café", "—", "🚢", "東", "京"]
    assert len(spans) == embedder.count_tokens([text])[0]


@pytest.mark.slow
def test_a_text_longer_than_the_model_reads_is_cut_like_sentence_transformers_cuts_it(embedder):
    long = "ferry bridge mill " * 300
    assert embedder.embed([long])[0].tobytes() == embedder.embed([long + "and an end that is never read"])[0].tobytes()
    assert embedder.about.max_tokens == 256


def test_a_second_run_exports_nothing(tiny_model, tiny_export):
    before = {path: path.stat().st_mtime_ns for path in tiny_export.iterdir()}
    assert ensure_exported(tiny_export.parent, str(tiny_model)) == tiny_export
    assert {path: path.stat().st_mtime_ns for path in tiny_export.iterdir()} == before
    assert sorted(path.name for path in before) == ["about.json", "embedder.onnx", "tokenizer.json"]


TINY_TEXTS = [
    "the mayor of the old town", "who was the keeper?", "cheese", "the ferry and the bridge " * 40, "zzz 12", "Paper.",
]  # fmt: skip


def test_another_model_by_its_folder_agrees_with_sentence_transformers(tiny_model, tiny_export):
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(tiny_model), device="cpu")
    ours = OnnxEmbedder(tiny_export, threads=2)
    assert (ours.about.name, ours.about.dim, ours.about.max_tokens) == (str(tiny_model), 32, 64)
    expected = theirs.encode(TINY_TEXTS, prompt_name="document", normalize_embeddings=True)
    vectors = ours.embed(TINY_TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = vectors @ expected.T
    assert cosines.diagonal().min() > 0.99
    # No other text comes as near: the model, random as it is, tells them apart.
    assert (cosines.argmax(axis=1) == np.arange(len(TINY_TEXTS))).all()
    for text in TINY_TEXTS:
        asked = theirs.encode([text], prompt_name="query", normalize_embeddings=True)[0]
        assert float(ours.embed_question(text) @ asked) > 0.99


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("embedder.onnx", "bytes changed"),
        ("tokenizer.json", "cut"),
        ("about.json", "gone"),
        slow("embedder.onnx", "cut"),
        slow("embedder.onnx", "gone"),
        slow("tokenizer.json", "bytes changed"),
        slow("tokenizer.json", "gone"),
        slow("about.json", "bytes changed"),
        slow("about.json", "cut"),
    ],
)
def test_a_damaged_export_is_noticed_and_made_again(tiny_model, tiny_export, tmp_path, name, damage):
    folder = tmp_path / tiny_export.name
    shutil.copytree(tiny_export, folder)
    assert ensure_exported(tmp_path, str(tiny_model)) == folder
    changed = DAMAGES[damage]((folder / name).read_bytes())
    (folder / name).unlink() if changed is None else (folder / name).write_bytes(changed)
    with pytest.raises(ModelError) as caught:
        OnnxEmbedder(folder, threads=1)
    assert caught.value.remedy == "Run: qabot index"
    assert ensure_exported(tmp_path, str(tiny_model)) == folder
    assert damaged(folder) is None
    assert read_about(folder) == read_about(tiny_export)
    before, after = (OnnxEmbedder(made, threads=1).embed(TINY_TEXTS) for made in (tiny_export, folder))
    assert before.tobytes() == after.tobytes()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [folder.name]


def test_an_export_that_fails_leaves_the_one_before(tiny_model, tmp_path):
    """The weights changed, and the new ones cannot be loaded: the index made with the old ones still answers."""
    model, models = tmp_path / "model", tmp_path / "models"
    shutil.copytree(tiny_model, model)
    folder = ensure_exported(models, str(model))
    before = OnnxEmbedder(folder, threads=1).embed(TINY_TEXTS)
    weights = next(model.glob("**/*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot load the model"):
        ensure_exported(models, str(model))
    assert OnnxEmbedder(folder, threads=1).embed(TINY_TEXTS).tobytes() == before.tobytes()


def test_exports_of_different_names_lie_apart(tmp_path):
    names = ["a/b", "a-b", "a b", "", "..", "../..", "/", "é", "x" * 300, "a/b.part"]
    folders = [exported_folder(tmp_path, name) for name in names]
    assert len(set(folders)) == len(names)
    assert all(folder.parent == tmp_path and not folder.name.endswith(".part") for folder in folders)


def test_exporting_leaves_the_log_level_alone(tiny_model, tmp_path):
    import logging

    before = logging.getLogger().level
    ensure_exported(tmp_path, str(tiny_model))
    assert logging.getLogger().level == before
