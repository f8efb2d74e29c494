"""Turns any extractive question-answering model into one int8 ONNX file, once."""

from __future__ import annotations

import hashlib
import inspect
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from qabot.errors import ModelError
from qabot.files import file_sha256, not_writable
from qabot.models.onnx.exports import TOKENIZER, damaged_file, exporting, publish_export, reading_about, write_about
from qabot.models.onnx.quantise import quantise
from qabot.models.onnx.runtime import open_graph
from qabot.models.onnx.tracing import TOKENS, quiet_loading, write_graph
from qabot.models.onnx.weights import exported_folder, folder_sha256, folder_state, model_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    State: TypeAlias = Literal["ready", "missing", "damaged", "outdated"]

SETTING = "[reader] model"
GRAPH = "reader.onnx"
_RECIPE = 2
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_LEAST_TOKENS = 32
"""A model that reads fewer tokens at a time has no room for a passage."""
_TOLERANCE = 0.01
"""Largest difference of a logit in float between PyTorch and ONNX Runtime."""


@dataclass(frozen=True, slots=True)
class About:
    """What ``about.json`` says of an exported reader.

    Attributes:
        name: the model as the settings name it.
        fingerprint: of its weights and the export's recipe.
        max_tokens: tokens of question and passage together that it reads, including special tokens.
        sha256: of each file beside this one, by name.
        seen: sizes and times of the model's files, so that unchanged weights need not be read again.
    """

    name: str
    fingerprint: str
    max_tokens: int
    sha256: dict[str, str]
    seen: str


def ensure_reader(models: Path, name: str, *, report: Callable[[str], object], trust_time: bool = True) -> Path:
    """Return the folder of a reader's export; export it first if there is no export of its present weights.

    Args:
        models: the folder that exports are kept in.
        name: a folder, or a name that transformers can load.
        report: called with a line to show before the export begins, which takes some seconds.
        trust_time: see ``reader_state``.

    Raises:
        ModelError: the model cannot be found or loaded, or answers no questions.
        IndexNotWritable: the export cannot be written.
        IndexBusy: another process exports for too long.
    """
    folder = exported_folder(models, name, prefix="reader-")
    if reader_state(models, name, trust_time=trust_time) == "ready":
        return folder
    seen, (origin, fingerprint) = _seen(name), find_reader(name)
    report(f"Exporting the reader {name}, once ...")
    try:
        with exporting(models):
            if reader_state(models, name, trust_time=trust_time) != "ready":
                model, tokenizer = _load(str(origin), name)
                publish_export(
                    folder,
                    lambda draft: _export(model, tokenizer, draft, name=name, fingerprint=fingerprint, seen=seen),
                )
    except OSError as err:
        raise not_writable(folder, err, what="the reader") from err
    return folder


def reader_state(models: Path, name: str, *, trust_time: bool) -> State:
    """Return the state of a reader's export; it stays "ready" without its model, as only the export is needed.

    Args:
        models: the folder that exports are kept in.
        name: as for ``ensure_reader``.
        trust_time: treat weights with the same size and time of last change as unchanged, without reading them.
    """
    folder = exported_folder(models, name, prefix="reader-")
    if not folder.is_dir():
        return "missing"
    try:
        about = read_about(folder)
    except ModelError:
        return "damaged"
    if damaged_file(folder, about.sha256):
        return "damaged"
    try:
        if trust_time and _seen(name) == about.seen:
            return "ready"
        return "ready" if find_reader(name)[1] == about.fingerprint else "outdated"
    except ModelError:
        return "ready"


def find_reader(name: str) -> tuple[Path | str, str]:
    """Return where a reader's weights are (a folder, or its name on the hub) and the fingerprint of their export.

    Raises:
        ModelError: the weights are not there.
    """
    origin = model_folder(name, setting=SETTING)
    weights = folder_sha256(origin, setting=SETTING) if origin else name
    return origin or name, hashlib.sha256(f"{weights}\n{_RECIPE}".encode()).hexdigest()[:32]


def read_about(folder: Path) -> About:
    """Return what an export says of itself.

    Raises:
        ModelError: there is no export, or it cannot be read.
    """
    with reading_about(folder, graph=GRAPH) as fields:
        return About(**fields)


def _seen(name: str) -> str:
    origin = model_folder(name, setting=SETTING)
    return f"{_RECIPE} {folder_state(origin) if origin else name}"


def _load(origin: str, name: str) -> tuple[Any, Any]:
    with quiet_loading():
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(origin)
            # Eager attention exports to plain matrix products, which quantise; fused attention stays in float.
            model, loading = AutoModelForQuestionAnswering.from_pretrained(
                origin, attn_implementation="eager", output_loading_info=True
            )
        except Exception as err:
            raise ModelError(
                f"transformers cannot load the reader {name} ({_reason(err)})",
                remedy=f"Check {SETTING} in config.toml: a folder, or a model that is already downloaded",
            ) from err
    # transformers fills these with random numbers.
    missing = sorted(loading["missing_keys"])
    if any("qa_outputs" in key for key in missing):
        raise ModelError(
            f"{name} is no question-answering model: it has no weights that say where an answer stands",
            remedy=f"Name one in {SETTING} that was trained for extractive question answering",
        )
    if missing:
        raise ModelError(
            f"The reader {name} lacks weights ({missing[0]}{', ...' if missing[1:] else ''})",
            remedy=f"Get it again, or name another in {SETTING}",
        )
    # Some models are stored in 16 bits, which processors do not calculate in.
    return model.float().eval(), tokenizer


def _export(model: Any, tokenizer: Any, folder: Path, *, name: str, fingerprint: str, seen: str) -> None:  # noqa: ANN401
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(f"The model {name} has no fast tokenizer", remedy=f"Name another in {SETTING}")
    backend.no_truncation()
    backend.no_padding()
    parts = backend.encode("who is it?", "somebody is there").sequence_ids
    if parts[0] is not None or not {0, 1} <= set(parts):
        raise ModelError(
            f"The tokenizer of {name} does not put a token before the question, which stands for no answer",
            remedy=f"Name another in {SETTING}",
        )
    max_tokens = _max_tokens(model, tokenizer)
    if max_tokens < _LEAST_TOKENS:
        raise ModelError(f"{name} reads only {max_tokens} tokens at a time", remedy=f"Name another in {SETTING}")
    full = folder / "float.onnx"
    try:
        with quiet_loading():
            _write_checked(full, model, tokenizer, max_tokens=max_tokens)
    except OSError:
        raise
    except Exception as err:
        raise ModelError(
            f"The reader {name} cannot be exported to ONNX ({_reason(err)})", remedy=f"Name another in {SETTING}"
        ) from err
    quantise(full, folder / GRAPH)
    full.unlink()
    (folder / TOKENIZER).write_text(backend.to_str(), encoding="utf-8")
    sha256 = {file: file_sha256(folder / file) for file in (GRAPH, TOKENIZER)}
    write_about(folder, About(name, fingerprint, max_tokens, sha256, seen))


def _write_checked(full: Path, model: Any, tokenizer: Any, *, max_tokens: int) -> None:  # noqa: ANN401
    """Write the graph in float, and check that it gives the model's logits for an input of another length as well."""
    import numpy as np

    def run(columns: dict[str, Any]) -> tuple[Any, ...]:
        read = model(**columns)
        return read.start_logits, read.end_logits

    def inputs(passage: str) -> dict[str, Any]:
        pair = tokenizer("who is it?", passage, truncation="only_second", max_length=max_tokens, return_tensors="pt")
        return {key: pair[key] for key in _inputs(model) if key in pair}

    write_graph(full, model, run, inputs("somebody is there"), outputs={"start": TOKENS, "end": TOKENS})
    longer = inputs("somebody is there. " * 8)
    session = open_graph(full, name="in float", remedy=f"Name another in {SETTING}", fused=False)
    feeds = {one.name: longer[one.name].numpy() for one in session.get_inputs()}
    for mine, theirs in zip(session.run(["start", "end"], feeds), run(longer), strict=True):
        difference = float(np.abs(mine - theirs.detach().numpy()).max())
        # Written so that a difference that is not a number fails as well.
        if not difference <= _TOLERANCE * max(1.0, float(np.abs(mine).max())):
            message = f"its logits differ by {difference:.2g}"
            raise ValueError(message)


def _inputs(model: Any) -> list[str]:  # noqa: ANN401
    taken = inspect.signature(model.forward).parameters
    one_type = getattr(model.config, "type_vocab_size", 2) < 2
    return [key for key in _INPUTS if key in taken and not (one_type and key == "token_type_ids")]


def _max_tokens(model: Any, tokenizer: Any) -> int:  # noqa: ANN401
    limits = [tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", None) or math.inf]
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and hasattr(module, "num_embeddings"):
            # RoBERTa and models like it count positions from after the padding token's number.
            before = 0 if module.padding_idx is None else module.padding_idx + 1
            limits.append(module.num_embeddings - before)
    # A tokenizer without a limit reports a very large number.
    return int(min((limit for limit in limits if 0 < limit < 1_000_000), default=512))


def _reason(err: Exception) -> str:
    return " ".join(str(err).split())[:200]
