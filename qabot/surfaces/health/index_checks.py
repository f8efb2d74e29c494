"""Checks of an open build: its vectors, its lexical index, and both against the passages; and of the reader."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qabot.app.settings import OWN_READER
from qabot.errors import IndexCorrupt, IndexMismatch, ModelError
from qabot.model import Query, Scope
from qabot.models.embedder import OnnxEmbedder
from qabot.models.reader_export import find_reader, reader_state
from qabot.text.header import embedded_text

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    from qabot.app.qabot import Qabot
    from qabot.indexing.local.store import LocalStore
    from qabot.indexing.milvus.store import MilvusStore

    Opened: TypeAlias = LocalStore | MilvusStore

_REBUILD = "Run: qabot index --rebuild"
_SAMPLE = 16
_ROWS_AT_ONCE = 8192
_MIN_COSINE = 0.98
"""Another version of ONNX Runtime rounds otherwise, down to .991; vectors of other texts or models are far below."""
_NORM_TOLERANCE = 1e-3
_WORDS = 32
"""How many words of a passage are searched for."""
_BEST = 3
"""The passage should be among this many results."""


def check_vectors(store: LocalStore) -> str:
    """Check that each vector is finite and of length 1, and return how many there are.

    Raises:
        IndexCorrupt: some vectors are not.
    """
    import numpy as np

    rows = store.catalogue.passage_count
    wrong = 0
    for first in range(0, rows, _ROWS_AT_ONCE):
        norms = np.linalg.norm(store.dense.vectors(np.arange(first, min(first + _ROWS_AT_ONCE, rows))), axis=1)
        # With "not (<=)", NaN counts as wrong.
        wrong += int(np.sum(~(np.abs(norms - 1) <= _NORM_TOLERANCE)))
    if wrong:
        raise IndexCorrupt(f"{wrong:,} of {rows:,} vectors are not of length 1", remedy=_REBUILD)
    return f"all {rows:,} are of length 1"


def check_words(store: Opened) -> str:
    """Check that the lexical index and the catalogue number passages alike, and return how many were found.

    A search for a passage's own words should find the passage first, but near-duplicates may come before it. So the
    index is wrong only if fewer than half of the sample are found.

    Raises:
        IndexCorrupt: passages are not found by their own words.
    """
    import numpy as np

    (lexical,) = (searcher for searcher in store.searchers if searcher.name == "bm25")
    nowhere = np.zeros(store.manifest.config["dim"], dtype=np.float32)
    tried = found = 0
    for passage in store.passages(_sample(store)):
        terms = store.terms(passage.text)[:_WORDS]
        weights = {term.form: store.weight(term.form) for term in terms}
        if not terms:
            continue
        query = Query(text=passage.text, vector=nowhere, terms=terms, weights=weights, unknown=frozenset())
        best = store.passages([ranked.ordinal for ranked in lexical.search(query, _BEST, Scope())])
        tried += 1
        found += any(hit.text == passage.text for hit in best)
    if found * 2 < tried:
        raise IndexCorrupt(f"Only {found} of {tried} passages are found by their own words", remedy=_REBUILD)
    return f"{found} of {tried} passages tried are found by their own words"


def check_model(store: Opened, exported: Path, *, threads: int) -> str:
    """Check that the model gives the stored vectors for a sample of passages, and return how many were tried.

    Raises:
        IndexCorrupt: the model gives other vectors, or cannot be run.
    """
    import numpy as np

    sample = _sample(store)
    passages = store.passages(sample)
    texts = [embedded_text(store.article(passage.article_id), passage) for passage in passages]
    try:
        vectors = OnnxEmbedder(exported, threads=threads).embed(texts)
    except ModelError as err:
        raise IndexCorrupt(err.problem, remedy=err.remedy) from err
    stored = store.dense.vectors(np.array(sample, dtype=np.int64))
    same = int(np.sum(np.sum(vectors * stored, axis=1) > _MIN_COSINE))
    if same < len(sample):
        raise IndexCorrupt(
            f"The model gives other vectors than are stored for {len(sample) - same} of {len(sample)} passages",
            remedy=_REBUILD,
        )
    return f"{same} of {len(sample)} passages embedded again have the vectors that are stored"


def _sample(store: Opened) -> list[int]:
    """Return ordinals spread evenly over the build, from the first to the last."""
    last = store.passage_count - 1
    return sorted({last * i // (_SAMPLE - 1) for i in range(_SAMPLE)}) if last >= 0 else []


def check_reader(qabot: Qabot) -> str:
    """Check that the reader finds an answer in a passage, and return which reader it is. This exports nothing.

    Raises:
        ModelError: its network is missing, unreadable, or finds nothing.
        IndexCorrupt: the exported network is damaged.
        IndexMismatch: the network was exported from other weights.
    """
    name = qabot.settings.reader.model
    if name != OWN_READER:
        state = reader_state(qabot.builds.models, name, trust_time=False)
        if state == "missing":
            find_reader(name)
            return f"{name} is not exported yet: qabot index does it, or the first question"
        if state == "damaged":
            raise IndexCorrupt(f"The export of the reader {name} is damaged", remedy="Run: qabot index")
        if state == "outdated":
            raise IndexMismatch(
                f"The reader {name} was exported from other weights than it has now", remedy="Run: qabot index"
            )
    for network in filter(None, (qabot.reader, qabot.second_reader)):
        (reading,) = network.read_texts([("Where is the harbour?", "", "The old harbour of the town is in Varna.")])
        numbers = [reading.answers, *(found.score for found in reading.spans)]
        if not reading.spans or not all(math.isfinite(number) for number in numbers):
            raise ModelError(f"The reader {name} reads nothing", remedy="Check [reader] model in config.toml")
    if name != OWN_READER:
        return f"{name} reads"
    return "qabot's own networks read" if qabot.second_reader else "qabot's own network reads"
