"""``python -m qabot.training embedder``: export the embedding model that the package ships."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def embedder_command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write the export to.", file_okay=False)],
) -> None:
    """Export all-MiniLM-L6-v2 from its published weights, in the format that the package ships."""
    from qabot.models.embedder_export import BUNDLED, export_model

    out.mkdir(parents=True, exist_ok=True)
    export_model(BUNDLED, out)
