"""Draws how cost grows: time of a search, memory, disk and the time of adding, over the number of passages."""

from pathlib import Path
from typing import Any

INK, LINES = "#1f2937", ("#2563eb", "#d97706", "#059669", "#9333ea")


def draw(rows: list[dict[str, Any]], file: Path) -> None:
    """Write a PNG with a panel a kind of cost; both axes are logarithmic.

    Args:
        rows: what ``growth.py`` measured, one size each.
        file: the picture.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    sizes = [row["passages"] for row in rows]
    panels = {
        "a search, ms of the processor (95th percentile)": {
            "words and vectors": [row["search"]["p95_cpu_ms"] for row in rows],
            "words": [row["lexical"]["p95_cpu_ms"] for row in rows],
            "vectors": [row["dense"]["p95_cpu_ms"] for row in rows],
            "target at a million": [25.0] * len(rows),
        },
        "size, MB": {
            "on disk": [row["disk_mb"] for row in rows],
            "resident, searching": [row["memory_mb"] for row in rows],
            "target at a million": [2_000.0] * len(rows),
        },
        "bringing up to date, s (embedding left out)": {
            "all anew": [_without_embedding(row["build_s"]) for row in rows],
            "100 articles more": [_without_embedding(row["add_s"]) for row in rows],
        },
    }
    figure, axes = plt.subplots(1, len(panels), figsize=(12, 3.6), constrained_layout=True)
    for axis, (title, series) in zip(axes, panels.items(), strict=True):
        for (name, values), colour in zip(series.items(), LINES, strict=False):
            target = name.startswith("target")
            axis.loglog(
                sizes, values, color="#9ca3af" if target else colour, linestyle=":" if target else "-",
                marker=None if target else "o", label=name,
            )  # fmt: skip
        axis.set_title(title, fontsize=10, color=INK, loc="left")
        axis.set_xlabel("passages", fontsize=9, color=INK)
        axis.tick_params(which="both", labelsize=8, colors=INK)
        axis.yaxis.set_major_formatter("{x:,.0f}")
        axis.yaxis.set_minor_formatter("")
        axis.grid(visible=True, which="major", color="#e5e7eb", linewidth=0.6)
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(fontsize=8, frameon=False)
    figure.savefig(file, dpi=130)


def _without_embedding(seconds: dict[str, float]) -> float:
    return sum(value for stage, value in seconds.items() if stage != "Embedding")
