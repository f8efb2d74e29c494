"""Compares two runs over the same questions: the difference of each figure, and each question that changed."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qabot.evaluate.figures import FIGURES, columns_of, interval, resampled, values_of
from qabot.evaluate.marking import Marks


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure changed: ``difference`` is ``now - before``, ``low`` to ``high`` its 95 % interval."""

    figure: str
    before: float
    now: float
    difference: float
    low: float
    high: float

    @property
    def same(self) -> bool:
        """Return whether nothing changed, in any resample."""
        return self.low == self.difference == self.high == 0

    @property
    def verdict(self) -> str:
        """Return ``better`` or ``worse`` when the interval leaves out 0, else ``unclear``.

        A time is always unclear: no resample knows what else the machine did.
        """
        figure = FIGURES[self.figure]
        if figure.unit == "ms" or self.low <= 0 <= self.high:
            return "unclear"
        return "better" if (self.low > 0) == figure.higher_is_better else "worse"


@dataclass(frozen=True, slots=True)
class Pair:
    """One question in both runs."""

    before: Marks
    now: Marks


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two runs.

    Attributes:
        changes: one for every figure that both runs have, over the questions that both asked.
        better: the questions with a better result, in the order asked.
        worse: the questions with a worse result.
        common: how many questions both runs asked.
        only_before: how many questions the earlier run alone asked.
        only_now: how many the later run alone asked.
    """

    changes: tuple[Change, ...]
    better: tuple[Pair, ...]
    worse: tuple[Pair, ...]
    common: int
    only_before: int
    only_now: int


def compare(before: Sequence[Marks], now: Sequence[Marks], *, resamples: int = 2_000, seed: int = 0) -> Comparison:
    """Compare two runs, question by question. Questions are the same when both id and text are.

    Each resample draws the same questions from both runs, so that hard questions cancel out.

    Args:
        before: the earlier run.
        now: the later run.
        resamples: for the intervals, at least 1.
        seed: of the random draws.
    """
    earlier = dict(_keyed(before))
    pairs = [Pair(earlier[key], one) for key, one in _keyed(now) if key in earlier]
    return Comparison(
        changes=tuple(_changes(pairs, resamples=resamples, seed=seed)) if pairs else (),
        better=tuple(pair for pair in pairs if pair.now.success > pair.before.success),
        worse=tuple(pair for pair in pairs if pair.now.success < pair.before.success),
        common=len(pairs),
        only_before=len(before) - len(pairs),
        only_now=len(now) - len(pairs),
    )


def _keyed(marks: Sequence[Marks]) -> Iterator[tuple[tuple[str, int], Marks]]:
    """Yield each with a key: its id and text, and a number that counts equal questions."""
    seen: Counter[str] = Counter()
    for one in marks:
        name = json.dumps([one.id, one.question], sort_keys=True)
        seen[name] += 1
        yield (name, seen[name]), one


def _changes(pairs: Sequence[Pair], *, resamples: int, seed: int) -> Iterator[Change]:
    old, new = columns_of([pair.before for pair in pairs]), columns_of([pair.now for pair in pairs])
    old_values, new_values = values_of(old), values_of(new)
    old_drawn = resampled(old, resamples=resamples, seed=seed)
    new_drawn = resampled(new, resamples=resamples, seed=seed)
    for name in FIGURES:
        difference = new_values[name] - old_values[name]
        if np.isfinite(difference):
            low, high = interval(new_drawn[name] - old_drawn[name])
            yield Change(name, old_values[name], new_values[name], difference, low, high)
