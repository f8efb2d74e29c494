"""How old the newest of the cited evidence is, and whether a reader should know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import Citation

_DAYS_OF_A_MONTH = 30.44
_MONTHS_SHOWN = 24


def staleness_note(citations: Sequence[Citation], *, today: date, stale_after_days: int) -> tuple[str, ...]:
    """Return a note when the newest dated evidence is older than so many days; nothing for 0, or where none is dated.

    Args:
        citations: of the answer.
        today: the day on which the question is asked.
        stale_after_days: at least 0.
    """
    days = [one.article.published for one in citations if one.article.published]
    if not days or not stale_after_days:
        return ()
    age = (today - max(days)).days
    if age <= stale_after_days:
        return ()
    months = round(age / _DAYS_OF_A_MONTH)
    shown = f"{age} days" if months < 2 else f"{months} months" if months < _MONTHS_SHOWN else f"{months // 12} years"
    return (f"Newest evidence: {shown} old ({max(days)}).",)
