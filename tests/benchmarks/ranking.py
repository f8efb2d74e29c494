"""What each stage of ranking earns: hit@k and MRR over articles, for BM25, dense, fused and read.

usage: python tests/benchmarks/ranking.py QUESTIONS.jsonl [--only gold|weak] --corpus DIR --index DIR

QUESTIONS: {"question", "answer", "gold": [article ids], "weak": [article ids]}; relevant are the gold ones, else the
weak. answer@1: the answer's words stand in the first passage.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from measure import machine

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.model import Passage, Scope
from qabot.question.query import prepare_query


def plain(text: str) -> str:
    """Return lower-case words without punctuation or articles, joined by single blanks."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", re.sub(r"[^\w\s]", "", text.lower())).split())


def scores(question: dict, passages: Sequence[Passage]) -> list[float]:
    """Return hit@1, hit@5, hit@10, reciprocal rank and answer@1 of one ranking."""
    relevant = set(question.get("gold") or question.get("weak") or ())
    articles = list(dict.fromkeys(passage.article_id for passage in passages))
    rank = next((number for number, article in enumerate(articles, 1) if article in relevant), 0)
    answer = plain(question.get("answer") or "")
    first = bool(answer) and bool(passages) and answer in plain(passages[0].text)
    return [*(float(0 < rank <= k) for k in (1, 5, 10)), 1 / rank if rank else 0.0, float(first)]


def main() -> None:
    """Ask every question once and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--only", choices=("gold", "weak"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if (row.get(options.only) if options.only else row.get("gold") or row.get("weak"))]
    qabot = Qabot(load_settings(corpus=options.corpus, index=options.index))
    table: dict[str, list[list[float]]] = {}
    seconds = []
    for row in rows:
        query = prepare_query(row["question"], store=qabot.store, embedder=qabot.embedder)
        for searcher in qabot.store.searchers:
            ordinals = [ranked.ordinal for ranked in searcher.search(query, 10, Scope())]
            table.setdefault(searcher.name, []).append(scores(row, qabot.store.passages(ordinals)))
        fused = [hit.passage for hit in qabot.find(row["question"], 10)]
        table.setdefault("fused", []).append(scores(row, fused))
        began = time.perf_counter()
        read = [hit.passage for hit in qabot.ask(row["question"]).passages]
        seconds.append(time.perf_counter() - began)
        table.setdefault("read", []).append(scores(row, read))
    sys.stdout.write(f"{len(rows)} questions; {machine()}\n\n| stage | hit@1 | hit@5 | hit@10 | MRR | answer@1 |\n")
    sys.stdout.write("| --- | --- | --- | --- | --- | --- |\n")
    for stage, found in table.items():
        means = " | ".join(f"{statistics.mean(column):.3f}" for column in zip(*found, strict=True))
        sys.stdout.write(f"| {stage} | {means} |\n")
    ordered = sorted(seconds)
    sys.stdout.write(f"\nwarm answer: median {1000 * statistics.median(ordered):.0f} ms, ")
    sys.stdout.write(f"p95 {1000 * ordered[int(0.95 * len(ordered))]:.0f} ms\n")


if __name__ == "__main__":
    main()
