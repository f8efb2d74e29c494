"""The plots of an evaluation as SVG, in the colours of the page and without text of articles or questions."""

from collections.abc import Iterable, Sequence

import numpy as np

from qabot.evaluate.curves import Bin, RiskPoint
from qabot.evaluate.figures import Measured
from qabot.evaluate.marking import Marks
from qabot.evaluate.weighted import BINS, bin_of

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 440, 22, 252
_MAX_RADIUS, _MIN_RADIUS = 13.0, 3.5
_RANKS = 10


def reliability_plot(bins: Sequence[Bin]) -> str:
    """Return a reliability plot: confidence against the share of right answers, larger dots for more questions."""
    most = max((bin_.count for bin_ in bins), default=0)
    parts = [*_square("confidence", "share right"), f'<path class="ideal" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>']
    for bin_ in bins:
        if bin_.confidence is None or bin_.right is None:
            continue
        x, y = _x(bin_.confidence), _y(bin_.right)
        radius = max(_MIN_RADIUS, _MAX_RADIUS * (bin_.count / most) ** 0.5)
        label = f"{bin_.count:,} at about {bin_.confidence:.0%}: {bin_.right:.0%} right"
        parts.append(f'<path class="gap" d="M{x} {_y(bin_.confidence)}V{y}"/>')
        parts.append(f'<circle class="dot" cx="{x}" cy="{y}" r="{radius:.1f}"><title>{label}</title></circle>')
    return _svg(parts, "Confidence against the share that is right")


def risk_coverage_plot(points: Sequence[RiskPoint], *, now: tuple[float, float] | None) -> str:
    """Return a plot of risk (wrong answers) against coverage (answered questions).

    Args:
        points: the points of the curve, with ascending coverage.
        now: coverage and risk with the current threshold; ``None`` if nothing was answered.
    """
    parts = _square("share of the questions answered", "of these, wrong")
    if points:
        line = "L".join(f"{_x(point.coverage)} {_y(point.risk)}" for point in points)
        first, last = _x(points[0].coverage), _x(points[-1].coverage)
        parts.append(
            f'<path class="area" d="M{first} {_y(0)}L{line}L{last} {_y(0)}Z"/><path class="curve" d="M{line}"/>'
        )
    if now:
        x, y = _x(now[0]), _y(now[1])
        label = f"now: {now[0]:.0%} answered, {now[1]:.0%} of them wrong"
        parts.append(f'<path class="ideal" d="M{x} {_y(0)}V{y}"/><circle class="now" cx="{x}" cy="{y}" r="5.5"/>')
        parts.append(f'<text class="note" x="{_RIGHT}" y="{_TOP - 8}" text-anchor="end">{label}</text>')
    return _svg(parts, "Wrong answers against the share of questions answered")


def confidence_histogram(marks: Sequence[Marks]) -> str:
    """Return a histogram of the confidence of right, wrong and impossible answers, given or withheld."""
    judged = [mark for mark in marks if mark.kind != "ranking"]
    kinds = ("right", "wrong", "none")
    stacks = [dict.fromkeys(kinds, 0) for _ in range(BINS)]
    places = bin_of(np.array([mark.confidence for mark in judged], dtype=np.float64))
    for mark, place in zip(judged, places, strict=True):
        kind = "none" if mark.kind == "unanswerable" else "right" if mark.right else "wrong"
        stacks[place][kind] += 1
    names = [f"{place / BINS:.0%}" for place in range(BINS + 1)]
    return _svg(_bars(stacks, names, "confidence"), "Questions by confidence")


def rank_plot(ranks: Sequence[int | None]) -> str:
    """Return a bar chart of the rank of the first right article or passage."""
    stacks = [{"right": sum(rank == place for rank in ranks)} for place in range(1, _RANKS + 1)]
    stacks.append({"wrong": sum(rank is None or rank > _RANKS for rank in ranks)})
    names = [*map(str, range(1, _RANKS + 1)), "none"]
    return _svg(_bars(stacks, names, "rank"), "Rank of the first right result")


def range_bar(measured: Measured) -> str:
    """Return a share in [0, 1] as a track with its 95 % interval and a dot at the value."""
    x = [4 + 192 * share for share in (measured.low, measured.high, measured.value)]
    return (
        '<svg class="range" viewBox="0 0 200 12" aria-hidden="true"><path class="track" d="M4 6H196"/>'
        f'<path class="band" d="M{x[0]:.1f} 6H{x[1]:.1f}"/><circle class="dot" cx="{x[2]:.1f}" cy="6" r="4"/></svg>'
    )


def difference_bar(low: float, difference: float, high: float, *, verdict: str, reach: float) -> str:
    """Return a difference and its interval around a line at 0; each half of the width stands for ``reach``."""
    x = [100 + 94 * max(-1.0, min(1.0, value / reach)) for value in (low, high, difference)]
    return (
        f'<svg class="range {verdict}" viewBox="0 0 200 14" aria-hidden="true"><path class="zero" d="M100 0V14"/>'
        f'<path class="band" d="M{x[0]:.1f} 7H{x[1]:.1f}"/><circle class="dot" cx="{x[2]:.1f}" cy="7" r="4"/></svg>'
    )


def _x(share: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * share, 1)


def _y(share: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * share, 1)


def _square(x_name: str, y_name: str) -> list[str]:
    """Return a grid from 0 to 1 on both axes, with numbers and names."""
    parts = []
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts.append(f'<path class="grid" d="M{_LEFT} {_y(share)}H{_RIGHT}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{_y(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>')
        parts.append(f'<text x="{_x(share)}" y="{_BOTTOM + 18}" text-anchor="middle">{share:.0%}</text>')
    return [*parts, *_names(x_name, y_name)]


def _names(x_name: str, y_name: str) -> Iterable[str]:
    middle = (_TOP + _BOTTOM) / 2
    yield f'<text class="name" x="{(_LEFT + _RIGHT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{x_name}</text>'
    if y_name:
        turned = f'transform="rotate(-90 10 {middle})"'
        yield f'<text class="name" x="10" y="{middle}" text-anchor="middle" {turned}>{y_name}</text>'


def _bars(stacks: Sequence[dict[str, int]], names: Sequence[str], x_name: str) -> list[str]:
    """Return stacked bars with totals; names label the bars, or their edges if there is one name more."""
    most = max(1, *(sum(stack.values()) for stack in stacks))
    step = (_RIGHT - _LEFT) / len(stacks)
    parts = [f'<path class="grid" d="M{_LEFT} {_BOTTOM}H{_RIGHT}"/>']
    for place, stack in enumerate(stacks):
        x, top = _LEFT + step * place, float(_BOTTOM)
        for kind, count in stack.items():
            height = (_BOTTOM - _TOP - 16) * count / most
            top -= height
            if count:
                box = f'x="{x + step * 0.1:.1f}" y="{top:.1f}" width="{step * 0.8:.1f}" height="{height:.1f}"'
                parts.append(f'<rect class="{kind}" {box} rx="2"><title>{count:,} {kind}</title></rect>')
        total = sum(stack.values())
        parts.append(f'<text x="{x + step / 2:.1f}" y="{top - 5:.1f}" text-anchor="middle">{total or ""}</text>')
    shift = 0.5 if len(names) == len(stacks) else 0.0
    for place, name in enumerate(names):
        x = _LEFT + step * (place + shift)
        parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 18}" text-anchor="middle">{name}</text>')
    return [*parts, *_names(x_name, "")]


def _svg(parts: Iterable[str], title: str) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">{"".join(parts)}</svg>'
