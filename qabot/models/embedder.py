"""Runs an exported embedding model: texts in, unit vectors out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

from qabot.errors import ModelError
from qabot.model import Span
from qabot.models.embedder_export import GRAPH, damaged, read_about, remedy_for
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
"""Texts tokenised together: few enough to bound memory and to move a progress bar smoothly."""


class OnnxEmbedder:
    """An Embedder that runs one export of a model.

    Each text runs alone, in a thread of its own. In a batch, 8-bit activations would share one scale, so that a vector
    would depend on its neighbours; and padding would cost more time than batching saves
    (``tests/benchmarks/embedding.py``).
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Compare the files of the folder with their checksums. The model itself is loaded on first use.

        Args:
            folder: of an export.
            threads: the number of texts that are embedded at the same time, at least 1.

        Raises:
            ModelError: the export is missing or damaged.
        """
        self._folder = folder
        self._threads = threads
        self._remedy = remedy_for(folder)
        self.about = read_about(folder)
        broken = damaged(folder)
        if broken:
            raise ModelError(f"The exported model {folder.name} is damaged ({broken})", remedy=self._remedy)

    @property
    def fingerprint(self) -> str:
        """Two embedders with the same fingerprint give the same vectors."""
        return self.about.fingerprint

    def loading(self, pool: Executor) -> Future[None]:
        """Start to load the model and its tokenizer in another thread.

        What they import is imported here first: two threads that import parts of numpy at once can break it.
        The future raises ModelError when one of them cannot be used.
        """
        import_all()
        return pool.submit(self._load)

    def _load(self) -> None:
        _ = self._session, self._tokenizer

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""
        encodings = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def token_spans(self, text: str) -> list[Span]:
        """Return the character spans of the tokens of a text, ascending."""
        offsets = self._counter.encode(text, add_special_tokens=False).offsets
        return [Span(start, end) for start, end in offsets]

    def embed(self, texts: Sequence[str], *, progress: Callable[[int], object] | None = None) -> Vectors:
        """Return one unit row for each text, in order: (texts, dim) float32. The longest texts run first."""
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
        """Return the unit vector to search with for a question: (dim,) float32."""
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
        """Return a tokenizer that cuts a text to what the model reads."""
        tokenizer = self._load_tokenizer()
        tokenizer.enable_truncation(self.about.max_tokens)
        return tokenizer

    @cached_property
    def _counter(self) -> Tokenizer:
        """Return a tokenizer that cuts nothing."""
        return self._load_tokenizer()

    def _load_tokenizer(self) -> Tokenizer:
        return open_tokenizer(self._folder / TOKENIZER, name=self.about.name, remedy=self._remedy)

    @cached_property
    def _session(self) -> InferenceSession:
        return open_graph(self._folder / GRAPH, name=self.about.name, remedy=self._remedy)
