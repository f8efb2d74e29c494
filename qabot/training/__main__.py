"""Makes the reader: ``python -m qabot.training mine | train | export | average | score --help``."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)

_Work = Annotated[Path, typer.Argument(metavar="WORK", help="The folder that all is made in; kept between runs.")]
_Data = Annotated[
    Path,
    typer.Option(
        help="The folder with SQuAD's, SQuADShifts' and the news quizzes' questions.", exists=True, file_okay=False
    ),
]


@app.command("mine")
def mine_command(
    work: _Work,
    data: _Data,
    news: Annotated[
        Path, typer.Option(help="The folder with the news corpus and its questions.", exists=True, file_okay=False)
    ],
    squad: Annotated[int, typer.Option(help="SQuAD questions to search for.")] = 24_000,
) -> None:
    """Index SQuAD's articles and the news corpus, and write what our own search returns for each question."""
    from rich.console import Console

    from qabot.app.qabot import Qabot
    from qabot.app.settings import load_settings
    from qabot.surfaces.terminal.progress import show_progress
    from qabot.training.mining import mine
    from qabot.training.sources import NEWS, news_questions, squad_articles, squad_questions

    processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = list(squad_questions(data))
    random.Random(0).shuffle(asked)
    reported = [news / "unanswerable.jsonl"]
    quizzes = [
        *news_questions(data / NEWS, left_out=[*reported, news / "questions.jsonl"]),
        *news_questions(news / "questions.jsonl", left_out=reported),
    ]
    with show_progress(Console(stderr=True)) as progress:
        for name, questions in (("squad", asked[:squad]), ("news", quizzes)):
            folder = work / name
            (folder / "corpus").mkdir(parents=True, exist_ok=True)
            if name == "news":
                shutil.copy(news / "corpus.jsonl.gz", folder / "corpus")
            else:
                lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in squad_articles(data)]
                (folder / "corpus" / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
            Qabot(load_settings(corpus=folder / "corpus", index=folder / "index")).index(progress=progress)
            out = work / f"{name}.jsonl.gz"
            if not out.exists():
                mine(questions, folder, out, progress=progress, processes=processes)


@app.command("train")
def train_command(
    work: _Work,
    data: _Data,
    run: Annotated[str, typer.Option(help="Name of the run: a folder under WORK.")] = "reader",
    examples: Annotated[int, typer.Option(help="How many to train on.")] = 120_000,
    rate: Annotated[float, typer.Option(help="Highest learning rate.")] = 2e-4,
    seed: Annotated[int, typer.Option(help="Of examples and order.")] = 0,
    batch: Annotated[int, typer.Option(help="Examples a step.")] = 32,
    start: Annotated[
        Path | None, typer.Option(help="A reader.onnx to go on from, in place of MiniLM.", exists=True, dir_okay=False)
    ] = None,
    mpnet: Annotated[
        Path | None,
        typer.Option(
            help="all-mpnet-base-v2's model.safetensors, to begin from in place of MiniLM.", exists=True, dir_okay=False
        ),
    ] = None,
    layers: Annotated[str, typer.Option(help="Which of MPNet's layers, ascending.")] = "0,1,2,3,4,5,6,7,8,9,10,11",
    frozen: Annotated[int, typer.Option(help="Layers, from the lowest on, that do not learn; nor do the words.")] = 0,
    teacher: Annotated[
        list[Path] | None, typer.Option(help="A reader.onnx to learn from as well.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Train, going on from the run's checkpoint if there is one."""
    from rich.console import Console

    from qabot.surfaces.terminal.progress import show_progress
    from qabot.training.batches import Encoded, encode
    from qabot.training.curriculum import planned
    from qabot.training.start import freeze, pretrained, pretrained_mpnet, reading_tokenizer, shipped
    from qabot.training.teaching import taught
    from qabot.training.training import Schedule, train

    folder = work / run
    folder.mkdir(parents=True, exist_ok=True)
    stored = folder / f"examples-{examples}-{seed}.npz"
    if not stored.exists():
        encode(planned(work, data, total=examples, seed=seed), reading_tokenizer()).save(stored)
    if mpnet:
        network = pretrained_mpnet(mpnet, layers=[int(number) for number in layers.split(",")])
    else:
        network = shipped(start) if start else pretrained()
    freeze(network, frozen)
    encoded, said = Encoded.load(stored), None
    if teacher:
        with show_progress(Console(stderr=True)) as progress:
            said = taught(encoded, teacher, folder / "taught", threads=os.cpu_count() or 1, progress=progress)
    train(network, encoded, folder, schedule=Schedule(batch=batch, rate=rate, seed=seed), taught=said)


@app.command("export")
def export_command(
    work: _Work,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write reader.onnx into.")],
    run: Annotated[str, typer.Option(help="Name of the run.")] = "reader",
    mpnet_layers: Annotated[
        int | None, typer.Option(help="How many of MPNet's layers the run has, if it began from MPNet.")
    ] = None,
    in_float: Annotated[bool, typer.Option(help="Keep 32-bit weights, to see what 8 bits cost.")] = False,
) -> None:
    """Write the run's network, as far as its last checkpoint, as the package ships it."""
    import torch

    from qabot.training.export import export
    from qabot.training.start import blank

    network = blank(mpnet_layers)
    network.load_state_dict(torch.load(work / run / "checkpoint.pt", weights_only=True, map_location="cpu")["network"])
    export(network, out, in_float=in_float)


@app.command("average")
def average_command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write reader.onnx into.")],
    graphs: Annotated[
        list[Path], typer.Argument(metavar="READER.ONNX...", help="Exported readers.", exists=True, dir_okay=False)
    ],
) -> None:
    """Write a reader with the mean weights of others, as the package ships it."""
    from qabot.training.export import export
    from qabot.training.start import averaged

    export(averaged(graphs), out)


@app.command("score")
def score_command(
    reader: Annotated[
        Path, typer.Argument(metavar="READER", help="A folder with reader.onnx.", exists=True, file_okay=False)
    ],
    squad: Annotated[
        Path, typer.Option(help="The folder with SQuAD's development sets.", exists=True, file_okay=False)
    ],
    headed: Annotated[bool, typer.Option(help="With the article's title above the paragraph, as in use.")] = True,
) -> None:
    """Print EM, F1 and AUROC on SQuAD's development sets, one paragraph a question."""
    from statistics import mean

    from rich.console import Console

    from qabot.model import Article
    from qabot.models.reader import NetworkReader
    from qabot.surfaces.terminal.progress import show_progress
    from qabot.training.squad import auroc, squad_outcomes

    def no_article(name: str) -> Article:
        raise KeyError(name)

    network = NetworkReader(reader, article=no_article, threads=os.cpu_count() or 1, remedy="Export it again")
    with show_progress(Console(stderr=True)) as progress:
        for name in ("dev-v1.1.json.gz", "dev-v2.0-ten-articles.json.gz"):
            outcomes = squad_outcomes(squad / name, network, progress=progress, headed=headed)
            able = [one for one in outcomes if one.possible]
            typer.echo(
                f"{name}: {len(able)} answerable, EM {mean(o.em for o in able):.3f}, F1 {mean(o.f1 for o in able):.3f}"
            )
            unable = [one for one in outcomes if not one.possible]
            for by in ("answers", "span") if unable else ():
                figure = auroc((getattr(one, by) for one in able), (getattr(one, by) for one in unable))
                typer.echo(f"  against {len(unable)} unanswerable: AUROC {figure:.3f} by {by}")
            if unable:
                figure = auroc((o.answers + o.span for o in able), (o.answers + o.span for o in unable))
                typer.echo(f"  AUROC {figure:.3f} by both")


if __name__ == "__main__":
    app()
