"""``python -m qabot.training score``: measure a reader on SQuAD's development sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qabot.training.commands.common import usable_cpus


def score_command(
    reader: Annotated[
        Path, typer.Argument(metavar="READER", help="A folder with reader.onnx.", exists=True, file_okay=False)
    ],
    squad: Annotated[
        Path, typer.Option(help="The folder with SQuAD's development sets.", exists=True, file_okay=False)
    ],
    headed: Annotated[bool, typer.Option(help="Put the article's title above the paragraph, as in use.")] = True,
) -> None:
    """Print EM, F1 and AUROC on SQuAD's development sets; each question is asked of its own paragraph."""
    from statistics import mean

    from rich.console import Console

    from qabot.model import Article
    from qabot.models.reader import NetworkReader
    from qabot.surfaces.terminal.progress import show_progress
    from qabot.training.squad import DEVELOPMENT_SETS, auroc, squad_outcomes

    def no_article(name: str) -> Article:
        raise KeyError(name)

    network = NetworkReader(reader, article=no_article, threads=usable_cpus(), remedy="Export it again")
    with show_progress(Console(stderr=True)) as progress:
        for name in DEVELOPMENT_SETS:
            outcomes = squad_outcomes(squad / name, network, progress=progress, headed=headed)
            answerable = [outcome for outcome in outcomes if outcome.answerable]
            em, f1 = mean(outcome.em for outcome in answerable), mean(outcome.f1 for outcome in answerable)
            typer.echo(f"{name}: {len(answerable)} answerable, EM {em:.3f}, F1 {f1:.3f}")
            if len(answerable) < len(outcomes):
                typer.echo(f"  against {len(outcomes) - len(answerable)} unanswerable:")
                typer.echo(f"  AUROC {auroc(outcomes, lambda outcome: outcome.answers):.3f} by answers")
                typer.echo(f"  AUROC {auroc(outcomes, lambda outcome: outcome.span):.3f} by span")
                typer.echo(f"  AUROC {auroc(outcomes, lambda outcome: outcome.answers + outcome.span):.3f} by both")
