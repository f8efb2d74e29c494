"""``python -m qabot.training average``: write a reader with the mean weights of others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qabot.training.commands.common import Out


def average_command(
    out: Out,
    graphs: Annotated[
        list[Path], typer.Argument(metavar="READER.ONNX...", help="Exported readers.", exists=True, dir_okay=False)
    ],
) -> None:
    """Write a reader with the mean weights of other readers, in the format that the package ships."""
    from qabot.training.export import average_exported, export

    export(average_exported(graphs), out)
