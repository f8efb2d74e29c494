"""Timing that holds on a noisy machine: two things in turn, compared pair by pair."""

import os
import platform
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def machine() -> str:
    """Return the machine and the day that figures are reported with."""
    cpu = platform.processor() or platform.machine()
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            cpu = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cpu}, {cores} cores, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"


def in_turn(one: Callable[[], float], other: Callable[[], float], runs: int) -> tuple[list[float], list[float]]:
    """Return ``runs`` figures of each, taken A B A B ..., after one of each that does not count."""
    one(), other()
    pairs = [(one(), other()) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def report(name: str, slow: list[float], fast: list[float], unit: str) -> None:
    """Print both medians and the ratio of each pair: smallest, median, largest."""
    ratios = sorted(a / b for a, b in zip(slow, fast, strict=True))
    sys.stdout.write(
        f"{name}: {statistics.median(slow):.3g} {unit} against {statistics.median(fast):.3g} {unit}, ratio "
        f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}, {len(ratios)} pairs); {machine()}\n"
    )
