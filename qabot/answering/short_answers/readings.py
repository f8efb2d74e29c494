"""Corrects what a reader made of passages where their layout says more than their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.short_answers.table_cells import choose_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Asked, Hit, Reading
    from qabot.ports import Store


def correct_readings(
    asked: Asked, hits: Sequence[Hit], readings: Sequence[Reading], *, store: Store
) -> tuple[Reading, ...]:
    """Return the readings of the first hits, with the cell of a table where the question asks for one.

    Args:
        asked: the question.
        hits: passages.
        readings: what a reader made of the first of them.
        store: has the passages' articles.
    """
    return choose_cells(asked, hits, readings, store=store)
