"""MinHash signatures of articles, and which of them are similar; the only doorway to datasketch."""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING

from qabot.text.boilerplate import NO_BODY, boilerplate_share
from qabot.text.near_duplicates import own_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

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
"""In a band that many articles share, each is compared with this many of the first, and of those just before it."""
_NEAREST = 8
"""At most this many articles are compared with each one, so that the work grows with the number of articles only."""


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


def candidate_pairs(signatures: Sequence[bytes]) -> list[tuple[int, list[int]]]:
    """Return pairs of a signature's place and the places of the earlier signatures most similar to it, best first.

    Signatures without a similar one are left out, and so are empty ones. The pairs ascend by the first place.
    """
    import numpy as np

    full = np.array([place for place, one in enumerate(signatures) if one], dtype=np.int64)
    if len(full) < 2:
        return []
    rows = np.frombuffer(b"".join(one for one in signatures if one), dtype="<u4").reshape(len(full), _BANDS * _ROWS)
    near: dict[int, set[int]] = {}
    for band in range(_BANDS):
        part = np.ascontiguousarray(rows[:, band * _ROWS : (band + 1) * _ROWS])
        for run in _runs(part):
            for place, later in enumerate(run[1:], start=1):
                near.setdefault(later, set()).update(
                    (*run[: min(place, _NEIGHBOURS)], *run[max(0, place - _NEIGHBOURS) : place])
                )
    found = []
    for later in sorted(near):
        others = np.array(sorted(near[later]), dtype=np.int64)
        alike = (rows[others] == rows[later]).mean(axis=1)
        best = [int(place) for place in np.lexsort((others, -alike))[:_NEAREST] if alike[place] >= _LEAST_ALIKE]
        if best:
            found.append((int(full[later]), [int(full[others[place]]) for place in best]))
    return found


def _runs(part: NDArray[np.uint32]) -> list[list[int]]:
    """Return, for each row that occurs more than once, the numbers of the rows equal to it, ascending."""
    import numpy as np

    keys = part.view(np.dtype((np.void, part.dtype.itemsize * part.shape[1]))).ravel()
    order = np.argsort(keys, kind="stable")
    edges = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
    return [run.tolist() for run in np.split(order, edges) if len(run) > 1]


@cache
def _empty_sketch() -> MinHash:
    from datasketch import MinHash

    return MinHash(num_perm=_BANDS * _ROWS, seed=_SEED, scheme="affine32", hashfunc=int)
