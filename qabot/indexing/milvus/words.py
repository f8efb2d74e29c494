"""BM25 as inner products of sparse vectors: one for each passage, and one for the question.

A passage's vector has, for each word in each field, ``tf / (tf + k1 * (1 - b + b * length / average length))``; a
question's has boost, inverse document frequency and ``k1 + 1``. Their inner product is the score that tantivy gives
(``qabot.indexing.local.lexical``): fields, boosts, pairs of neighbours and lengths in a byte. How common a word is
is only in the vector of the question, so that no passage's vector depends on it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qabot.indexing.local.analysis import Analysis, inverse_frequency, neighbours
from qabot.indexing.local.lexical import PHRASE_BOOST, PHRASED
from qabot.indexing.local.lexical_writer import FIELD_BOOSTS
from qabot.text.header import written_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Article, Passage, Term

    Texts = tuple[str, str, str]

FIELDS = tuple(FIELD_BOOSTS)
_K1, _B = 1.2, 0.75
_MAX_WORDS = 715_827_883
"""A dimension is a number times three plus the place of a field, below 2 to the 32nd. The numbers of words come first,
then those of pairs, which are hashes."""
_MAX_PAIRS = 715_827_880
_EXACT_LENGTHS = 40
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9)
_64_BITS = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A word of a build: its number, and how many passages have it in each of ``FIELDS``."""

    number: int
    containing: tuple[int, ...]


def word_dim(number: int, place: int) -> int:
    """Return the dimension of a word in the field at ``place`` of ``FIELDS``."""
    if number >= _MAX_WORDS:
        msg = f"{number:,} different words are too many"
        raise OverflowError(msg)
    return number * len(FIELDS) + place


def pair_dim(one: int, two: int, place: int) -> int:
    """Return the dimension of two neighbouring words, by their numbers. Two pairs rarely share a dimension."""
    mixed = (one * _MIX[0] + two * _MIX[1]) & _64_BITS
    mixed = ((mixed ^ mixed >> 30) * _MIX[2]) & _64_BITS
    return (_MAX_WORDS + (mixed >> 31) % _MAX_PAIRS) * len(FIELDS) + place


def question_vector(terms: Sequence[Term], known: Mapping[str, WordEntry], *, passages: int) -> dict[int, float]:
    """Return the sparse vector of a question; empty when no passage has one of its words.

    Args:
        terms: of the question.
        known: the forms of the question that a passage has.
        passages: their number in the build.
    """
    vector: dict[int, float] = {}

    def add(dim: int, weight: float) -> None:
        vector[dim] = vector.get(dim, 0.0) + weight * (_K1 + 1)

    for form in dict.fromkeys(term.form for term in terms):
        if form not in known:
            continue
        word = known[form]
        for place, boost in enumerate(FIELD_BOOSTS.values()):
            if word.containing[place]:
                add(word_dim(word.number, place), boost * inverse_frequency(word.containing[place], passages))
    for one, two in neighbours(terms):
        if one.form not in known or two.form not in known:
            continue
        words = known[one.form], known[two.form]
        if min(max(word.containing) for word in words) > PHRASED:
            continue
        for place, boost in enumerate(FIELD_BOOSTS.values()):
            if all(word.containing[place] for word in words):
                rarity = sum(inverse_frequency(word.containing[place], passages) for word in words)
                add(pair_dim(words[0].number, words[1].number, place), PHRASE_BOOST * boost * rarity)
    return vector


@dataclass
class Vocabulary:
    """Counts the words of a build in one pass over its passages, and then makes their vectors.

    The counts of each passage are kept in a file in ``folder`` until then.
    """

    folder: Path
    numbers: dict[str, int] = field(default_factory=dict)
    containing: list[list[int]] = field(default_factory=list)
    passages: int = 0

    def __post_init__(self) -> None:
        """Open the file, which the system deletes when it is closed."""
        self._analysis = Analysis()
        self._spool = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115 - it lives as long as this
        self._words = [0] * len(FIELDS)
        self._last: tuple[str, list[tuple[list[int], list[tuple[int, int]]]]] = ("", [])

    def learn(self, article: Article, passage: Passage) -> None:
        """Count the words of the next passage."""
        import numpy as np

        if self._last[0] != article.id:
            byline = f"{article.source} {written_date(article)}"
            self._last = (article.id, [self._numbered(article.title), self._numbered(byline)])
        counts: Counter[int] = Counter()
        lengths = []
        for place, (words, pairs) in enumerate((self._numbered(passage.text), *self._last[1])):
            lengths.append(len(words))
            self._words[place] += len(words)
            for number, times in Counter(words).items():
                counts[word_dim(number, place)] = times
                self.containing[number][place] += 1
            counts.update(pair_dim(one, two, place) for one, two in pairs)
        self.passages += 1
        head = np.array([len(counts), *lengths], dtype=np.uint32)
        dims = np.fromiter(counts.keys(), dtype=np.uint32, count=len(counts))
        times_each = np.fromiter(counts.values(), dtype=np.uint32, count=len(counts))
        self._spool.write(head.tobytes() + dims.tobytes() + times_each.tobytes())

    def known(self) -> Iterator[tuple[str, WordEntry]]:
        """Yield every word of the build."""
        for form, number in self.numbers.items():
            yield form, WordEntry(number, tuple(self.containing[number]))

    def vectors(self) -> Iterator[dict[int, float]]:
        """Yield the sparse vector of each passage, in the order in which they were counted."""
        import numpy as np

        norms = self._norms()
        self._spool.seek(0)
        for _ in range(self.passages):
            count, *lengths = np.frombuffer(self._spool.read(4 * (1 + len(FIELDS))), dtype=np.uint32).tolist()
            dims = np.frombuffer(self._spool.read(4 * count), dtype=np.uint32)
            times = np.frombuffer(self._spool.read(4 * count), dtype=np.uint32).astype(np.float32)
            yield _weighed(dims, times, np.array([norms[place][lengths[place]] for place in range(len(FIELDS))]))

    def close(self) -> None:
        """Close the file."""
        self._spool.close()

    def _numbered(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        forms, pairs = self._analysis.indexed(text)
        words = []
        for form in forms:
            number = self.numbers.setdefault(form, len(self.numbers))
            if number == len(self.containing):
                self.containing.append([0] * len(FIELDS))
            words.append(number)
        return words, [(self.numbers[one], self.numbers[two]) for one, two in pairs]

    def _norms(self) -> list[_Norms]:
        return [_Norms(total / self.passages) for total in self._words]


class _Norms(dict[int, float]):
    """``k1 * (1 - b + b * length / average length)`` by length, as tantivy rounds it."""

    def __init__(self, average: float) -> None:
        super().__init__()
        self._average = average

    def __missing__(self, length: int) -> float:
        self[length] = _K1 * (1 - _B + _B * rounded_length(length) / self._average) if self._average else 0.0
        return self[length]


def rounded_length(length: int) -> int:
    """Return a field's length as one byte keeps it in tantivy and Lucene: exact to 40, then three bits and a shift."""
    if length < _EXACT_LENGTHS:
        return length
    rest = length - 24
    shift = rest.bit_length() - 4
    return 24 + (rest >> shift << shift)


def _weighed(dims: NDArray[np.uint32], times: NDArray[np.float32], norms: NDArray[np.float64]) -> dict[int, float]:
    """Return the sparse vector of a passage; ``norms`` has one number for each field."""
    weights = times / (times + norms.astype("float32")[dims % len(FIELDS)])
    return dict(zip(dims.tolist(), weights.tolist(), strict=True))
