"""The reader: a small network that takes a question and a passage and finds where, and whether, the passage answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.model import AnswerSpan, Reading, Span
from qabot.models.onnx.runtime import import_all, open_graph, open_tokenizer
from qabot.models.reader_inputs import MAX_TOKENS, encode_pairs, prepare_tokenizer
from qabot.text.header import passage_header
from qabot.text.sentences import BLANK_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor, Future

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from qabot.model import Article, Hit
    from qabot.models.reader_inputs import Pair

GRAPH, TOKENIZER = "reader.onnx", "tokenizer.json"
SHIPPED = Path(__file__).parent / "network"
"""The reader of the package."""
SHIPPED_STRONG = Path(__file__).parent / "strong_network"
"""The stronger and slower reader of the package, which reads the best passages once more."""
MAX_ANSWER_TOKENS = 30
"""As in the baseline of SQuAD's authors and in BERT's (Devlin et al., 2019)."""
SPANS = 3
"""Spans reported for each passage, none within another."""


class NetworkReader:
    """A Reader over one folder with ``reader.onnx`` and ``tokenizer.json``.

    Each passage runs alone, one thread for each passage, so that its reading depends on no other passage.
    """

    def __init__(
        self,
        folder: Path,
        *,
        article: Callable[[str], Article],
        threads: int,
        remedy: str,
        max_tokens: int = MAX_TOKENS,
        in_7_bits: bool = False,
    ) -> None:
        """Keep the parts; the network is loaded on first use.

        Args:
            folder: contains the network.
            article: gives the article of a hit, for its title and date.
            threads: passages read at the same time, at least 1.
            remedy: what to do when the network cannot be loaded.
            max_tokens: tokens of question and passage together that the network reads, if fewer than ``MAX_TOKENS``.
            in_7_bits: see ``open_graph``; qabot's own readers are.
        """
        self._folder = folder
        self._article = article
        self._threads = threads
        self._remedy = remedy
        self._max_tokens = max_tokens
        self._in_7_bits = in_7_bits

    def loading(self, pool: Executor) -> Future[None]:
        """Start to load the network in another thread; the future raises ModelError when it cannot be used."""
        import_all()
        return pool.submit(self._load)

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[Reading, ...]:
        """Return the reading of each hit's passage, in the order of the hits."""
        passages = [hit.passage for hit in hits]
        inputs = [(question, passage_header(self._article(one.article_id), one), one.text) for one in passages]
        return tuple(
            Reading(
                answers=reading.answers,
                spans=tuple(
                    AnswerSpan(Span(hit.passage.start + one.span.start, hit.passage.start + one.span.end), one.score)
                    for one in reading.spans
                ),
            )
            for hit, reading in zip(hits, self.read_texts(inputs), strict=True)
        )

    def read_texts(self, inputs: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """Return the reading of each (question, header, passage); spans are in the passage's own characters."""
        if not inputs:
            return []
        pairs = encode_pairs(self._tokenizer, inputs)
        return list(self._pool.map(self._run, pairs, (text for _, _, text in inputs)))

    def _run(self, pair: Pair, text: str) -> Reading:
        import numpy as np

        columns = {"input_ids": pair.ids, "token_type_ids": pair.type_ids, "attention_mask": (1,) * len(pair.ids)}
        session = self._session
        feeds = {one.name: np.array([columns[one.name]], dtype=np.int64) for one in session.get_inputs()}
        outputs = dict(zip((one.name for one in session.get_outputs()), session.run(None, feeds), strict=True))
        start, end = outputs["start"][0], outputs["end"][0]
        nothing = float(start[0] + end[0])
        until = pair.first + len(pair.offsets)
        # No answer begins or ends with a token that is white space.
        blank = np.array([span.start == span.end for span in pair.offsets], dtype=bool)
        ends = [np.where(blank, -np.inf, logits[pair.first : until]) for logits in (start, end)]
        breaks = [gap.start() for gap in BLANK_LINE.finditer(text)]
        paragraphs = np.searchsorted(breaks, [span.start for span in pair.offsets])
        found: list[AnswerSpan] = []
        for first, last, score in best_spans(ends[0], ends[1], paragraphs):
            span = Span(pair.offsets[first].start, pair.offsets[last].end)
            # One character may be several tokens.
            if not any(span.start < other.span.end and span.end > other.span.start for other in found):
                found.append(AnswerSpan(span, score - nothing))
        # A network without a head for answerability uses its best span against "nothing".
        answers = float(outputs["answers"][0]) if "answers" in outputs else found[0].score if found else -nothing
        return Reading(answers, tuple(found))

    def _load(self) -> None:
        _ = self._session, self._tokenizer

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """Threads that are kept from question to question."""
        return ThreadPoolExecutor(self._threads)

    @cached_property
    def _session(self) -> InferenceSession:
        return open_graph(self._folder / GRAPH, name="of the reader", remedy=self._remedy, in_7_bits=self._in_7_bits)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = open_tokenizer(self._folder / TOKENIZER, name="the reader", remedy=self._remedy)
        return prepare_tokenizer(tokenizer, max_tokens=self._max_tokens)


def best_spans(
    start: NDArray[np.float32], end: NDArray[np.float32], paragraphs: NDArray[np.int64]
) -> list[tuple[int, int, float]]:
    """Return the best (first token, last token, score), at most ``SPANS``, best first; no two share a token.

    A span's score is the sum of the logits of its two ends (Devlin et al., 2019). No span runs from one paragraph into
    the next, where a headline would become part of the sentence below it.

    Args:
        start: (tokens,) logits.
        end: (tokens,) logits.
        paragraphs: (tokens,) the paragraph number of each token.
    """
    import numpy as np

    tokens = len(start)
    lengths = min(MAX_ANSWER_TOKENS, tokens)
    scores = np.full((tokens, lengths), -np.inf, dtype=np.float64)
    for length in range(lengths):
        sums = start[: tokens - length].astype(np.float64) + end[length:]
        together = paragraphs[: tokens - length] == paragraphs[length:]
        scores[: tokens - length, length] = np.where(together, sums, -np.inf)
    chosen: list[tuple[int, int, float]] = []
    while len(chosen) < SPANS and scores.size:
        first, length = divmod(int(scores.argmax()), lengths)
        score = float(scores[first, length])
        if score == -np.inf:
            break
        last = first + length
        chosen.append((first, last, score))
        for row in range(max(0, first - lengths + 1), last + 1):
            scores[row, max(0, first - row) :] = -np.inf
    return chosen
