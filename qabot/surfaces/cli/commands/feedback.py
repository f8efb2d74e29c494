"""``qabot feedback export``: what people thought of answers in Discord, as a question file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import open_qabot, print_json
from qabot.surfaces.cli.help import Command, Group
from qabot.surfaces.cli.options import Config, Corpus, Index
from qabot.surfaces.wording import format_count

feedback_app = typer.Typer(cls=Group, help="Export what people thought of answers in Discord.", no_args_is_help=True)


@feedback_app.callback()
def _feedback() -> None:
    """Make typer keep ``export`` as a subcommand, although it is the only one."""


@feedback_app.command("export", cls=Command)
def export_command(
    wrong: Annotated[
        bool, typer.Option("--wrong", help="Export wrong answers, with what people wrote about them.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write to FILE. Default: standard output.")
    ] = None,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Write answers that people found right as JSON lines for qabot eval, each with its answer and where it stands.

    With --wrong, write the right answer into "answer" of each line before qabot eval: a question without an answer
    counts as one that must be refused.

    Example: qabot feedback export --wrong --out wrong.jsonl
    """
    import json

    from qabot.surfaces.memory.database import FILE, open_state
    from qabot.surfaces.memory.feedback import Feedback

    qabot = open_qabot(config, corpus, index)
    lines = []
    if (qabot.builds.index / FILE).is_file():
        state = open_state(qabot.builds.index)
        try:
            lines = [json.dumps(row, ensure_ascii=False) for row in Feedback(state).exported(wrong=wrong)]
        finally:
            state.close()
    if out is None:
        for line in lines:
            print_json(line, one_line=True)
    else:
        try:
            out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as err:
            raise ConfigError(f"{out} cannot be written: {err.strerror}", remedy="Name another file") from err
    where = f" in {out}" if out else ""
    todo = '; write the right answers into "answer"' if wrong and lines else ""
    sys.stderr.write(f"{format_count(len(lines), 'question')}{where}{todo}\n")
