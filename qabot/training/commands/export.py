"""``python -m qabot.training export``: write the network of a run as a reader."""

from __future__ import annotations

from typing import Annotated

import typer

from qabot.training.commands.common import Out, Run, Work


def export_command(
    work: Work,
    out: Out,
    run: Run = "reader",
    mpnet_layers: Annotated[
        int | None, typer.Option(help="Number of MPNet layers in the run's network, if it started from MPNet.")
    ] = None,
    in_float: Annotated[bool, typer.Option(help="Keep 32-bit weights, to measure what 8 bits cost.")] = False,
) -> None:
    """Write the network of the run's last checkpoint in the format that the package ships."""
    import torch

    from qabot.training.export import export
    from qabot.training.loop import CHECKPOINT
    from qabot.training.network import MPNET, ReadingNetwork, Shape

    network = ReadingNetwork(MPNET._replace(layers=mpnet_layers) if mpnet_layers else Shape())
    network.load_state_dict(torch.load(work / run / CHECKPOINT, weights_only=True, map_location="cpu")["network"])
    export(network, out, in_float=in_float)
