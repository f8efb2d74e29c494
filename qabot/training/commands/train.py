"""``python -m qabot.training train``: train a reader, or go on with a run that was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qabot.training.commands.common import Data, Run, Work, usable_cpus


def train_command(
    work: Work,
    data: Data,
    run: Run = "reader",
    examples: Annotated[int, typer.Option(help="Number of examples to train on.")] = 120_000,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 2e-4,
    seed: Annotated[int, typer.Option(help="Decides examples and order.")] = 0,
    batch: Annotated[int, typer.Option(help="Examples in each step.")] = 32,
    start: Annotated[
        Path | None,
        typer.Option(help="A reader.onnx to start from instead of MiniLM.", exists=True, dir_okay=False),
    ] = None,
    mpnet: Annotated[
        Path | None,
        typer.Option(
            help="all-mpnet-base-v2's model.safetensors, to start from instead of MiniLM.", exists=True, dir_okay=False
        ),
    ] = None,
    layers: Annotated[
        str, typer.Option(help="Numbers of the MPNet layers to use, ascending.")
    ] = "0,1,2,3,4,5,6,7,8,9,10,11",
    frozen: Annotated[
        int, typer.Option(help="Number of lowest layers that are not trained; nor are the word embeddings then.")
    ] = 0,
    short_only: Annotated[
        bool, typer.Option("--short-only", help="Train on short passages only: half of the time.")
    ] = False,
    teacher: Annotated[
        list[Path] | None,
        typer.Option(
            help="A reader.onnx whose logits are learned as well; may be repeated.", exists=True, dir_okay=False
        ),
    ] = None,
) -> None:
    """Train on the examples once. A run that was stopped goes on from its last checkpoint.

    SIGTERM and Ctrl-C end the run after its current step, with a checkpoint; the exit status is then 143 or 130.
    """
    from rich.console import Console

    from qabot.surfaces.terminal.progress import show_progress
    from qabot.training.batches import EncodedExamples, encode_examples
    from qabot.training.curriculum import training_examples
    from qabot.training.distillation import teacher_logits
    from qabot.training.export import load_exported
    from qabot.training.loop import Schedule
    from qabot.training.loop import train as train_network
    from qabot.training.pretrained import freeze, minilm_network, mpnet_network, reader_tokenizer
    from qabot.training.stopping import StopSignals

    folder = work / run
    folder.mkdir(parents=True, exist_ok=True)
    stored = folder / f"examples-{examples}-{seed}.npz"
    if not stored.exists():
        made = training_examples(work, data, total=examples, seed=seed, short_only=short_only)
        encode_examples(made, reader_tokenizer()).save(stored)
    encoded = EncodedExamples.load(stored)
    if mpnet:
        network = mpnet_network(mpnet, layers=[int(number) for number in layers.split(",")])
    else:
        network = load_exported(start) if start else minilm_network()
    freeze(network, frozen)
    logits = None
    if teacher:
        with show_progress(Console(stderr=True)) as progress:
            logits = teacher_logits(encoded, teacher, folder / "teacher", threads=usable_cpus(), progress=progress)
    schedule = Schedule(batch_size=batch, peak_rate=rate, seed=seed)
    with StopSignals() as stop:
        finished = train_network(network, encoded, folder, schedule=schedule, teacher=logits, stop=stop)
    if not finished and stop.received is not None:
        typer.echo("Stopped. Run the same command again to go on from here.", err=True)
        raise typer.Exit(128 + stop.received)
