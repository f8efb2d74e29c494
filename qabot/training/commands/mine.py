"""``python -m qabot.training mine``: search for hard negatives."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Annotated

import typer

from qabot.training.commands.common import Data, Work, usable_cpus


def mine_command(
    work: Work,
    data: Data,
    news: Annotated[
        Path, typer.Option(help="The folder with the news corpus and its questions.", exists=True, file_okay=False)
    ],
    squad: Annotated[int, typer.Option(help="Number of SQuAD's questions to search for.")] = 24_000,
    paragraphs: Annotated[
        bool,
        typer.Option("--paragraphs", help="Search the quizzes' own paragraphs instead of the news corpus: a minute."),
    ] = False,
) -> None:
    """Index SQuAD's articles and the news corpus, and write what our own search returns for each question."""
    from rich.console import Console

    from qabot.app.config_file import load_settings
    from qabot.app.qabot import Qabot
    from qabot.surfaces.terminal.progress import show_progress
    from qabot.training.mining import mine
    from qabot.training.sources import NEWS, news_questions, squad_articles, squad_questions

    squad_sample = list(squad_questions(data))
    random.Random(0).shuffle(squad_sample)
    reported = [news / "unanswerable.jsonl"]
    quizzes = [
        *news_questions(data / NEWS, left_out=[*reported, news / "questions.jsonl"]),
        *news_questions(news / "questions.jsonl", left_out=reported),
    ]
    with show_progress(Console(stderr=True)) as progress:
        for name, questions in (("squad", squad_sample[:squad]), ("news", quizzes)):
            folder = work / name
            (folder / "corpus").mkdir(parents=True, exist_ok=True)
            if name == "news" and paragraphs:
                texts = {quiz.paragraph: quiz.published for quiz in quizzes}
                lines = [
                    json.dumps({"id": f"quiz {number}", "text": text, "published": day}, ensure_ascii=False) + "\n"
                    for number, (text, day) in enumerate(texts.items())
                ]
                (folder / "corpus" / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
            elif name == "news":
                shutil.copy(news / "corpus.jsonl.gz", folder / "corpus")
            else:
                lines = [json.dumps(article, ensure_ascii=False) + "\n" for article in squad_articles(data)]
                (folder / "corpus" / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
            Qabot(load_settings(corpus=folder / "corpus", index=folder / "index")).index(progress=progress)
            out = work / f"{name}.jsonl.gz"
            if not out.exists():
                mine(questions, folder, out, progress=progress, processes=usable_cpus())
