"""What other readers say to the examples, for a reader to learn from (Hinton et al., 2015)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from qabot.models.onnx.runtime import open_graph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from qabot.ports import Progress
    from qabot.training.batches import Encoded

AT_ONCE = 2048
"""Examples that are kept together, and are not asked again when the run goes on."""


@dataclass(frozen=True, eq=False)
class Taught:
    """The mean logits of some readers.

    Attributes:
        start: one a token of all examples, as ``Encoded.ids``.
        end: likewise.
        answers: one an example.
    """

    start: NDArray[np.float16]
    end: NDArray[np.float16]
    answers: NDArray[np.float32]


def taught(encoded: Encoded, graphs: Sequence[Path], folder: Path, *, threads: int, progress: Progress) -> Taught:
    """Return what some exported readers say to the examples.

    Args:
        encoded: the examples.
        graphs: at least one exported reader.
        folder: keeps what was said, by readers and examples; it is made if it is not there.
        threads: examples that are read at the same time, at least 1.
        progress: is told of every part.

    Raises:
        ModelError: a reader cannot be run.
    """
    sessions = [open_graph(graph, name="of the teacher", remedy="Export it again") for graph in graphs]
    digest = blake2b(digest_size=8)
    for part in (*(graph.read_bytes() for graph in graphs), encoded.ids.tobytes(), encoded.starts.tobytes()):
        digest.update(part)

    def say(number: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        begin, end = encoded.starts[number], encoded.starts[number + 1]
        feeds = {
            "input_ids": encoded.ids[None, begin:end].astype(np.int64),
            "token_type_ids": encoded.types[None, begin:end].astype(np.int64),
        }
        said = [session.run(["start", "end", "answers"], feeds) for session in sessions]
        start, last, answers = (np.mean([one[output] for one in said], axis=0) for output in range(3))
        return start[0], last[0], answers

    folder.mkdir(parents=True, exist_ok=True)
    progress.stage("Asking the teachers", len(encoded), "examples")
    parts: list[dict[str, NDArray[np.floating]]] = []
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, len(encoded), AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, len(encoded)))
            file = folder / f"taught-{digest.hexdigest()}-{first}.npz"
            if not file.exists():
                start, end, answers = (np.concatenate(said) for said in zip(*pool.map(say, numbers), strict=True))
                draft = file.with_suffix(".part")
                with draft.open("wb") as out:
                    np.savez(out, start=start.astype(np.float16), end=end.astype(np.float16), answers=answers)
                draft.replace(file)
            with np.load(file) as arrays:
                parts.append({name: arrays[name] for name in arrays.files})
            progress.advance(len(numbers))
    return Taught(**{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
