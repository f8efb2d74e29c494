"""How well a search does after follow-up questions were resolved: raw question, qabot's own, a human's rewrite.

Run: python tests/benchmarks/followups.py FOLLOWUPS --work DIR

FOLLOWUPS holds turns.jsonl.gz and passages.jsonl.gz. The passages of each set are indexed under DIR, and each turn with
gold passages is searched for: recall@5 over them. Conversations are split by hash: the rules were written and their
constants chosen on the first half, and the figures that count are of the second. The raw question and the human's
rewrite are asked without the conversation.
"""

import argparse
import gzip
import hashlib
import json
import time
from pathlib import Path
from statistics import mean, median

import typer
from rich.console import Console

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.question.follow_ups.history import conversation_of
from qabot.question.follow_ups.resolve import resolve
from qabot.surfaces.terminal.progress import show_progress

DEPTH = 5


def rows(path):
    """Return the objects of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def opened(folder, passages):
    """Return qabot over one set's passages, an article each, indexed when they are not."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n" for row in passages]
    (corpus / "passages.jsonl").write_text("".join(lines), encoding="utf-8")
    qabot = Qabot(load_settings(corpus=corpus, index=folder / "index"))
    with show_progress(Console(stderr=True)) as progress:
        qabot.index(progress=progress)
    return qabot


def recall(qabot, question, gold, conversation=None, *, read=False):
    """Return the share of the gold passages among the first five articles of a search, or of what an answer shows."""
    if read:
        hits = qabot.ask(question[:1000], conversation=conversation, passages=4 * DEPTH).passages
    else:
        hits = qabot.find(question[:1000], 4 * DEPTH, conversation=conversation)
    found = [hit.passage.article_id for hit in hits]
    return len(set(list(dict.fromkeys(found))[:DEPTH]) & set(gold)) / len(gold)


def main():
    """Print a table: set, half, turns, recall@5 of the three questions, and the share of the distance closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print the turns of the choosing half that lose")
    parser.add_argument("--read", action="store_true", help="the order of an answer's passages, not of a search's")
    arguments = parser.parse_args()
    turns, passages = rows(arguments.data / "turns.jsonl.gz"), rows(arguments.data / "passages.jsonl.gz")
    spent, whole = [], ([], [], [])
    for family in ("cast2021", "mtrag"):
        qabot = opened(arguments.work / family, [row for row in passages if row["set"].startswith(family)])
        scores = {}
        for row in turns:
            if not row["set"].startswith(family) or not row["gold"]:
                continue
            conversation = conversation_of([(one["role"], one["text"]) for one in row["history"]])
            began = time.perf_counter()
            own = resolve(row["question"], conversation)
            spent.append(1000 * (time.perf_counter() - began))
            key = f"{row['set']}/{row['conversation']}"
            half = "chose" if int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 == 0 else "reports"
            asked = ((row["question"], None), (row["question"], conversation), (row["standalone"], None))
            three = []
            for place, (text, said) in enumerate(asked):
                began = time.perf_counter()
                three.append(recall(qabot, text, row["gold"], said, read=arguments.read))
                whole[place].append(1000 * (time.perf_counter() - began))
            scores.setdefault(half, []).append(three)
            if row["question"] == row["standalone"] and conversation.turns:
                scores.setdefault(f"{half}, standing alone", []).append(three)
            if arguments.show and half == "chose" and three[1] < max(three[0], three[2]):
                typer.echo(f"{three}\n  {row['question']}\n  {own}\n  {row['standalone']}")
        for half, three in sorted(scores.items()):
            raw, own, human = (mean(column) for column in zip(*three, strict=True))
            closed = (own - raw) / (human - raw) if human > raw else float("nan")
            typer.echo(
                f"{family:9} {half:24} {len(three):4}  raw {raw:.3f}  own {own:.3f}  human {human:.3f}  {closed:.0%}"
            )
    raw, own, _ = map(median, whole)
    typer.echo(f"median of the whole: {raw:.1f} ms for the raw question, {own:.1f} ms for it in its conversation")
    typer.echo(f"resolving: median {median(spent):.2f} ms, slowest {max(spent):.2f} ms")


if __name__ == "__main__":
    main()
