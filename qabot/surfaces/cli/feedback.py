"""``qabot feedback export``: what people thought of answers in Discord, as a question file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import Config, Corpus, Index, open_qabot, print_json

feedback_app = typer.Typer(help="What people thought of the bot's answers.", no_args_is_help=True)


@feedback_app.callback()
def _feedback() -> None:
    """Keep ``export`` a command of its own, though it is the only one."""


@feedback_app.command("export")
def export_command(
    wrong: Annotated[
        bool, typer.Option("--wrong", help="What was answered wrongly, with what people said about it.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write to FILE; default: standard output.")
    ] = None,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Write feedback as JSON lines for qabot eval: what was answered rightly, with the answer and where it stands.

    With --wrong nobody knows the right answer yet: write it into "answer" before qabot eval, which else takes each of
    these questions for one to be refused.
    """
    import json

    from qabot.surfaces.memory.database import FILE, open_state
    from qabot.surfaces.memory.feedback import Feedback

    qabot = open_qabot(config, corpus, index)
    rows = []
    if (qabot.builds.index / FILE).is_file():
        state = open_state(qabot.builds.index)
        try:
            rows = list(Feedback(state).exported(wrong=wrong))
        finally:
            state.close()
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if out is None:
        for line in lines:
            print_json(line)
    else:
        try:
            out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as err:
            raise ConfigError(f"{out} cannot be written: {err.strerror}", remedy="Name another file") from err
    questions = "1 question" if len(rows) == 1 else f"{len(rows):,} questions"
    where = f" in {out}" if out else ""
    todo = '; write the right answers into "answer"' if wrong and rows else ""
    sys.stderr.write(f"{questions}{where}{todo}\n")
