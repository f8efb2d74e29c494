"""The articles of an index by day of publication and source, as stacked bars in SVG."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WIDTH, _HEIGHT = 960, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 950, 16, 262
_MOST_BARS = 80
_LABELS = 8
SHOWN_SOURCES = 5
"""As many sources have a colour of their own."""


@dataclass(frozen=True, slots=True)
class Period:
    """How days are put together: its name, the first day of a day's period, the period after it, and its label."""

    name: str
    first: Callable[[date], date]
    after: Callable[[date], date]
    label: Callable[[date], str]


def _day_label(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


_PERIODS = (
    Period("week", lambda day: day - timedelta(day.weekday()), lambda day: day + timedelta(7), _day_label),
    Period(
        "month",
        lambda day: day.replace(day=1),
        lambda day: (day.replace(day=28) + timedelta(4)).replace(day=1),
        lambda day: f"{day:%b %Y}",
    ),
    Period("year", lambda day: date(day.year, 1, 1), lambda day: date(day.year + 1, 1, 1), lambda day: str(day.year)),
)


def choose_period(days: Iterable[date]) -> Period:
    """Return the shortest of week, month and year with which all days fit on a plot, else the year."""
    known = sorted(days)
    for period in _PERIODS[:-1]:
        count, at = 1, period.first(known[0])
        while at < period.first(known[-1]) and count <= _MOST_BARS:
            count, at = count + 1, period.after(at)
        if count <= _MOST_BARS:
            return period
    return _PERIODS[-1]


def articles_plot(dated: Sequence[tuple[date, str]], sources: Sequence[str], period: Period) -> str:
    """Return stacked bars: one for each period from the first article to the last, one colour for each source.

    Args:
        dated: the day and the source of each article, at least one.
        sources: those that have a colour, at most ``SHOWN_SOURCES``; all others share one.
        period: see ``choose_period``.
    """
    counts = Counter(
        (period.first(day), sources.index(source) if source in sources else len(sources)) for day, source in dated
    )
    first, last = min(day for day, _ in counts), max(day for day, _ in counts)
    starts = [first]
    while starts[-1] < last and period.after(starts[-1]).year < date.max.year:
        starts.append(period.after(starts[-1]))
    totals = Counter(period.first(day) for day, _ in dated)
    most, step = max(totals.values()), (_RIGHT - _LEFT) / len(starts)
    parts = [*_scale(most)]
    for place, start in enumerate(starts):
        x, top = _LEFT + step * place, float(_BOTTOM)
        for number in range(len(sources) + 1):
            count = counts[start, number]
            if not count:
                continue
            height = (_BOTTOM - _TOP) * count / most
            top -= height
            name = sources[number] if number < len(sources) else "other sources"
            box = f'x="{x + step * 0.1:.1f}" y="{top:.1f}" width="{step * 0.8:.1f}" height="{height:.1f}"'
            tip = f"{count:,}: {escape(name)}, {period.name} of {period.label(start)}"
            parts.append(
                f'<rect class="s{number if number < len(sources) else "-other"}" {box}><title>{tip}</title></rect>'
            )
    for place in range(0, len(starts), -(-len(starts) // _LABELS)):
        x = _LEFT + step * (place + 0.5)
        parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 20}" text-anchor="middle">{period.label(starts[place])}</text>')
    title = f"Articles per {period.name} and source"
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">{"".join(parts)}</svg>'


def _scale(most: int) -> Iterable[str]:
    """Yield lines with their numbers at whole steps from 0 to ``most``."""
    step = max(1, -(-most // 4))
    for count in range(0, most + 1, step):
        y = _BOTTOM - (_BOTTOM - _TOP) * count / most
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{count:,}</text>'
