"""MinHash signatures of articles, and which of them are similar; the only doorway to datasketch."""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING

from qabot.text.boilerplate import NO_BODY, boilerplate_share
from qabot.text.near_duplicates import own_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from datasketch import MinHash
    from numpy.typing import NDArray

SHINGLE_WORDS = 3
_BANDS, _ROWS = 42, 3
"""Two texts share a band with a chance of 1 - (1 - J³)⁴²: 0.68 at a Jaccard index of 0.3, 0.94 at 0.4, 0.996 at 0.5."""
_SEED = 1
_LEAST_ALIKE = 0.2
"""Estimated Jaccard index below which texts are not compared word by word; its standard error is 0.04."""
_NEIGHBOURS = 4
"""In a band that many articles share, an article is compared with this many first articles, and as many before it."""
_NEAREST = 8
"""At most this many articles are compared with each one, so that the work grows with the number of articles only."""
_PAIRS_AT_ONCE = 32_768
_MIXERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers that mix the values of a band into one of 64 bits: two of a million bands agree by chance once in 10⁷."""


def signature_of(text: str) -> bytes:
    """Return 126 MinHash values of a text's word shingles, as little-endian uint32; ``b""`` for a text without a body.

    Method: Broder, 1997; shingles as in Broder et al., "Syntactic clustering of the Web". Every machine gives the same.
    """
    import numpy as np

    if boilerplate_share(text) > NO_BODY:
        return b""
    codes = np.array([zlib.crc32(token.encode("utf-8", "replace")) for token in own_tokens(text)], dtype=np.uint64)
    if not len(codes):
        return b""
    width = min(SHINGLE_WORDS, len(codes))
    shingles = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    for place in range(width):
        # Multiplying by an odd number before adding makes the order of the words count; the product wraps around.
        shingles = shingles * np.uint64(0x9E3779B97F4A7C15) + codes[place : place + len(shingles)]
    sketch = _empty_sketch().copy()
    sketch.update_batch((np.unique(shingles) >> np.uint64(32)).tolist())
    return bytes(sketch.hashvalues.astype("<u4").tobytes())


def matrix_of(signatures: Sequence[bytes]) -> NDArray[np.uint32]:
    """Return signatures as rows: (n, 126) uint32; an empty signature has a row of zeros."""
    import numpy as np

    empty = bytes(4 * _BANDS * _ROWS)
    rows = np.frombuffer(b"".join(one or empty for one in signatures), dtype="<u4")
    return rows.reshape(len(signatures), _BANDS * _ROWS)


def similar_earlier(rows: NDArray[np.uint32], places: NDArray[np.int64]) -> dict[int, list[int]]:
    """Return for some rows which earlier rows are most similar to each, best first; rows with none are left out.

    Args:
        rows: of all signatures, as from ``matrix_of``.
        places: of the rows that are asked about.
    """
    import numpy as np

    count = len(rows)
    asked = np.zeros(count, dtype=bool)
    asked[places] = True
    found = [np.empty(0, dtype=np.int64)]
    for keys, full in _bands(rows):
        of_band = []
        members = full[_among(keys[full], keys[full[asked[full]]])]
        members = members[np.argsort(keys[members], kind="stable")]
        sorted_keys = keys[members]
        begins = np.ones(len(members), dtype=bool)
        begins[1:] = sorted_keys[1:] != sorted_keys[:-1]
        number = np.arange(len(members))
        first = np.maximum.accumulate(np.where(begins, number, 0))
        for step in range(_NEIGHBOURS):
            later = number[(number - first > step) & asked[members]]
            for earlier in (first[later] + step, later - 1 - step):
                of_band.append(members[later] * count + members[earlier])
        found.append(np.unique(np.concatenate(of_band)))
    return _nearest(rows, np.unique(np.concatenate(found)))


def sharing_a_band(rows: NDArray[np.uint32], others: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return whether each row shares a band with one of some other rows: (n,)."""
    import numpy as np

    shares = np.zeros(len(rows), dtype=bool)
    if len(others):
        for (keys, full), (wanted, some) in zip(_bands(rows), _bands(others), strict=True):
            shares[full] |= _among(keys[full], wanted[some])
    return shares


def _among(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return whether each key is one of those wanted; much faster than ``numpy.isin`` when these are few."""
    import numpy as np

    if not len(wanted):
        return np.zeros(len(keys), dtype=bool)
    known = np.unique(wanted)
    among: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return among


def _bands(rows: NDArray[np.uint32]) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    """Yield for each band its values mixed into one number a row, and the places of the rows that are not empty."""
    import numpy as np

    full = np.flatnonzero(rows.any(axis=1))
    for band in range(_BANDS):
        keys = np.zeros(len(rows), dtype=np.uint64)
        for place, mixer in enumerate(_MIXERS):
            keys += rows[:, band * _ROWS + place] * np.uint64(mixer)
        yield keys, full


def _nearest(rows: NDArray[np.uint32], pairs: NDArray[np.int64]) -> dict[int, list[int]]:
    """Return for each later row of some pairs the most similar earlier ones; pairs are later * len(rows) + earlier."""
    import numpy as np

    later, earlier = np.divmod(pairs, len(rows) or 1)
    alike = np.empty(len(pairs), dtype=np.int64)
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        alike[part] = np.count_nonzero(rows[later[part]] == rows[earlier[part]], axis=1)
    enough = alike >= _LEAST_ALIKE * _BANDS * _ROWS
    later, earlier, alike = later[enough], earlier[enough], alike[enough]
    order = np.lexsort((earlier, -alike, later))
    found: dict[int, list[int]] = {}
    for one, other in zip(later[order].tolist(), earlier[order].tolist(), strict=True):
        nearest = found.setdefault(one, [])
        if len(nearest) < _NEAREST:
            nearest.append(other)
    return found


@cache
def _empty_sketch() -> MinHash:
    from datasketch import MinHash

    return MinHash(num_perm=_BANDS * _ROWS, seed=_SEED, scheme="affine32", hashfunc=int)
