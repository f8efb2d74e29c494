"""The index in Milvus against the one on disk: the same questions, how far the answers and the ranks agree.

    python tests/benchmarks/backends.py CORPUS INDEX QUESTIONS.jsonl [--limit N] [--config FILE] [--out FILE]

CORPUS and INDEX are as for ``qabot``; INDEX has a build on disk and one in Milvus, made of the same articles by
``qabot index`` and ``qabot index --backend milvus``. QUESTIONS is as ``qabot eval`` takes it, or news2022's (``gold``).
Prints the figures of its README, and writes each answer that differs to the file of ``--out``. Nothing is chosen here.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot

_HIT_PLACES = (1, 5, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions; 0: all")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with given.questions.open(encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    questions = questions[: given.limit or None]
    bots = {
        backend: Qabot(load_settings(given.config, corpus=given.corpus, index=given.index, backend=backend))
        for backend in ("local", "milvus")
    }
    rows = []
    for number, question in enumerate(questions, start=1):
        rows.append(compared(question, bots))
        if number % 10 == 0:
            sys.stderr.write(f"{number} of {len(questions)}\n")
            sys.stderr.flush()
    figures(rows)
    if given.out:
        different = [row for row in rows if row["local"]["said"] != row["milvus"]["said"]]
        given.out.write_text("".join(json.dumps(row) + "\n" for row in different), encoding="utf-8")


def compared(question: dict, bots: dict[str, Qabot]) -> dict:
    """Return what each backend makes of a question."""
    row = {"id": question["id"], "question": question["question"], "gold": question.get("gold") or []}
    for backend, bot in bots.items():
        began = time.perf_counter()
        answer = bot.ask(question["question"])
        seconds = time.perf_counter() - began
        row[backend] = {
            "said": [
                answer.status,
                answer.answer,
                [[statement.text, list(statement.citations)] for statement in answer.statements],
                [[one.article.id, one.start, one.end] for one in answer.citations],
            ],
            "confidence": answer.confidence,
            "hits": [hit.passage.id for hit in answer.passages],
            "articles": [hit.passage.article_id for hit in answer.passages],
            "ms": 1000 * seconds,
        }
    return row


def figures(rows: list[dict]) -> None:
    """Print how far the two agree."""
    say = sys.stdout.write
    count = len(rows)
    same = sum(row["local"]["said"] == row["milvus"]["said"] for row in rows)
    say(f"answers equal, with their citations: {same} of {count} = {same / count:.4f}\n")
    short = sum(row["local"]["said"][:2] == row["milvus"]["said"][:2] for row in rows)
    say(f"short answers equal: {short} of {count} = {short / count:.4f}\n")
    ten = sum(row["local"]["hits"] == row["milvus"]["hits"] for row in rows)
    say(f"the ten best passages equal, in order: {ten} of {count} = {ten / count:.4f}\n")
    gap = max(abs(row["local"]["confidence"] - row["milvus"]["confidence"]) for row in rows)
    say(f"largest difference of confidence: {gap:.6f}\n")
    asked = [row for row in rows if row["gold"]]
    for backend in ("local", "milvus"):
        hits = [
            sum(bool(set(row[backend]["articles"][:place]) & set(row["gold"])) for row in asked) / max(1, len(asked))
            for place in _HIT_PLACES
        ]
        shown = ", ".join(f"hit@{place} {share:.3f}" for place, share in zip(_HIT_PLACES, hits, strict=True))
        times = [row[backend]["ms"] for row in rows[1:]] or [rows[0][backend]["ms"]]
        say(f"{backend}: {shown} of {len(asked)} with gold; {statistics.median(times):.0f} ms a question, median\n")


if __name__ == "__main__":
    main()
