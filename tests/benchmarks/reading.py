"""What reading a question's passages costs, against embedding 12 passages with sentence-transformers' defaults.

usage: python tests/benchmarks/reading.py QUESTIONS.jsonl --corpus DIR --index DIR [--questions 20]

QUESTIONS: {"question"} a line. Passages are those that the search finds, as many as `[reader] passages` says.
"""

import argparse
import json
import time
from pathlib import Path

from measure import in_turn, report

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.models.embedder_export import BUNDLED, find_weights
from qabot.question.understand import understand
from qabot.search.hybrid import search

EMBEDDED = 12


def main() -> None:
    """Read and embed in turn."""
    from sentence_transformers import SentenceTransformer

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("asked", type=Path)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.asked.read_text(encoding="utf-8").splitlines() if line.strip()]
    qabot = Qabot(load_settings(corpus=options.corpus, index=options.index))
    chosen = rows[:: max(1, len(rows) // options.questions)][: options.questions]
    found = []
    for row in chosen:
        asked = understand(row["question"], store=qabot.store, embedder=qabot.embedder, max_chars=1_000)
        hits = search(asked, qabot.options.read, store=qabot.store, options=qabot.options.search)
        found.append((row["question"], hits))
    model = SentenceTransformer(str(find_weights(BUNDLED)[0]), device="cpu")
    turn = iter(range(10_000))

    def embed() -> float:
        _, hits = found[next(turn) // 2 % len(found)]
        began = time.perf_counter()
        model.encode([hit.passage.text for hit in hits[:EMBEDDED]])
        return time.perf_counter() - began

    def read() -> float:
        question, hits = found[next(turn) // 2 % len(found)]
        began = time.perf_counter()
        qabot.reader.read(question, hits)
        return time.perf_counter() - began

    slow, fast = in_turn(embed, read, len(found))
    report(f"embedding {EMBEDDED} passages against reading {qabot.options.read}", slow, fast, "s")


if __name__ == "__main__":
    main()
