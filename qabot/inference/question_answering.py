"""Turns any extractive question-answering model into one int8 ONNX file, once."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qabot.errors import ModelError
from qabot.inference.exports import TOKENIZER, damaged_file, exporting, publish_export, reading_about, write_about
from qabot.inference.files import file_sha256, not_writable
from qabot.inference.quantise import quantise
from qabot.inference.tracing import TOKENS, quiet_loading, write_graph
from qabot.inference.weights import exported_folder, folder_sha256, model_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SETTING = "[reader] model"
GRAPH = "reader.onnx"
_RECIPE = 1
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_ROBERTA = ("roberta", "camembert", "longformer", "mpnet")
"""Kinds whose positions begin at 2."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an exported reader; ``about.json`` beside it.

    Attributes:
        name: the model as the settings name it.
        fingerprint: of its weights and the export's recipe.
        max_tokens: what it reads of question and passage together, special tokens included.
        sha256: of each file beside this one, by name.
    """

    name: str
    fingerprint: str
    max_tokens: int
    sha256: dict[str, str]


def ensure_reader(models: Path, name: str, *, told: Callable[[str], object]) -> Path:
    """Return the folder of a reader's export, making it first when there is none for its present weights.

    Args:
        models: the folder that exports are kept in.
        name: a folder, or a name that transformers can load.
        told: is given a line to show before the export begins, which takes some seconds.

    Raises:
        ModelError: the model cannot be found or loaded, or answers no questions.
        IndexNotWritable: the export cannot be written.
        IndexBusy: another process exports for too long.
    """
    folder = exported_folder(models, name, prefix="reader-")
    origin = model_folder(name, setting=SETTING)
    weights = folder_sha256(origin, setting=SETTING) if origin else name
    fingerprint = hashlib.sha256(f"{weights}\n{_RECIPE}".encode()).hexdigest()[:32]
    if not _ready(folder, fingerprint):
        told(f"Exporting the reader {name}, once ...")
        try:
            with exporting(models):
                if not _ready(folder, fingerprint):
                    model, tokenizer = _load(str(origin or name), name)
                    publish_export(
                        folder, lambda draft: _export(model, tokenizer, draft, name=name, fingerprint=fingerprint)
                    )
        except OSError as err:
            raise not_writable(folder, err) from err
    return folder


def read_about(folder: Path) -> About:
    """Return what an export says of itself.

    Raises:
        ModelError: there is none, or it is not readable.
    """
    with reading_about(folder, graph=GRAPH) as fields:
        return About(**fields)


def _ready(folder: Path, fingerprint: str) -> bool:
    with contextlib.suppress(ModelError):
        about = read_about(folder)
        return about.fingerprint == fingerprint and damaged_file(folder, about.sha256) is None
    return False


def _load(origin: str, name: str) -> tuple[Any, Any]:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    with quiet_loading():
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        try:
            model, loading = AutoModelForQuestionAnswering.from_pretrained(
                origin, attn_implementation="eager", output_loading_info=True
            )
            tokenizer = AutoTokenizer.from_pretrained(origin)
        except Exception as err:
            reason = " ".join(str(err).split())[:200]
            raise ModelError(
                f"transformers cannot load the reader {name} ({reason})",
                remedy=f"Check {SETTING} in config.toml: a folder, or a model that is already downloaded",
            ) from err
    if any("qa_outputs" in key for key in loading["missing_keys"]):
        raise ModelError(
            f"{name} is no question-answering model: it has no weights that say where an answer stands",
            remedy=f"Name one in {SETTING} that was trained for extractive question answering",
        )
    if getattr(tokenizer, "backend_tokenizer", None) is None:
        raise ModelError(f"The model {name} has no fast tokenizer", remedy=f"Name another in {SETTING}")
    return model, tokenizer


def _export(model: Any, tokenizer: Any, folder: Path, *, name: str, fingerprint: str) -> None:  # noqa: ANN401
    sample = tokenizer("who is it?", "somebody is there", return_tensors="pt")
    inputs = {key: sample[key] for key in _INPUTS if key in sample}

    def run(columns: dict[str, Any]) -> tuple[Any, ...]:
        read = model(**columns)
        return read.start_logits, read.end_logits

    full = folder / "float.onnx"
    write_graph(full, model, run, inputs, outputs={"start": TOKENS, "end": TOKENS})
    quantise(full, folder / GRAPH)
    full.unlink()
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    (folder / TOKENIZER).write_text(backend.to_str(), encoding="utf-8")
    positions = int(getattr(model.config, "max_position_embeddings", 512))
    if model.config.model_type in _ROBERTA:
        positions -= 2
    sha256 = {file: file_sha256(folder / file) for file in (GRAPH, TOKENIZER)}
    write_about(folder, About(name, fingerprint, positions, sha256))
