"""How cost grows: builds of 10 thousand, 100 thousand and a million passages, searched, measured and added to.

usage: python tests/benchmarks/growth.py --corpus DIR --index DIR WORK [--sizes 10000 100000 1000000]
           [--real 100000] [--plot FILE]

CORPUS and INDEX are an indexed folder of articles. Its passages come first; beyond them, articles are made of real
sentences, each in a place where another stood, so that words keep their frequencies. Up to REAL passages the real
model embeds them (once: the vectors stay in WORK); beyond, a passage's vector is a mix of those of two real passages
and some noise. Each size is measured once and kept as WORK/N.json; remove that to measure it again.

Searched are the questions of QUESTIONS (JSON lines {"question"}), each by dense and lexical search and fusion, by a
process of its own, which has opened the index and nothing else; the embedding of a question is not counted. Recall is
against all cosines, by numpy.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from grown_corpus import Grown
from measure import machine

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.build import build_index
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.store import IndexConfig, open_store
from qabot.indexing.local.writer import LocalWriter

ADDED = 100
SEARCH = Path(__file__).with_name("growth_search.py")


class Stages:
    """Keeps how long each stage took, and says on standard error how far it is."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.name, self.began, self.done = "", time.perf_counter(), 0

    def stage(self, name: str, total, unit: str) -> None:  # noqa: ARG002
        self.end()
        self.name, self.began, self.done = name, time.perf_counter(), 0

    def advance(self, count: int = 1) -> None:
        before, self.done = self.done, self.done + count
        if before // 50_000 != self.done // 50_000:
            sys.stderr.write(f"{self.name}: {self.done:,} after {time.perf_counter() - self.began:.0f} s\n")

    def end(self) -> dict[str, float]:
        if self.name:
            self.seconds[self.name] = time.perf_counter() - self.began
        return self.seconds


def build(grown: Grown, folder: Path, items, passages: int):
    """Build or bring up to date; return the seconds of each stage and the report."""
    grown.begin(passages)
    stages = Stages()
    builds = Builds(folder)
    with builds.locked():
        report = build_index(
            items,
            LocalWriter(builds, grown.config, rebuild=False),
            split=lambda article: grown.made.pop(article.id),
            embedder=grown,
            progress=stages,
        )
        builds.finish("")
    return stages.end(), report


def chained(*parts):
    for part in parts:
        yield from part


def exact_nearest(store, queries, count: int):
    """Return the ``count`` nearest of each query, by comparing all."""
    scores, numbers = [], []
    for first in range(0, store.passage_count, 65_536):
        ordinals = np.arange(first, min(first + 65_536, store.passage_count))
        block = queries @ store.dense.vectors(ordinals).T
        best = np.argpartition(-block, count, axis=1)[:, :count]
        scores.append(np.take_along_axis(block, best, axis=1))
        numbers.append(best + first)
    order = np.argsort(-np.hstack(scores), axis=1)[:, :count]
    return np.take_along_axis(np.hstack(numbers), order, axis=1)


def size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measured(grown: Grown, work: Path, passages: int, questions: list[str]) -> dict:
    """Build a size, add to it, and measure what answers then."""
    folder = work / f"index-{passages}"
    folder.mkdir(parents=True, exist_ok=True)
    made, report = build(grown, folder, grown.articles(passages), passages)
    sys.stderr.write(f"{passages:,} built: {made}\n")

    def more():
        for number, article in enumerate(grown.articles(100_000_000, seed=1)):
            if number == ADDED:
                return
            yield article

    grown_by, added = build(grown, folder, chained(grown.articles(passages), more()), 0)
    sys.stderr.write(f"{ADDED} articles added: {grown_by}\n")
    store = open_store(Builds(folder), grown.config)
    vectors = np.stack([grown.embedder.embed_question(question) for question in questions])
    np.save(work / "questions.npy", vectors)
    config = json.dumps({name: getattr(grown.config, name) for name in IndexConfig.__slots__})
    ran = subprocess.run(
        [sys.executable, str(SEARCH), str(folder), config, json.dumps(questions), str(work / "questions.npy")],
        check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    seen = json.loads(ran.stdout)
    truth = exact_nearest(store, vectors, 10)
    recall = statistics.fmean(len(set(a) & set(b.tolist())) / 10 for a, b in zip(seen["near"], truth, strict=True))
    return {
        "passages": passages, "exact": store.dense.exact, "machine": machine(), "recall@10": recall,
        "build_s": made, "embedded": report.embedded, "add_s": grown_by, "added": added.added,
        "added_embedded": added.embedded, "disk_mb": size_mb(folder / "builds"), **seen["figures"],
    }  # fmt: skip


def main() -> None:
    """Measure each size that has not been measured, then print and plot all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--real", type=int, default=100_000, help="passages up to which the real model embeds all")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][:400]
    grown = None
    for passages in options.sizes:
        kept = options.work / f"{passages}.json"
        if not kept.exists():
            qabot = Qabot(load_settings(corpus=options.corpus, index=options.index))
            grown = grown or Grown(qabot, options.work / "vectors", real=options.real)
            kept.write_text(json.dumps(measured(grown, options.work, passages, questions), indent=1))
    rows = [json.loads((options.work / f"{passages}.json").read_text()) for passages in options.sizes]
    sys.stdout.write(json.dumps(rows, indent=1) + "\n")
    if options.plot:
        from growth_plot import draw

        draw(rows, options.plot)


if __name__ == "__main__":
    main()
