"""Measures how many parts of an answer are named where a passage holds several.

usage: python tests/benchmarks/lists.py QUESTIONS.jsonl[.gz] WORK [--half learn|report] [--show N]

QUESTIONS has {"id", "question", "text", "answers"} in each line, as in MultiSpanQA (Li et al., NAACL 2022). Every
other line belongs to the half that rules may be learned from, the others to the half that is reported. Each text is an
article, and each half is a corpus, which WORK keeps with its index.
"""

import argparse
import gzip
import json
import sys
from pathlib import Path

from measure import machine
from rich.console import Console

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.surfaces.terminal.progress import show_progress
from qabot.text.squad import overlap_f1, plain_answer


def write_half(questions: Path, work: Path, half: str) -> list[dict]:
    """Write the articles of a half into ``work / half / "corpus"``, and return its questions."""
    opened = gzip.open if questions.suffix == ".gz" else open
    with opened(questions, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][half == "report" :: 2]
    corpus = work / half / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    texts = {row["text"]: row["id"] for row in reversed(rows)}
    lines = [json.dumps({"id": name, "title": "", "text": text}) + "\n" for text, name in texts.items()]
    (corpus / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    return rows


def main() -> None:
    """Ask each question of a half, and print how much of what was expected is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--half", choices=("learn", "report"), default="report")
    parser.add_argument("--show", type=int, default=0, help="print so many questions with their answers")
    options = parser.parse_args()
    rows = write_half(options.questions, options.work, options.half)
    qabot = Qabot(
        load_settings(corpus=options.work / options.half / "corpus", index=options.work / options.half / "index")
    )
    with show_progress(Console(stderr=True)) as progress:
        qabot.index(progress=progress)
    named, whole, f1, refused = [], 0, 0.0, 0
    for number, row in enumerate(rows):
        answer = qabot.ask(row["question"])
        said = f" {plain_answer(answer.answer or '')} "
        parts = [f" {plain_answer(part)} " in said for part in row["answers"]]
        named += parts
        whole += all(parts)
        f1 += overlap_f1(answer.answer or "", " ".join(row["answers"]))
        refused += answer.status == "not_found"
        if number < options.show:
            sys.stdout.write(f"{row['question']}\n   wanted {row['answers']}\n   said   {answer.answer}\n")
    count = len(rows)
    sys.stdout.write(
        f"{machine()}\n{options.half}: {count} questions; parts named {sum(named) / len(named):.3f}, "
        f"all of them {whole / count:.3f}, F1 of the words {f1 / count:.3f}, refused {refused / count:.3f}\n"
    )


if __name__ == "__main__":
    main()
