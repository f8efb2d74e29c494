"""What commands share: their options, the index opened or made, and where they print."""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TypeVar

import typer

from qabot.errors import ConfigError, IndexMissing

if TYPE_CHECKING:
    from rich.console import Console

    from qabot.app.qabot import Qabot
    from qabot.surfaces.json_api.answer import BatchRow

    Row = TypeVar("Row", bound=BatchRow)

Config = Annotated[
    Path | None, typer.Option("--config", envvar="QABOT_CONFIG", metavar="FILE", help="Settings; default: config.toml.")
]
Corpus = Annotated[
    Path | None, typer.Option("--corpus", envvar="QABOT_CORPUS", metavar="DIR", help="The folder of articles.")
]
Index = Annotated[
    Path | None, typer.Option("--index", envvar="QABOT_INDEX", metavar="DIR", help="The folder of the built index.")
]
Backend = Annotated[
    Literal["local", "milvus"] | None,
    typer.Option("--backend", envvar="QABOT_BACKEND", help="Where the index is kept; default: [store] backend."),
]
Source = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME", help="Only articles whose source is, or has in its name, NAME."),
]
Collections = Annotated[
    list[str] | None,
    typer.Option("--collection", metavar="FOLDER", help="Only articles below this folder of the corpus; repeatable."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        help='Answer as on that day: what was published later does not exist. "13 Dec 2024", "last week", 2015 ...',
    ),
]
After = Annotated[
    str | None,
    typer.Option("--after", metavar="DAY", help="Only articles published on that day or later; no undated ones."),
]
Before = Annotated[
    str | None,
    typer.Option("--before", metavar="DAY", help="Only articles published on that day or earlier; no undated ones."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours or bold type; likewise if NO_COLOR is set.")]


def open_qabot(config: Path | None, corpus: Path | None, index: Path | None, backend: str | None = None) -> Qabot:
    """Return what the settings and the command line name; nothing on disk but the settings is read yet."""
    from qabot.app.qabot import Qabot
    from qabot.app.settings import load_settings

    return Qabot(load_settings(config, corpus=corpus, index=index, backend=backend))


def ensure_index(qabot: Qabot, *, no_color: bool) -> None:
    """Build the index when there is none; say so when it is older than the corpus."""
    try:
        _ = qabot.store
    except IndexMissing:
        from qabot.ingest.corpus import check_corpus

        check_corpus(qabot.corpus)
        sys.stderr.write(f"There is no index in {qabot.backend.where} yet: building it from {qabot.corpus}.\n")
        build(qabot, rebuild=False, no_color=no_color)
        return
    warn_of_changes(qabot)


def warn_of_changes(qabot: Qabot) -> None:
    """Say so when the index is older than the corpus."""
    changes = qabot.changed_files
    if changes:
        files = "1 file has" if changes == 1 else f"{changes:,} files have"
        sys.stderr.write(f"{files} changed in {qabot.corpus} since it was indexed. Run: qabot index\n")


class Days(NamedTuple):
    """The days that options name, as ``Qabot.scope_of`` takes them."""

    as_of: date | None
    after: date | None
    before: date | None


def read_days(*, as_of: str | None, after: str | None, before: str | None) -> Days:
    """Return the days that options name; with ``--as-of``, "last week" of the others counts from that day.

    Raises:
        ConfigError: one is no day.
    """
    if as_of is after is before is None:
        return Days(None, None, None)
    from qabot.text.dates import parse_day

    today = date.today()
    asked_on = None if as_of is None else parse_day(as_of, today=today, end=True)
    today = asked_on or today
    return Days(
        asked_on,
        None if after is None else parse_day(after, today=today),
        None if before is None else parse_day(before, today=today, end=True),
    )


def build(qabot: Qabot, *, rebuild: bool, no_color: bool) -> None:
    """Bring the index up to date, with a bar and a summary on standard error."""
    from qabot.surfaces.terminal.answer import print_wide, render_report
    from qabot.surfaces.terminal.progress import shown_progress

    err = open_console(no_color=no_color, stderr=True)
    with shown_progress(err) as progress:
        report = qabot.index(progress=progress, rebuild=rebuild)
    print_wide(err, render_report(report))


def open_console(*, no_color: bool, stderr: bool = False) -> Console:
    """Return a console on standard output or error, without colours when they are not wanted."""
    from rich.console import Console

    no_color = no_color or bool(os.environ.get("NO_COLOR"))
    return Console(stderr=stderr, no_color=no_color or None, highlight=False, color_system=None if no_color else "auto")


def print_json(line: str) -> None:
    """Print a line of JSON, which is UTF-8 whatever the terminal's encoding is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.write(line + "\n")


def read_rows(name: str, *, row: type[Row], max_chars: int) -> list[Row]:
    """Return the rows of a file of JSON lines; ``-`` is standard input.

    Raises:
        ConfigError: the file cannot be read or is not UTF-8.
        QuestionError: a line is not such a row; see ``read_batch``.
    """
    from qabot.surfaces.json_api.answer import read_batch

    try:
        if name == "-":
            return read_batch(sys.stdin, name="standard input", max_chars=max_chars, row=row)
        with Path(name).open(encoding="utf-8-sig") as lines:
            return read_batch(lines, name=name, max_chars=max_chars, row=row)
    except OSError as err:
        raise ConfigError(f"{name} cannot be read: {err.strerror}", remedy="Name a file of JSON lines") from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"{name} is not UTF-8", remedy="Name a file of JSON lines") from err
