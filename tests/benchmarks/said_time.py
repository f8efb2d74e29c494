"""What the time said in a question earns: ranking with no day, as of the question's day, and with its time preferred.

usage: python tests/benchmarks/said_time.py QUESTIONS.jsonl [--choose] [--cache FILE] --corpus DIR --index DIR

QUESTIONS: {"question", "date", "answer", "gold": [article ids], "weak": [article ids]}; those with either are asked as
of their date. A hash of the question puts it into the part that chose the two weights (--choose tries a grid on it) or
into the part that reports. --cache keeps what the reader read.
"""

import argparse
import hashlib
import json
import pickle
import statistics
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from measure import machine
from ranking import scores

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.ask import ask
from qabot.model import Scope
from qabot.question.period import find_period
from qabot.text.squad import overlap_f1

GRID = [
    (0.0, 0.0),
    (0.5, 0.0),
    (1.0, 0.0),
    (0.0, 1.0),
    (0.5, 0.5),
    (0.5, 1.0),
    (0.5, 2.0),
    (1.0, 1.0),
    (1.0, 2.0),
    (1.0, 3.0),
]


class Remembering:
    """A reader that reads no passage twice for one question."""

    def __init__(self, reader, known):
        self.reader, self.known = reader, known

    def read(self, question, hits):
        """Return the readings, of this run or an earlier one."""
        new = [hit for hit in hits if (question, hit.passage.id) not in self.known]
        for hit, reading in zip(new, self.reader.read(question, new) if new else (), strict=True):
            self.known[question, hit.passage.id] = reading
        return tuple(self.known[question, hit.passage.id] for hit in hits)


def chooses(row: dict) -> bool:
    """Return whether a question is of the part that chose the weights."""
    return hashlib.sha256(row["question"].encode()).digest()[0] % 2 == 0


def figures(rows: list[dict], qabot: Qabot, reader: Remembering, *, as_of: bool, weights: tuple[float, float]) -> list:
    """Return the means of hit@1, hit@5, hit@10, MRR, answer@1 and F1 (0 when refused), and the share refused."""
    options = qabot.options
    options = replace(
        options,
        search=replace(options.search, fusion=replace(options.search.fusion, in_time=weights[0])),
        ranking=replace(options.ranking, time=weights[1]),
    )
    table = []
    for row in rows:
        day = date.fromisoformat(row["date"])
        scope = Scope(published_to=day, as_of=day) if as_of else Scope()
        answer = ask(
            row["question"], store=qabot.store, embedder=qabot.embedder, reader=reader, options=options, scope=scope
        )
        f1 = overlap_f1(answer.answer or "", row["answer"])
        table.append([*scores(row, [hit.passage for hit in answer.passages]), f1, float(answer.status == "not_found")])
    return [statistics.mean(column) for column in zip(*table, strict=True)]


def main() -> None:
    """Ask, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--choose", action="store_true")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if (row["gold"] or row["weak"]) and chooses(row) == options.choose]
    qabot = Qabot(load_settings(corpus=options.corpus, index=options.index))
    known = pickle.loads(options.cache.read_bytes()) if options.cache and options.cache.exists() else {}
    reader = Remembering(qabot.reader, known)
    timed = sum(find_period(row["question"], day=date.fromisoformat(row["date"])) is not None for row in rows)
    shown = qabot.options.search.fusion.in_time, qabot.options.ranking.time
    runs = [("no day", False, (0.0, 0.0)), ("as of its day", True, (0.0, 0.0))]
    runs += [(f"its time preferred {pair}", True, pair) for pair in (GRID[1:] if options.choose else [shown])]
    sys.stdout.write(f"{len(rows)} questions, {timed} of which name a time; {machine()}\n\n")
    sys.stdout.write("| | hit@1 | hit@5 | hit@10 | MRR | answer@1 | F1 | refused |\n" + "| --- " * 8 + "|\n")
    for name, as_of, weights in runs:
        means = figures(rows, qabot, reader, as_of=as_of, weights=weights)
        sys.stdout.write(f"| {name} | {' | '.join(f'{mean:.3f}' for mean in means)} |\n")
        sys.stdout.flush()
        if options.cache:
            options.cache.write_bytes(pickle.dumps(known))


if __name__ == "__main__":
    main()
