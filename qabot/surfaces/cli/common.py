"""What commands share: opening or building the index, reading days and questions, printing."""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from qabot.errors import ConfigError, IndexMissing
from qabot.surfaces.terminal.printing import print_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from qabot.app.qabot import Qabot
    from qabot.model import Scope
    from qabot.surfaces.json_api.questions import BatchRow

    Row = TypeVar("Row", bound=BatchRow)


def open_qabot(config: Path | None, corpus: Path | None, index: Path | None, backend: str | None = None) -> Qabot:
    """Return qabot with the settings of a file, overridden by options; only the settings file is read."""
    from qabot.app.config_file import load_settings
    from qabot.app.qabot import Qabot

    return Qabot(load_settings(config, corpus=corpus, index=index, backend=backend))


def ensure_index(qabot: Qabot, *, no_color: bool) -> None:
    """Build the index if there is none; otherwise warn if files of the corpus have changed since it was built."""
    try:
        _ = qabot.store
    except IndexMissing:
        if qabot.builds.writer():
            raise
        from qabot.ingest.corpus import check_corpus

        check_corpus(qabot.corpus)
        where = qabot.backend.where if qabot.settings.store.backend == "milvus" else f"the folder {qabot.backend.where}"
        print_line(sys.stderr, f"There is no index in {where} yet: making it from the folder {qabot.corpus}.")
        build(qabot, no_color=no_color)
        return
    warn_of_changes(qabot)


def warn_of_changes(qabot: Qabot) -> None:
    """Warn on standard error if files of the corpus have changed since the index was built."""
    changes = qabot.changed_files
    if changes:
        files = "1 file has" if changes == 1 else f"{changes:,} files have"
        print_line(sys.stderr, f"{files} changed in {qabot.corpus} since it was indexed. Run: qabot index")


class Days(NamedTuple):
    """The days given with ``--as-of``, ``--after`` and ``--before``."""

    as_of: date | None
    after: date | None
    before: date | None


def read_days(*, as_of: str | None, after: str | None, before: str | None) -> Days:
    """Return the days that options name; "last week" in ``--after`` and ``--before`` is relative to ``--as-of``.

    Raises:
        ConfigError: a text names no day.
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


def read_since(since: str | None, *, as_of: date | None) -> date | None:
    """Return the day that ``--since`` names, relative to ``--as-of`` or today.

    Raises:
        ConfigError: the text names no day.
    """
    if since is None:
        return None
    from qabot.text.dates import parse_day

    return parse_day(since, today=as_of or date.today())


def read_scope(
    qabot: Qabot, *, source: str | None, collections: Sequence[str] | None, days: Days | None = None
) -> Scope:
    """Return the scope that options name.

    Raises:
        ConfigError: no article is from that source or in that collection.
    """
    from qabot.question.scope import scope_of

    dates = {} if days is None else days._asdict()
    return scope_of(qabot.library, source=source, collections=collections or None, **dates)


def build(qabot: Qabot, *, no_color: bool, rebuild: bool = False, compact: bool = False) -> None:
    """Bring the index up to date, with a progress bar and a summary on standard error."""
    from qabot.model import Scope
    from qabot.surfaces.health.article_warnings import count_unusable
    from qabot.surfaces.health.file_system import network_warning
    from qabot.surfaces.terminal.index_report import render_report
    from qabot.surfaces.terminal.printing import print_wide
    from qabot.surfaces.terminal.progress import show_progress

    warning = network_warning(qabot.builds.index)
    if warning:
        sys.stderr.write(f"Warning: {warning}.\n")
    err = open_console(no_color=no_color, stderr=True)
    with show_progress(err) as progress:
        report = qabot.index(progress=progress, rebuild=rebuild, compact=compact)
    print_wide(err, render_report(report, count_unusable(qabot.library.summaries(Scope()))))


def open_console(*, no_color: bool, stderr: bool = False) -> Console:
    """Return a console on standard output or error, without colours if ``no_color`` or the variable NO_COLOR is set."""
    from rich.console import Console

    no_color = no_color or bool(os.environ.get("NO_COLOR"))
    return Console(stderr=stderr, no_color=no_color or None, highlight=False, color_system=None if no_color else "auto")


def print_json(line: str, *, one_line: bool = False) -> None:
    """Print a line of JSON in UTF-8, whatever the terminal's encoding is; on a terminal indented, for people.

    Args:
        line: JSON.
        one_line: print the line as it is on a terminal too, because others follow it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    if sys.stdout.isatty() and not one_line:
        line = json.dumps(json.loads(line), ensure_ascii=False, indent=2)
    sys.stdout.write(line + "\n")


def read_rows(name: str, *, row: type[Row], max_chars: int) -> list[Row]:
    """Return the rows of a file of JSON lines; ``-`` is standard input.

    Raises:
        ConfigError: the file cannot be read or is not UTF-8.
        QuestionError: a line is not such a row; see ``qabot.surfaces.json_api.questions.read_batch``.
    """
    from qabot.surfaces.json_api.questions import read_batch

    try:
        if name == "-":
            return read_batch(sys.stdin, name="standard input", max_chars=max_chars, row=row)
        with Path(name).open(encoding="utf-8-sig") as lines:
            return read_batch(lines, name=name, max_chars=max_chars, row=row)
    except OSError as err:
        raise ConfigError(f"{name} cannot be read: {err.strerror}", remedy="Name a file of JSON lines") from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"{name} is not UTF-8", remedy="Name a file of JSON lines") from err


def is_written(qabot: Qabot, write: bool | None) -> bool:
    """Return whether a language model is to write: as ``--write`` says, else as the settings say.

    Raises:
        ConfigError: one is to write, and the settings name none, or its key cannot be read.
    """
    writes = qabot.settings.writer.enabled if write is None else write
    if writes:
        from qabot.app.parts import make_endpoint

        make_endpoint(qabot.settings)
    return writes
