"""The figures of an evaluation: their names, which way is better, and how they are computed from the marks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from qabot.evaluate import weighted
from qabot.evaluate.marking import RIGHT_F1, Marks
from qabot.evaluate.weighted import Floats

Group = Literal["Finding", "Answering", "Refusing", "Time"]
Columns: TypeAlias = Mapping[str, Floats]
"""By name, (questions,) float64; NaN for a question that does not count."""

_STAGES = {"total": "the whole answer", "search": "searching", "read": "reading"}
_RESAMPLES_AT_ONCE = 100
_Z = 1.959964
"""Standard deviations that leave out 2.5 % of a normal distribution at each end."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The definition of one figure.

    Attributes:
        name: in ``--min`` and in the JSON.
        group: under which it is shown.
        meaning: in a few words, for a person.
        higher_is_better: which way an improvement goes.
        unit: ``share`` is in [0, 1].
        of: computes its value for each row of counts (see ``weighted``); NaN when there is nothing to measure.
        counted: the column that it is computed from.
    """

    name: str
    group: Group
    meaning: str
    higher_is_better: bool
    unit: Literal["share", "ms"]
    of: Callable[[Columns, Floats], Floats]
    counted: str


def _mean(name: str, columns: Columns, counts: Floats) -> Floats:
    return weighted.mean(columns[name], counts=counts)


def _ratio(part: str, whole: str, columns: Columns, counts: Floats) -> Floats:
    return weighted.ratio(columns[part], columns[whole], counts=counts)


def _quantile(name: str, share: float, columns: Columns, counts: Floats) -> Floats:
    return weighted.quantile(columns[name], share, counts=counts)


def _of_confidence(
    statistic: Callable[..., Floats], right: Literal["f1 right", "found right"], columns: Columns, counts: Floats
) -> Floats:
    """Return a statistic of confidence against rightness, over the questions that have an answer or must be refused."""
    judged = np.isfinite(columns["judged confidence"])
    return statistic(columns["judged confidence"][judged], columns[right][judged] > 0, counts=counts[:, judged])


def _score(name: str, group: Group, meaning: str, *, higher_is_better: bool = True) -> Figure:
    return Figure(name, group, meaning, higher_is_better, "share", partial(_mean, name), name)


def _time(stage: str, name: str, share: float, meaning: str) -> Figure:
    column = f"{stage} ms"
    return Figure(f"{column} {name}", "Time", meaning, False, "ms", partial(_quantile, column, share), column)


FIGURES: Mapping[str, Figure] = {
    figure.name: figure
    for figure in (
        *(
            _score(f"hit@{k}", "Finding", "a right article " + ("comes first" if k == 1 else f"among the first {k}"))
            for k in (1, 5, 10)
        ),
        _score("mrr@10", "Finding", "one over the rank of the first right article"),
        _score("ndcg@10", "Finding", "right articles, counting more the higher they stand"),
        *(
            _score(
                f"passage hit@{k}",
                "Finding",
                "a right passage " + ("comes first" if k == 1 else f"among the first {k}"),
            )
            for k in (1, 5, 10)
        ),
        *(
            _score(
                f"answer@{k}", "Finding", "the answer stands in the first " + ("passage" if k == 1 else f"{k} passages")
            )
            for k in (1, 5, 10)
        ),
        _score("right", "Answering", "answered, and rightly"),
        _score("em", "Answering", "the short answer is exactly the expected one"),
        _score("f1", "Answering", "words shared with the expected answer"),
        _score("cited", "Answering", "the expected answer stands in a cited quote"),
        Figure(
            "citation precision",
            "Answering",
            "citations that prove the answer",
            True,
            "share",
            partial(_ratio, "right citations", "judged citations"),
            "right citations",
        ),
        _score("citation recall", "Answering", "answerable questions with such a citation"),
        Figure(
            "verbatim",
            "Answering",
            "quotes that stand so in their article",
            True,
            "share",
            partial(_ratio, "verbatim", "citations"),
            "verbatim",
        ),
        _score("written", "Answering", "answers that a language model wrote, with --write"),
        _score("sentences proved", "Answering", "of its sentences, said"),
        _score("written and right", "Answering", "of what it wrote, with the expected answer in its sentences"),
        _score("refused", "Refusing", "answerable, but not answered", higher_is_better=False),
        _score("false answers", "Refusing", "unanswerable, but answered", higher_is_better=False),
        _score("right when answered", "Refusing", "of the answers given, right"),
        Figure(
            "auroc",
            "Refusing",
            "confidence tells right answers from all else",
            True,
            "share",
            partial(_of_confidence, weighted.auroc, "f1 right"),
            "judged confidence",
        ),
        Figure(
            "auroc of candidates",
            "Refusing",
            "the same, a refused answer judged too",
            True,
            "share",
            partial(_of_confidence, weighted.auroc, "found right"),
            "judged confidence",
        ),
        Figure(
            "calibration error",
            "Refusing",
            "how far confidence is from the share right",
            False,
            "share",
            partial(_of_confidence, weighted.calibration_error, "found right"),
            "judged confidence",
        ),
        Figure(
            "aurc",
            "Refusing",
            "area under risk against coverage",
            False,
            "share",
            partial(_of_confidence, weighted.risk_coverage_area, "found right"),
            "judged confidence",
        ),
        *(
            _time(stage, name, share, f"{words}: {rest} longer")
            for stage, words in _STAGES.items()
            for name, share, rest in (("median", 0.5, "half took"), ("p95", 0.95, "one in twenty took"))
        ),
    )
}
"""Every figure by its name, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The value of a figure, its 95 % interval, and the number of questions or citations behind it."""

    value: float
    low: float
    high: float
    count: int


def columns_of(marks: Sequence[Marks]) -> Columns:
    """Return every column that the figures are computed from."""
    nan = float("nan")
    judged = [one.kind != "ranking" for one in marks]
    rows: dict[str, list[float]] = {
        "citations": [one.citations for one in marks],
        "verbatim": [one.verbatim for one in marks],
        "judged citations": [nan if one.right_citations is None else one.citations for one in marks],
        "right citations": [nan if one.right_citations is None else one.right_citations for one in marks],
        "judged confidence": [one.confidence if has else nan for one, has in zip(marks, judged, strict=True)],
        "f1 right": [one.scores.get("f1", 0.0) >= RIGHT_F1 for one in marks],
        "found right": [one.right for one in marks],
        **{f"{stage} ms": [one.timings_ms.get(stage, nan) for one in marks] for stage in _STAGES},
    }
    scored = {figure.counted for figure in FIGURES.values()} - rows.keys()
    rows |= {name: [one.scores.get(name, nan) for one in marks] for name in scored}
    return {name: np.asarray(column, dtype=np.float64) for name, column in rows.items()}


def resampled(columns: Columns, *, resamples: int, seed: int) -> dict[str, Floats]:
    """Return, by figure, its values over questions drawn with replacement (Efron, 1979): (resamples,) float64.

    Equal seeds and numbers of questions draw the same questions, whatever the columns contain.
    """
    rng = np.random.default_rng(seed)
    count = len(columns["citations"])
    parts: dict[str, list[Floats]] = {name: [] for name in FIGURES}
    for first in range(0, resamples, _RESAMPLES_AT_ONCE):
        rows = min(_RESAMPLES_AT_ONCE, resamples - first)
        drawn = rng.integers(0, count, size=(rows, count)) + count * np.arange(rows)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count).astype(np.float64)
        for name, figure in FIGURES.items():
            parts[name].append(figure.of(columns, counts))
    return {name: np.concatenate(values) for name, values in parts.items()}


def values_of(columns: Columns) -> dict[str, float]:
    """Return the value of every figure; NaN where there is nothing to measure."""
    once = np.ones((1, len(columns["citations"])))
    return {name: float(figure.of(columns, once)[0]) for name, figure in FIGURES.items()}


def interval(values: Floats) -> tuple[float, float]:
    """Return the 2.5th and the 97.5th percentile of the values that are not NaN; NaN when there are none."""
    known = values[np.isfinite(values)]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    return float(low), float(high)


def wilson_interval(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``count`` trials (Wilson, 1927)."""
    middle, width = share + _Z**2 / (2 * count), _Z * np.sqrt(share * (1 - share) / count + (_Z / (2 * count)) ** 2)
    whole = 1 + _Z**2 / count
    return max(0.0, float((middle - width) / whole)), min(1.0, float((middle + width) / whole))


def measure(marks: Sequence[Marks], *, resamples: int = 2_000, seed: int = 0) -> dict[str, Measured]:
    """Return every figure that can be measured on these questions, in the order of ``FIGURES``.

    Where all questions have the same value, drawing them again shows no other, so that the interval would have no width
    however few they are. Such a share has Wilson's interval.

    Args:
        marks: of at least one question.
        resamples: for the intervals, at least 1.
        seed: of the random draws.
    """
    columns = columns_of(marks)
    drawn = resampled(columns, resamples=resamples, seed=seed)
    measured = {}
    for name, value in values_of(columns).items():
        if np.isfinite(value):
            low, high = interval(drawn[name])
            count = _count(columns, name)
            if low == high and FIGURES[name].unit == "share" and count:
                low, high = wilson_interval(value, count)
            measured[name] = Measured(value, low, high, count)
    return measured


def _count(columns: Columns, name: str) -> int:
    """Return the number of questions behind a figure; for shares of citations, the number of citations."""
    wholes = {"verbatim": "citations", "citation precision": "judged citations"}
    if name in wholes:
        return int(np.nansum(columns[wholes[name]]))
    return int(np.isfinite(columns[FIGURES[name].counted]).sum())
