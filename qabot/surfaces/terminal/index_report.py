"""What ``qabot index`` prints in the end: counts, and every file that was skipped and why."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from qabot.build import BuildReport
from qabot.model import Skipped
from qabot.surfaces.terminal.colours import WARNING
from qabot.surfaces.wording import format_count, sanitize

_MAX_REASONS = 20
_MAX_NAMED = 4


def render_report(report: BuildReport, unusable: Mapping[str, int]) -> RenderableType:
    """Return what a run of ``qabot index`` did, with every file that it skipped and why.

    Args:
        report: of the run.
        unusable: how many articles of the index have a fault, by the fault as ``qabot articles`` shows it.
    """
    counts = [f"{getattr(report, name):,} {name}" for name in ("added", "changed", "removed", "unchanged")]
    counts.append(f"{len(report.skipped):,} skipped")
    lines = [Text(f"Articles: {', '.join(counts)}")]
    if report.formats:
        formats = ", ".join(f"{count:,} {suffix or '(no ending)'}" for suffix, count in report.formats.items())
        lines.append(Text(f"From {format_count(sum(report.formats.values()), 'file')}: {formats}"))
    before = f" and {report.resumed:,} before the last run was stopped" if report.resumed else ""
    embedded = f"{report.embedded:,} embedded now{before}"
    lines.append(Text(f"Passages: {report.passages:,}, of which {embedded}. {report.seconds:.1f} seconds."))
    if report.note:
        lines.append(Text(f"Note: {report.note}", WARNING))
    if unusable:
        faults = ", ".join(f"{fault}: {format_count(count, 'article')}" for fault, count in unusable.items())
        lines.append(Text(f"Warning: {faults}. See which with: qabot articles", WARNING))
    return Group(*lines, *_skipped(report.skipped))


def _skipped(skipped: Sequence[Skipped]) -> Iterator[Text]:
    """Yield a line for each reason for which files were skipped, with the first few files."""
    paths: dict[str, list[str]] = {}
    for file in skipped:
        paths.setdefault(file.reason, []).append(file.path)
    for reason, files in list(paths.items())[:_MAX_REASONS]:
        named = ", ".join(sanitize(path) for path in files[:_MAX_NAMED])
        more = f" and {len(files) - _MAX_NAMED:,} more" if len(files) > _MAX_NAMED else ""
        yield Text(f"Skipped {named}{more}: {sanitize(reason)}", WARNING)
    if len(paths) > _MAX_REASONS:
        others = sum(len(files) for files in list(paths.values())[_MAX_REASONS:])
        yield Text(f"... and {others:,} more, for other reasons", WARNING)
