"""What ``qabot calibrate`` prints: the effect of the new settings, and the settings themselves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qabot.surfaces.terminal.wrapping import indented

if TYPE_CHECKING:
    from pathlib import Path

    from qabot.evaluate.calibration import Calibration


def render_calibration(outcome: Calibration, *, file: Path, dry_run: bool) -> RenderableType:
    """Return a table of the effect before and after, and the settings that ``file`` has now, or would have."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(f"{outcome.questions:,} questions, {outcome.right:.0%} with a right answer found")
    for column in ("before", "after"):
        table.add_column(column, justify="right")
    for name, before, after in outcome.effects():
        table.add_row(name, _share(before), _share(after))
    lines = [f"[answer] in {file} {'would say' if dry_run else 'now says'}:"]
    for name in ("slope", "shift", "threshold"):
        key = name if name == "threshold" else f"confidence_{name}"
        lines.append(f"  {key} = {getattr(outcome.after, name)}  (was {getattr(outcome.before, name)})")
    note = "“After” is cross-validated: each fifth of the questions is measured with a fit to the other four."
    return Group(
        "", Padding(table, (0, 0, 1, 2)), Padding(Text("\n".join(lines)), (0, 0, 1, 2)), indented(Text(note, "dim"), 2)
    )


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"
