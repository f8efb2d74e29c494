"""Reads ``--min hit@5=.8`` and ``--max refused=.1``, and says which limits a run misses."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from qabot.errors import ConfigError
from qabot.evaluate.figures import FIGURES, Measured


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on one figure; ``bound`` has the unit of the figure: a share in [0, 1] or milliseconds."""

    figure: str
    bound: float

    @property
    def option(self) -> str:
        """Return the option that sets it: ``--min`` for a figure that is better high, ``--max`` for any other."""
        return "--min" if FIGURES[self.figure].higher_is_better else "--max"

    def missed(self, figures: Mapping[str, Measured]) -> str | None:
        """Return a sentence that says what is wrong, or ``None`` when the limit is kept.

        A figure that could not be measured misses its limit: a question set that lost its answers must not pass.
        """
        if self.figure not in figures:
            return f"{self.figure} could not be measured: no question says what is right"
        value = figures[self.figure].value
        if self.option == "--min" and value < self.bound:
            return f"{self.figure} is {value:.4g}, below {self.bound:g}"
        if self.option == "--max" and value > self.bound:
            return f"{self.figure} is {value:.4g}, above {self.bound:g}"
        return None


def parse_limits(texts: Iterable[str], *, option: str) -> list[Limit]:
    """Return the limits of ``--min`` or ``--max``.

    Args:
        texts: each ``METRIC=VALUE``; a blank in a metric's name may be written as ``-`` or ``_``.
        option: ``--min`` or ``--max``.

    Raises:
        ConfigError: no such metric, a value out of its range, or a metric that is better the other way.
    """
    return [_parse(text, option) for text in texts]


def _parse(text: str, option: str) -> Limit:
    name, equals, value = text.rpartition("=")
    known = name.strip().lower().replace("-", " ").replace("_", " ")
    if not equals:
        raise ConfigError(
            f"{option} {text!r} has no value", remedy=f"Write a metric and a value: {option} {_example(option)}"
        )
    if known not in FIGURES:
        near = get_close_matches(known, FIGURES, n=3, cutoff=0)
        raise ConfigError(f"There is no metric {name.strip()!r}", remedy=f"Nearest: {', '.join(near)}")
    try:
        bound = float(value)
    except ValueError:
        bound = math.nan
    top = 1.0 if FIGURES[known].unit == "share" else math.inf
    if not (0 <= bound <= top and math.isfinite(bound)):
        said = "from 0 to 1" if top == 1 else "of milliseconds"
        raise ConfigError(
            f"{option} {text!r}: {value!r} is no number {said}", remedy=f"For example: {option} {_example(option)}"
        )
    limit = Limit(known, bound)
    if limit.option != option:
        better = "high" if option == "--max" else "low"
        raise ConfigError(
            f"{known} is better {better}", remedy=f"Write: {limit.option} {known.replace(' ', '-')}={value}"
        )
    return limit


def _example(option: str) -> str:
    return "hit@5=.8" if option == "--min" else "refused=.1"
