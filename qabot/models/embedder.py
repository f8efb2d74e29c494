"""Runs an exported embedding model: texts in, unit vectors out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

from qabot.errors import ModelError
from qabot.model import Span
from qabot.models.embedder_export import GRAPH, damaged, read_about
from qabot.models.onnx.exports import TOKENIZER
from qabot.models.onnx.runtime import import_all, open_graph, open_tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    from qabot.ports import Vectors

_AT_ONCE = 512
"""Texts tokenised together: bounds memory, and is often enough for a smooth progress bar."""


class OnnxEmbedder:
    """An Embedder over one folder made by ``export``.

    Each text runs alone, one thread a text: int8 activations are scaled over all that runs together, so a batch would
    make a vector depend on its neighbours; and padding would cost more than batching saves
    (``tests/benchmarks/embedding.py``).
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Check the folder's files against their checksums; the model itself is loaded on first use.

        Args:
            folder: an export.
            threads: how many texts are embedded at the same time, at least 1.

        Raises:
            ModelError: the export is missing or damaged.
        """
        self._folder = folder
        self._threads = threads
        self.about = read_about(folder)
        broken = damaged(folder)
        if broken:
            raise ModelError(f"The exported model {folder.name} is damaged ({broken})", remedy="Run: qabot index")

    @property
    def fingerprint(self) -> str:
        """Two embedders with the same fingerprint give the same vectors."""
        return self.about.fingerprint

    def loading(self, pool: Executor) -> Future[None]:
        """Begin to load the model and its tokenizer in another thread.

        All that they import is imported here first: two threads that import parts of numpy at once can break it.
        The future raises ModelError when they cannot be used.
        """
        import_all()
        return pool.submit(self._load)

    def _load(self) -> None:
        _ = self._session, self._tokenizer

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        encodings = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def token_spans(self, text: str) -> list[Span]:
        """Return the tokens of one text as character spans of it, ascending."""
        offsets = self._counter.encode(text, add_special_tokens=False).offsets
        return [Span(start, end) for start, end in offsets]

    def embed(self, texts: Sequence[str], *, progress: Callable[[int], object] | None = None) -> Vectors:
        """Return (len(texts), dim) float32 unit rows, in order; the longest texts run first."""
        import numpy as np

        vectors = np.empty((len(texts), self.about.dim), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        with ThreadPoolExecutor(self._threads) as pool:
            for first in range(0, len(order), _AT_ONCE):
                numbers = order[first : first + _AT_ONCE]
                encodings = self._encode([self.about.passage_prompt + texts[number] for number in numbers])
                for number, vector in zip(numbers, pool.map(self._run, encodings), strict=True):
                    vectors[number] = vector
                if progress:
                    progress(len(numbers))
        return vectors

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Return the (dim,) unit vector that a question is searched with."""
        return self._run(self._encode([self.about.question_prompt + text])[0])

    def _encode(self, texts: list[str]) -> list[Encoding]:
        encodings: list[Encoding] = self._tokenizer.encode_batch(texts)
        return encodings

    def _run(self, encoding: Encoding) -> NDArray[np.float32]:
        import numpy as np

        columns = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feeds = {name: np.array([columns[name]], dtype=np.int64) for name in self.about.inputs}
        vector: NDArray[np.float32] = self._session.run(None, feeds)[0][0]
        return vector

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """Cuts a text where the model would."""
        tokenizer = self._load_tokenizer()
        tokenizer.enable_truncation(self.about.max_tokens)
        return tokenizer

    @cached_property
    def _counter(self) -> Tokenizer:
        """Cuts nothing."""
        return self._load_tokenizer()

    def _load_tokenizer(self) -> Tokenizer:
        return open_tokenizer(self._folder / TOKENIZER, name=self.about.name, remedy="Run: qabot index")

    @cached_property
    def _session(self) -> InferenceSession:
        return open_graph(self._folder / GRAPH, name=self.about.name, remedy="Run: qabot index")
