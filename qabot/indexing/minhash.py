"""MinHash signatures of articles, and which of them are similar."""

from __future__ import annotations

import zlib
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from qabot.text.boilerplate import NO_BODY, boilerplate_share
from qabot.text.near_duplicates import own_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

SHINGLE_WORDS = 3
_BANDS, _ROWS = 42, 3
"""Two texts share a band with a chance of 1 - (1 - J³)⁴²: 0.68 at a Jaccard index of 0.3, 0.94 at 0.4, 0.996 at 0.5."""
_LEAST_ALIKE = 0.2
"""Estimated Jaccard index below which texts are not compared word by word; its standard error is 0.04."""
_NEIGHBOURS = 4
"""In a band that many articles share, an article is compared with this many first articles, and as many before it."""
_NEAREST = 8
"""At most this many articles are compared with each one, so that the work grows with the number of articles only."""
_PAIRS_AT_ONCE = 32_768
_SHINGLES_AT_ONCE = 4_096
_MIXERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd numbers that mix the values of a band into one of 64 bits: two of a million bands agree by chance once in 10⁷."""


def signature_of(text: str) -> bytes:
    """Return 126 MinHash values of a text's word shingles, as little-endian uint32; ``b""`` for a text without a body.

    Method: Broder, 1997; shingles as in Broder et al., "Syntactic clustering of the Web". The hash functions are
    ``a * x + b`` with odd ``a``, modulo 2³², after MurmurHash3's finalizer, as in datasketch 2. That is not imported,
    because it imports SciPy, which takes most of a second. Every machine gives the same.
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
    mixed = _finalized((np.unique(shingles) >> np.uint64(32)).astype(np.uint32))
    factors, addends = _hash_functions()
    smallest = np.full(len(factors), np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(mixed), _SHINGLES_AT_ONCE):
        some = mixed[start : start + _SHINGLES_AT_ONCE]
        smallest = np.minimum(smallest, (some[:, None] * factors + addends).min(axis=0))
    return bytes(smallest.astype("<u4").tobytes())


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


def band_keys(rows: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return one number for each band of each signature that is not empty: (m, 42), each at least 0 and below 2⁴⁷.

    Signatures that share a band share a number. By chance, others may share one as well.
    """
    import numpy as np

    of_band = [keys[full] + np.uint64(band * _MIXERS[0] % 2**64) for band, (keys, full) in enumerate(_bands(rows))]
    return (np.stack(of_band, axis=1) >> np.uint64(17)).astype(np.int64)


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


def _finalized(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix the bits of numbers by MurmurHash3's finalizer, so that like numbers become unlike."""
    import numpy as np

    numbers = (numbers ^ (numbers >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    numbers = (numbers ^ (numbers >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return numbers ^ (numbers >> np.uint32(16))


@cache
def _hash_functions() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the factors, which are odd, and the addends of all hash functions."""
    import numpy as np

    drawn = b"".join(blake2b(bytes([number]), digest_size=8).digest() for number in range(_BANDS * _ROWS))
    pairs = np.frombuffer(drawn, dtype="<u4").reshape(-1, 2)
    return pairs[:, 0] | np.uint32(1), pairs[:, 1].copy()
