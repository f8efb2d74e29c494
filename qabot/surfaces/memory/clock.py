"""The clock that decides when memories expire: it advances with the system's clock, but never jumps ahead."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

TABLE = (
    "CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 0), seen REAL NOT NULL, time REAL NOT NULL)"
)
MAX_STEP_S = 86_400.0
"""How far the clock advances at most from one look to the next. If the system's clock jumps a month ahead, or the
machine is switched off for a month, memories come one day closer to their end, not a month."""
_STORE_EVERY_S = 60.0


def steady_time(state: sqlite3.Connection, *, store: bool = True) -> float:
    """Return seconds since 1970 by the steady clock of a state database.

    Args:
        state: the database.
        store: whether the clock may advance; without it nothing is written, so that no lock is waited for.

    The clock starts with the system's time, stands still while that runs backwards, and advances by at most a day
    between two looks. So an expiry of 30 days means 30 days in which qabot was used.

    Raises:
        sqlite3.Error: the database cannot be used.
    """
    state.execute(TABLE)
    now = time.time()
    row = state.execute("SELECT seen, time FROM clock").fetchone()
    if row is not None and 0 <= now - row[0] < _STORE_EVERY_S:
        return float(row[1] + now - row[0])
    if not store:
        return float(row[1] + min(max(now - row[0], 0.0), MAX_STEP_S)) if row else now
    (steady,) = state.execute(
        "INSERT INTO clock VALUES (0, :now, :now) ON CONFLICT (id) DO UPDATE SET "
        "time = time + min(max(:now - seen, 0), :step), seen = :now RETURNING time",
        {"now": now, "step": MAX_STEP_S},
    ).fetchone()
    return float(steady)
