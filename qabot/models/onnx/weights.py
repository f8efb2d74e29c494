"""Finds the weights of the model that a setting names, and the hash that names their export."""

import hashlib
import re
from pathlib import Path

from qabot.errors import ModelError
from qabot.files import file_sha256


def exported_folder(models: Path, name: str, *, prefix: str = "") -> Path:
    """Return the folder under ``models`` for the export of a model; each name has its own."""
    readable = re.sub(r"[^\w.-]+", "-", name).strip("-.")[-60:] or "model"
    return models / f"{prefix}{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def model_folder(name: str, *, setting: str) -> Path | None:
    """Return the folder that a setting names, relative to the working directory; ``None`` for a name on a model hub.

    Raises:
        ModelError: the name can only be that of a folder, and there is none.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if name.startswith((".", "/", "~")) or name.count("/") > 1:
        raise ModelError(f"There is no folder {name}", remedy=f"Name a model folder or a model in {setting}")
    return None


def folder_sha256(folder: Path, *, setting: str) -> str:
    """Return one hash of the weights, tokenizer and settings in the folder of a model.

    Args:
        folder: a model as transformers or sentence-transformers saves it.
        setting: the setting that named it, for the error.

    Raises:
        ModelError: it has no weights.
    """
    if not weight_files(folder):
        raise ModelError(f"No weights (.safetensors) in {folder}", remedy=f"Name another model in {setting}")
    return hashlib.sha256("".join(file_sha256(part) for part in _parts(folder)).encode()).hexdigest()


def folder_state(folder: Path) -> str:
    """Return one hash of the sizes and times of the same files: while it stays the same, so does their content."""
    states = [(part.relative_to(folder).as_posix(), part.stat()) for part in _parts(folder)]
    lines = "\n".join(f"{path} {state.st_size} {state.st_mtime_ns}" for path, state in states)
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def weight_files(folder: Path) -> list[Path]:
    """Return the files with weights in the folder of a model, sorted."""
    return sorted(folder.glob("**/*.safetensors")) or sorted(folder.glob("**/*.bin"))


def _parts(folder: Path) -> list[Path]:
    # Tokenizers keep their vocabulary in .json, .txt or .model files.
    others = (part for kind in ("json", "txt", "model") for part in sorted(folder.glob(f"**/*.{kind}")))
    return [*weight_files(folder), *others]
