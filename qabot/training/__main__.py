"""The command line that makes the networks: ``python -m qabot.training`` and the name of a command."""

from __future__ import annotations

import typer

from qabot.training.commands.average import average_command
from qabot.training.commands.embedder import embedder_command
from qabot.training.commands.export import export_command
from qabot.training.commands.mine import mine_command
from qabot.training.commands.score import score_command
from qabot.training.commands.train import train_command

app = typer.Typer(
    help="Make the reader: mine negatives, train, export, average and score. Export the embedding model.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("mine")(mine_command)
app.command("train")(train_command)
app.command("export")(export_command)
app.command("average")(average_command)
app.command("score")(score_command)
app.command("embedder")(embedder_command)

if __name__ == "__main__":
    app()
