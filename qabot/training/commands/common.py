"""Arguments and options that several commands take, and the processors that they may use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

Work = Annotated[
    Path, typer.Argument(metavar="WORK", help="The folder for everything that is made; kept between runs.")
]
Data = Annotated[
    Path,
    typer.Option(
        help="The folder with the training questions of SQuAD, SQuADShifts and the news quizzes.",
        exists=True,
        file_okay=False,
    ),
]
Run = Annotated[str, typer.Option(help="The run's name: a folder in WORK.")]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write reader.onnx to.")]


def usable_cpus() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
