"""A note on evidence that is so old that a person should know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import Citation

_DAYS_OF_A_MONTH = 30.44
_MAX_MONTHS = 24


def staleness_note(citations: Sequence[Citation], *, day: date | None, stale_after_days: int) -> tuple[str, ...]:
    """Return a note if the newest dated evidence is older than this many days, else nothing.

    Args:
        citations: the answer's citations; without a dated citation there is no note.
        day: on which the question is asked; ``None`` for no note.
        stale_after_days: at least 0; 0 for no note.
    """
    days = [one.article.published for one in citations if one.article.published]
    if day is None or not days or not stale_after_days:
        return ()
    age = (day - max(days)).days
    if age <= stale_after_days:
        return ()
    months = round(age / _DAYS_OF_A_MONTH)
    shown = f"{age} days" if months < 2 else f"{months} months" if months < _MAX_MONTHS else f"{months // 12} years"
    newest = max(days)
    return (f"The newest evidence is {shown} old: {newest.day} {newest:%b %Y}.",)
