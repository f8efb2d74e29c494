"""Knowledge distillation (Hinton et al., 2015): the logits of other readers, for a new reader to learn from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from qabot.models.onnx.runtime import open_graph
from qabot.training.batches import TeacherLogits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from qabot.ports import Progress
    from qabot.training.batches import EncodedExamples

CHUNK = 2048
"""Examples whose logits are kept in one file; a run that was stopped computes only the missing files."""
_OUTPUTS = ("start", "end", "answers")


def teacher_logits(
    encoded: EncodedExamples, graphs: Sequence[Path], folder: Path, *, threads: int, progress: Progress
) -> TeacherLogits:
    """Return the mean logits of exported readers for the examples.

    Args:
        encoded: the examples.
        graphs: ``reader.onnx`` files, at least one.
        folder: keeps the logits, under a hash of readers and examples; it is made if it does not exist.
        threads: examples that are read at the same time, at least 1.
        progress: advances by one for each example.

    Raises:
        ModelError: a reader cannot be run.
    """
    sessions = [open_graph(graph, name="of the teacher", remedy="Export it again") for graph in graphs]
    digest = blake2b(digest_size=8)
    for part in (*(graph.read_bytes() for graph in graphs), encoded.ids.tobytes(), encoded.starts.tobytes()):
        digest.update(part)

    def read(number: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Return the mean logits for one example: (tokens,), (tokens,) and (1,)."""
        place = slice(encoded.starts[number], encoded.starts[number + 1])
        inputs = {
            "input_ids": encoded.ids[None, place].astype(np.int64),
            "token_type_ids": encoded.types[None, place].astype(np.int64),
        }
        outputs = [session.run(_OUTPUTS, inputs) for session in sessions]
        start, end, answers = (np.mean(logits, axis=0) for logits in zip(*outputs, strict=True))
        return start[0], end[0], answers

    folder.mkdir(parents=True, exist_ok=True)
    progress.stage("Reading with the teachers", len(encoded), "examples")
    chunks: list[dict[str, NDArray[np.floating]]] = []
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, len(encoded), CHUNK):
            numbers = range(first, min(first + CHUNK, len(encoded)))
            file = folder / f"{digest.hexdigest()}-{first}.npz"
            if not file.exists():
                start, end, answers = (np.concatenate(parts) for parts in zip(*pool.map(read, numbers), strict=True))
                draft = file.with_suffix(".part")
                with draft.open("wb") as out:
                    np.savez(out, start=start.astype(np.float16), end=end.astype(np.float16), answers=answers)
                draft.replace(file)
            with np.load(file) as arrays:
                chunks.append({name: arrays[name] for name in _OUTPUTS})
            progress.advance(len(numbers))
    return TeacherLogits(**{name: np.concatenate([chunk[name] for chunk in chunks]) for name in _OUTPUTS})
